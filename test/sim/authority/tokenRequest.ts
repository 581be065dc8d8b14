import { type Problem, problem } from './aadsts.ts';
import type { Call } from './call.ts';
import { type ClaimsRequest, readClaims } from './claimsRequest.ts';
import { DEVICE_GRANT } from './provider.ts';
import { readScopes } from './scopes.ts';
import type { AuthorityState } from './state.ts';

/** Both names of the grant: RFC 8628, and what clients of Entra send. */
const GRANT_NAMES: Readonly<Record<string, string>> = {
  authorization_code: 'authorization_code',
  refresh_token: 'refresh_token',
  device_code: 'device_code',
  [DEVICE_GRANT]: 'device_code',
};

/** A request for tokens that may go on. */
export interface TokenRequest {
  readonly grant: string;
  readonly claims: ClaimsRequest;
}

/** Checks a request for tokens. @returns undefined when it was answered here. */
export function readTokenRequest(state: AuthorityState, call: Call, body: URLSearchParams): TokenRequest | undefined {
  const grant = GRANT_NAMES[body.get('grant_type') ?? ''];
  const scope = body.get('scope') ?? '';
  call.note({
    at: 'token',
    grant,
    scopes: scope.split(' ').filter((name) => name !== ''),
    claims: body.get('claims') ?? undefined,
  });
  const claims = readClaims(body.get('claims') ?? undefined);
  const wrong = clientProblem(state, call, body);
  if (wrong !== undefined) {
    call.refuse(wrong);
    return undefined;
  }
  const failure = state.takeFailure(grant === 'device_code' ? 'devicePoll' : 'token');
  if (failure !== undefined) {
    call.fail(failure);
    return undefined;
  }
  if (grant === undefined || claims === undefined) {
    call.refuse(problem(grant === undefined ? 900_144 : 9_002_313));
    return undefined;
  }
  const refused = grant === 'refresh_token' ? refreshProblem(state, body, claims) : undefined;
  if (refused !== undefined) {
    call.refuse(refused);
    return undefined;
  }
  return { grant, claims };
}

/** What is wrong with tenant or client. */
export function clientProblem(state: AuthorityState, call: Call, body: URLSearchParams): Problem | undefined {
  if (!state.tenants.knows(call.tenant)) {
    return problem(90_002);
  }
  return body.get('client_id') === state.clientId ? undefined : problem(700_016);
}

function refreshProblem(state: AuthorityState, body: URLSearchParams, claims: ClaimsRequest): Problem | undefined {
  const known = state.store.refreshToken(body.get('refresh_token') ?? '');
  if (known === undefined) {
    return problem(70_000);
  }
  const { stored, revoked } = known;
  if (revoked !== undefined) {
    return problem(revoked);
  }
  if (stored.consumed !== undefined && state.refreshTokens === 'rotate') {
    return problem(70_000, { text: 'The refresh token was used before.' });
  }
  const scopes = readScopes(body.get('scope') ?? '', state.graphUrl);
  if (typeof scopes === 'number') {
    return problem(scopes);
  }
  const { accountId = '', grantId = '' } = stored;
  const consented = state.consented(accountId);
  if (scopes.permissions.some((name) => !consented.has(name))) {
    return problem(65_001);
  }
  if (claims.demands.length === 0) {
    return undefined;
  }
  const met = state.signIns.get(grantId)?.met ?? new Set();
  const challenge = state.service.challenges.unmet(state.account(accountId).upn, met);
  return challenge && problem(50_076, { error: 'interaction_required', claims: challenge.claims });
}
