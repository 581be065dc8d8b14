import type { JsonObject } from '../base/json.ts';
import { knownCode } from './aadstsCodes.ts';
import { SignInError } from './errors.ts';
import type { SignInProblem } from './errors.ts';

/** What was under way. `silent`: without the user, by the refresh token. */
export type During = 'browser' | 'deviceCode' | 'silent';

/** An answer of the identity platform that is not what was asked for. */
export interface RefusedAnswer {
  /** OAuth error code (RFC 6749, sections 4.1.2.1 and 5.2; RFC 8628, section 3.5; OpenID Connect Core, 3.1.2.6). */
  readonly error?: string | undefined;
  /** Source: learn.microsoft.com/entra/identity-platform/v2-conditional-access-dev-guide. */
  readonly suberror?: string | undefined;
  readonly description?: string | undefined;
  readonly codes?: readonly number[] | undefined;
  /** JSON of a claims challenge. */
  readonly claims?: string | undefined;
  readonly correlationId?: string | undefined;
}

/** What a refusal says, as the service writes it in JSON (learn.microsoft.com/entra/identity-platform/reference-error-codes). */
export function refusedAnswerIn(json: JsonObject): RefusedAnswer {
  const { error_codes: codes } = json;
  return {
    error: textAt(json, 'error'),
    suberror: textAt(json, 'suberror'),
    description: textAt(json, 'error_description'),
    codes: Array.isArray(codes) ? codes.filter((code) => typeof code === 'number') : undefined,
    claims: textAt(json, 'claims'),
    correlationId: textAt(json, 'correlation_id'),
  };
}

function textAt(json: JsonObject, key: string): string | undefined {
  const text = json[key];
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** OAuth errors that say more than the number beside them: what became of a device code. */
const endOfDeviceCode: Readonly<Record<string, SignInProblem>> = {
  authorization_declined: 'declined',
  authorization_pending: 'timedOut',
  expired_token: 'timedOut',
  // MSAL's name for it.
  device_code_expired: 'timedOut',
  slow_down: 'throttled',
};

/** What only the user can do, as suberrors and as errors. */
const problemOfWord: Readonly<Record<string, SignInProblem>> = {
  bad_token: 'interactionRequired',
  token_expired: 'interactionRequired',
  basic_action: 'interactionRequired',
  additional_action: 'interactionRequired',
  interrupted_user: 'interactionRequired',
  user_password_expired: 'passwordProblem',
  consent_required: 'consentRequired',
  message_only: 'blockedByPolicy',
  protection_policy_required: 'blockedByPolicy',
  device_authentication_failed: 'blockedByPolicy',

  access_denied: 'declined',
  interaction_required: 'interactionRequired',
  login_required: 'interactionRequired',
  account_selection_required: 'interactionRequired',
  invalid_grant: 'interactionRequired',
  temporarily_unavailable: 'serviceProblem',
  server_error: 'serviceProblem',
  // A public client has no secret: it is refused like this when the registration expects one.
  invalid_client: 'publicClientOff',
  // What personal accounts answer for an application that does not exist or does not admit them.
  unauthorized_client: 'unknownApp',
  invalid_scope: 'appMisconfigured',
  invalid_resource: 'appMisconfigured',
  unsupported_response_type: 'appMisconfigured',
  unsupported_grant_type: 'appMisconfigured',
};

/** Problems that go away when the user signs in once more: without the user they all mean just that. */
const endedSignIn: ReadonlySet<SignInProblem> = new Set([
  'interactionRequired',
  'consentRequired',
  'mfaRequired',
  'passwordProblem',
]);

/** What an answer of the identity platform means here. The result holds none of the answer's text. */
export function signInErrorOf(answer: RefusedAnswer, during: During): SignInError {
  const codes = codesOf(answer);
  const aadsts = codes.find((code) => knownCode(code) !== undefined) ?? codes[0];
  return new SignInError(problemOf(answer, aadsts, during), {
    aadsts,
    correlationId: correlationIdOf(answer),
    claims: answer.claims === '' ? undefined : answer.claims,
  });
}

function problemOf(answer: RefusedAnswer, aadsts: number | undefined, during: During): SignInProblem {
  const known = aadsts === undefined ? undefined : knownCode(aadsts);
  const problem =
    wordProblem(endOfDeviceCode, answer.error) ??
    known?.problem ??
    wordProblem(problemOfWord, answer.suberror) ??
    wordProblem(problemOfWord, answer.error) ??
    'unexpected';
  if (during === 'silent') {
    const canHelp = problem === 'blockedByPolicy' && (known?.refuses === 'deviceCode' || asksForUser(answer));
    return canHelp || endedSignIn.has(problem) ? 'interactionRequired' : problem;
  }
  // The policy judges the machine that asks for the token, of which it knows nothing when a code was typed elsewhere.
  return during === 'deviceCode' && known?.refuses !== undefined ? 'deviceCodeBlocked' : problem;
}

/** Whether the service says that the user could satisfy a policy on the sign-in page. */
function asksForUser({ error, suberror, claims = '' }: RefusedAnswer): boolean {
  if (claims !== '' || wordProblem(problemOfWord, suberror) === 'interactionRequired') {
    return true;
  }
  return suberror !== 'message_only' && (error === 'interaction_required' || error === 'login_required');
}

function wordProblem(table: Readonly<Record<string, SignInProblem>>, word = ''): SignInProblem | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

/** Numbers of the answer, also those that stand only in its text, as in answers that come by the browser. */
function codesOf({ codes = [], description = '' }: RefusedAnswer): number[] {
  const inText = [...description.matchAll(/\bAADSTS(\d{5,8})\b/gu)].map(([, digits]) => Number(digits));
  return [...codes, ...inText];
}

function correlationIdOf({ correlationId = '', description = '' }: RefusedAnswer): string | undefined {
  const id = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/iu;
  const inText = /\bCorrelation ID: (\S+)/iu.exec(description)?.[1] ?? '';
  return (id.exec(correlationId) ?? id.exec(inText))?.[0];
}
