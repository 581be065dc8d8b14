import type { KnownAccount } from '../../auth/model.ts';
import { grantedPermissions, missingPermissions } from '../../auth/permissions.ts';
import type { Logger } from '../../base/log.ts';
import { describeError } from '../words/messages.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';
import type { SessionService } from './provider.ts';
import type { SignOut } from './signOut.ts';
import type { TokenSources } from './tokenSources.ts';

export interface SessionParts {
  readonly accounts: Accounts;
  readonly account: Account;
  readonly signOut: SignOut;
  readonly sources: TokenSources;
  readonly log: Logger;
}

/** The accounts for VS Code's Accounts menu, and for other extensions that the user has allowed to use them. */
export function sessionService({ account, accounts, log, signOut, sources }: SessionParts): SessionService {
  return {
    async tokenFor(known, scopes) {
      if (!covers(known, scopes)) {
        return undefined;
      }
      try {
        return await sources.silently(known, new AbortController().signal);
      } catch (error) {
        log.info(`no token for another extension: ${describeError(error).logText}`);
        return undefined;
      }
    },
    create: (scopes, label) => account.create(grantedPermissions(scopes), label),
    async remove(id) {
      await accounts.refresh();
      const leaving = accounts.everywhere.filter((each) => each.id === id);
      if (!(await signOut.signOut(leaving))) {
        throw new Error('the account is still in use');
      }
    },
  };
}

/** Permissions that we do not ask for are nobody's here. Of a pasted token it is not known what it can do. */
function covers({ granted, kind }: KnownAccount, scopes: readonly string[]): boolean {
  return (
    kind === 'token' ||
    (scopes.every((scope) => grantedPermissions([scope]).length > 0) &&
      missingPermissions(granted, grantedPermissions(scopes)).length === 0)
  );
}
