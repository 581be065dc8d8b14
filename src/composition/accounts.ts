import { AccountBook } from '../auth/accountBook.ts';
import { identityClients } from '../node/identityClients.ts';
import { listenForRedirect } from '../node/redirectListener.ts';
import { tokenVault } from '../node/tokenVault.ts';
import { AccountParts } from '../vscode/account/accountParts.ts';
import type { AccountNeeds } from '../vscode/account/accountParts.ts';
import { secretKeys } from '../vscode/account/secrets.ts';
import type { Secrets } from '../vscode/account/secrets.ts';
import type { Foundation } from './foundation.ts';

/** Who signs in, with everything that this takes. */
export function makeAccounts(
  foundation: Foundation,
  secrets: Secrets,
  stopWorkOf: AccountNeeds['stopWorkOf'],
): AccountParts {
  const { context, leases, parts } = foundation;
  const { clock, log, transport } = parts;
  const vault = tokenVault(secrets.entry(secretKeys.tokens), leases, clock);
  return new AccountParts({
    secrets,
    book: new AccountBook(tokenVault(secrets.entry(secretKeys.accounts), leases, clock, 'accounts')),
    state: context.globalState,
    parts,
    clients: identityClients({ vault, transport, clock, log }),
    listen: listenForRedirect,
    stopWorkOf,
  });
}
