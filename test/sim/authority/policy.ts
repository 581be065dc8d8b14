import { type Context, interactionPolicy } from 'oidc-provider';
import { description, problem } from './aadsts.ts';
import { readClaims } from './claimsRequest.ts';
import { PERMISSION_NAMES } from './scopes.ts';
import type { AuthorityState } from './state.ts';

/** Name under which the `claims` parameter travels through the library, which has another meaning for it. */
export const CLAIMS = 'claims_request';

/** When a person has to do something before a code is given. */
export function signInPolicy(state: AuthorityState): interactionPolicy.Policy {
  const { base, Check, Prompt } = interactionPolicy;
  const policy = base();
  policy.clear();
  const check = (reason: string, aadsts: string, error: string, test: (context: Context) => boolean) =>
    new Check(reason, aadsts, error, test);
  const nobody = description(problem(50_058));
  policy.add(new Prompt({ name: 'select_account', requestable: true }));
  policy.add(
    new Prompt(
      { name: 'login', requestable: true },
      check('no_session', nobody, 'login_required', ({ oidc }) => oidc.session.accountId === undefined),
      check('other_account', nobody, 'login_required', ({ oidc }) => {
        const hint = oidc.params?.['login_hint']?.toLowerCase();
        const { accountId } = oidc.session;
        return (
          hint !== undefined &&
          accountId !== undefined &&
          oidc.result?.login === undefined &&
          state.account(accountId).upn !== hint
        );
      }),
      check('claims', 'AADSTS50076: Claims were demanded.', 'interaction_required', ({ oidc }) => {
        const demands = readClaims(oidc.params?.[CLAIMS])?.demands ?? [];
        return demands.length > 0 && oidc.result?.login === undefined;
      }),
      // Whoever typed the code may be somebody else than whoever last used this browser.
      check('device', nobody, 'login_required', ({ oidc }) => {
        return oidc.deviceCode !== undefined && oidc.result?.login === undefined;
      }),
    ),
  );
  policy.add(
    new Prompt(
      { name: 'consent', requestable: true },
      check('scopes', 'AADSTS65001: The user has not consented.', 'consent_required', ({ oidc }) => {
        const { accountId } = oidc.session;
        return accountId !== undefined && missingPermissions(state, accountId, oidc.params?.['scope']).length > 0;
      }),
    ),
  );
  return policy;
}

/** Permissions in a `scope` parameter of the library. */
export function permissionsIn(scope: string | undefined): string[] {
  return (scope ?? '').split(' ').filter((name) => PERMISSION_NAMES.includes(name));
}

/** Permissions that are asked for and not consented to yet. */
export function missingPermissions(state: AuthorityState, accountId: string, scope: string | undefined): string[] {
  const consented = state.consented(accountId);
  return permissionsIn(scope).filter((name) => !consented.has(name));
}
