import type { ProviderError } from 'oidc-provider';
import { isObject, type JsonObject } from '../http/json.ts';
import { type Problem, problem } from './aadsts.ts';
import type { AuthorityState } from './state.ts';

/** Texts of the library that say why a grant was refused. */
const GRANT_PROBLEMS: readonly (readonly [RegExp, number])[] = [
  [/code_verifier|code_challenge/u, 501_481],
  [/redirect_uri/u, 50_011],
  [/already consumed/u, 54_005],
  [/expired/u, 70_008],
  [/^grant /u, 50_173],
];

/** The answer of Entra with tokens, made from the library's. */
export function tokenAnswer(
  state: AuthorityState,
  from: { readonly body: unknown; readonly accountId: string; readonly grantId: string; readonly capable: boolean },
): JsonObject {
  const { service, graphUrl, accessTokenSeconds } = state;
  const { id, upn, displayName } = state.account(from.accountId);
  const { tenantId } = service.world;
  const scopes = [...state.consented(id)].filter((name) => !state.withheld.has(name));
  const accessToken = service.tokens.issue(
    { tenantId, userId: id, upn, displayName },
    { scopes, expiresInSeconds: accessTokenSeconds },
    { appId: state.clientId, capable: from.capable, met: state.signIns.get(from.grantId)?.met ?? new Set() },
  );
  const { id_token, refresh_token } = isObject(from.body) ? from.body : {};
  return {
    token_type: 'Bearer',
    scope: ['openid', 'profile', ...scopes.map((name) => `${graphUrl}/${name}`)].join(' '),
    expires_in: accessTokenSeconds,
    ext_expires_in: accessTokenSeconds,
    access_token: accessToken,
    ...(refresh_token === undefined ? {} : { refresh_token }),
    ...(id_token === undefined ? {} : { id_token }),
    client_info: Buffer.from(JSON.stringify({ uid: id, utid: tenantId })).toString('base64url'),
  };
}

/** What Entra says where the library refused. */
export function libraryProblem({ error, error_detail: detail = '' }: ProviderError): Problem {
  switch (error) {
    case 'authorization_pending':
      return problem(70_016);
    case 'expired_token':
      return problem(70_020);
    case 'access_denied':
      return problem(65_004, { error: 'authorization_declined', text: 'The user declined the request.' });
    case 'invalid_grant':
      return problem(GRANT_PROBLEMS.find(([pattern]) => pattern.test(detail))?.[1] ?? 70_000, {
        error: 'invalid_grant',
      });
    default:
      return problem(9_002_313, { error });
  }
}
