import { authorityOf } from '../../auth/authority.ts';
import type { CheckNetwork, CheckServices } from '../../diagnosis/ports.ts';
import { GraphClient } from '../../graph/client.ts';
import { SignInRequiredError } from '../../graph/tokens.ts';
import type { TokenSource } from '../../graph/tokens.ts';
import type { AccountParts } from '../account/accountParts.ts';
import type { ClientParts } from '../account/connection.ts';
import { settings } from '../settings.ts';

export interface CheckParts {
  readonly parts: ClientParts;
  readonly signedIn: Pick<AccountParts, 'accounts' | 'sources'>;
  readonly network: CheckNetwork;
}

/**
 * What a check works with for the cloud of the settings and whoever is signed in, now. A check asks nobody: a sign-in
 * that has ended is a finding. @throws {CloudError}
 */
export async function checkServices({ parts, signedIn, network }: CheckParts): Promise<CheckServices> {
  const cloud = settings.cloud();
  await signedIn.accounts.refresh();
  const account = signedIn.accounts.current;
  const tokens: TokenSource = {
    getToken: (signal, demand) =>
      account === undefined
        ? Promise.reject(new SignInRequiredError('signedOut'))
        : signedIn.sources.silently(account, signal, demand),
  };
  return {
    ...parts,
    ...network,
    client: new GraphClient({ ...parts, cloud, tokens }),
    authority: () => account?.registration?.authority ?? authorityOf(cloud, settings.tenant()),
    account: () =>
      Promise.resolve(
        account && {
          kind: account.kind,
          label: account.label,
          // Nobody knows what a pasted token allows.
          ...(account.kind !== 'token' && { granted: account.granted }),
        },
      ),
  };
}
