import { AccountTokens } from '../../src/auth/accountTokens.ts';
import { authorityOf } from '../../src/auth/authority.ts';
import { firstPermission } from '../../src/auth/model.ts';
import type { KnownAccount } from '../../src/auth/model.ts';
import { parsePastedToken, PastedTokenSource } from '../../src/auth/pastedToken.ts';
import { scopesOf } from '../../src/auth/permissions.ts';
import type { DeviceCode } from '../../src/auth/ports.ts';
import { parseJsonObject } from '../../src/base/json.ts';
import type { ExchangeServices } from '../../src/graph/exchange.ts';
import type { Cloud } from '../../src/graph/clouds.ts';
import type { TokenSource } from '../../src/graph/tokens.ts';
import { createIdentityClient } from '../../src/node/identityClient.ts';
import { MemoryText } from '../support/memoryText.ts';

export interface SignedIn {
  readonly tokens: TokenSource;
  /** What was granted, when that is known. */
  readonly scopes: readonly string[] | undefined;
}

type Parts = Omit<ExchangeServices, 'governor'>;

/** With an access token from elsewhere. @throws {TokenTextError} */
export async function signInWithToken(text: string, { clock }: Parts): Promise<SignedIn> {
  const store = new MemoryText();
  const { token } = parsePastedToken(text);
  await store.store(token);
  return { tokens: new PastedTokenSource(store, clock), scopes: scopesIn(token) };
}

/** As the product does it; nothing of it is stored. Asks for the one permission that uploads need. */
export async function signInByDeviceCode(
  cloud: Cloud,
  registration: { readonly clientId: string; readonly tenant: string },
  tell: (code: DeviceCode) => void,
  parts: Parts,
  signal: AbortSignal,
): Promise<SignedIn> {
  const { clientId, tenant } = registration;
  const vault = new MemoryText();
  const client = createIdentityClient({ clientId, authority: authorityOf(cloud, tenant) }, { vault, ...parts });
  const granted = [firstPermission];
  const { account, scopes } = await client.deviceCode({ scopes: scopesOf(cloud.graph, granted) }, tell, signal);
  const known: KnownAccount = {
    id: `msal:${account.id}`,
    kind: 'msal',
    label: account.label,
    graph: cloud.graph,
    keeperId: account.id,
    granted,
  };
  const tokens = new AccountTokens({
    client: () => Promise.resolve(client),
    account: () => known,
    clock: parts.clock,
    // A check takes minutes, and nobody sits before it.
    renew: () => Promise.resolve(undefined),
    onGranted: () => {},
  });
  return { tokens, scopes };
}

/** The `scp` claim of a JWT; the tokens of personal accounts are opaque. */
function scopesIn(token: string): string[] | undefined {
  const scopes = parseJsonObject(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())?.['scp'];
  return typeof scopes === 'string' ? scopes.split(' ') : undefined;
}
