/** How Entra tells an error: OAuth error and suberror, words, and whether it stays on the page or goes to the app. */
interface ErrorForm {
  readonly error: string;
  readonly suberror?: string;
  readonly text: string;
  /** Shown to the person; the application hears nothing. */
  readonly page?: true;
}

const grant = (text: string, suberror?: string): ErrorForm => ({
  error: 'invalid_grant',
  text,
  ...(suberror === undefined ? {} : { suberror }),
});
const page = (error: string, text: string): ErrorForm => ({ error, text, page: true });

/**
 * Numbers and their meaning: learn.microsoft.com/entra/identity-platform/reference-error-codes. OAuth errors and
 * suberrors beside them: v2-oauth2-auth-code-flow, v2-oauth2-device-code and msal-handling-exceptions there.
 */
const FORMS: Readonly<Record<number, ErrorForm>> = {
  50011: page('invalid_request', 'The redirect URI of the request does not match those of the application.'),
  50020: page('invalid_request', 'This user account does not exist in the tenant that was asked for.'),
  50034: page('invalid_grant', 'The user account does not exist in this directory.'),
  50053: page('invalid_grant', 'The account is locked after too many wrong attempts.'),
  50055: grant('The password has expired.', 'user_password_expired'),
  50056: grant('The password is invalid or not in the store.'),
  50057: page('invalid_grant', 'The user account is disabled.'),
  50058: { error: 'login_required', text: 'A silent sign-in was asked for but no user is signed in.' },
  50059: page('invalid_request', 'No tenant could be told from the request.'),
  50072: grant('The user has to enroll for multi-factor authentication.', 'basic_action'),
  50074: grant('Strong authentication is required.', 'basic_action'),
  50076: grant('The user must use multi-factor authentication for this resource.', 'basic_action'),
  50079: grant('The user has to enroll for multi-factor authentication.', 'basic_action'),
  50097: grant('Device authentication is required.', 'message_only'),
  50105: page('invalid_grant', 'The user is not assigned to a role for the application.'),
  50126: grant('User name or password is wrong.'),
  50128: page('invalid_request', 'The domain name is not valid.'),
  50131: grant('A policy of conditional access blocks the request.', 'message_only'),
  50132: grant('The session is not valid any more.', 'bad_token'),
  50133: grant('The session is not valid any more: the password has changed.', 'bad_token'),
  50173: grant('The grant was revoked, and a new one is needed.', 'bad_token'),
  50194: page('invalid_request', 'The application is not set up for several tenants.'),
  53000: grant('The device does not meet the rules of the organization.', 'message_only'),
  53001: grant('The device is not joined to the domain.', 'message_only'),
  53003: grant('A policy of conditional access blocks the access.', 'message_only'),
  54005: grant('The code was already redeemed.'),
  65001: grant('The user or an administrator has not consented to the application.', 'consent_required'),
  65002: page('invalid_request', 'The application is not authorized in advance for that service.'),
  65004: { error: 'access_denied', text: 'The user declined to consent.' },
  65005: page('invalid_resource', 'The application asks for a service that its registration does not list.'),
  70000: grant('The grant is not valid.'),
  70008: grant('The code or refresh token has expired.'),
  70011: { error: 'invalid_scope', text: 'The scope that was asked for is not valid.' },
  70016: { error: 'authorization_pending', text: 'The user has not finished with the code yet.' },
  70020: { error: 'expired_token', text: 'The code has expired.' },
  70043: grant('The refresh token has expired: sign-in frequency.', 'bad_token'),
  90002: page('invalid_request', 'The tenant was not found.'),
  90093: page('access_denied', 'Only an administrator may grant what the application asks for.'),
  90094: page('access_denied', 'An administrator has to grant what the application asks for.'),
  500011: page('invalid_resource', 'The service was not found in the tenant.'),
  501481: grant('The code verifier does not match the code challenge.'),
  530032: grant('A security policy of the tenant blocks the request.', 'message_only'),
  530036: grant('A policy of the organization does not allow to sign in with a device code.', 'message_only'),
  650052: page('access_denied', 'The organization lacks the service that the application needs.'),
  650053: { error: 'invalid_client', text: 'The application asked for a scope that the service does not have.' },
  650056: page('invalid_client', 'The application is not set up well.'),
  700016: page('unauthorized_client', 'The application was not found in the directory.'),
  700054: { error: 'unsupported_response_type', text: 'The response type is not enabled for the application.' },
  700082: grant('The refresh token has expired: it was not used for 90 days.', 'bad_token'),
  900144: { error: 'invalid_request', text: 'A parameter that is needed is missing.' },
  7000218: { error: 'invalid_client', text: 'The request must hold a client secret: public flows are off.' },
  9002313: { error: 'invalid_request', text: 'The request is malformed.' },
  9002325: { error: 'invalid_request', text: 'Proof Key for Code Exchange is required.' },
};

/** Something that the authority refuses. */
export interface Problem {
  readonly aadsts: number;
  readonly error: string;
  readonly suberror: string | undefined;
  readonly text: string;
  readonly page: boolean;
  readonly claims: string | undefined;
  readonly status: number;
}

/** As errors say it to people and applications. */
export function description({ aadsts, text }: Problem): string {
  return `AADSTS${aadsts}: ${text}`;
}

/** The problem behind a number; what is given takes the place of what Entra usually sends with it. */
export function problem(
  aadsts: number,
  given: {
    readonly error?: string | undefined;
    readonly suberror?: string | undefined;
    readonly claims?: string | undefined;
    readonly status?: number | undefined;
    readonly text?: string;
  } = {},
): Problem {
  const form = FORMS[aadsts] ?? grant('The request was refused.');
  return {
    aadsts,
    error: given.error ?? form.error,
    suberror: given.suberror ?? form.suberror,
    text: given.text ?? form.text,
    page: form.page ?? false,
    claims: given.claims,
    status: given.status ?? (aadsts === 7_000_218 ? 401 : 400),
  };
}
