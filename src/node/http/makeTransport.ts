import type { Transport } from '../../graph/transport.ts';
import type { NetworkParts } from './agents.ts';
import { DetourMemory } from './detourMemory.ts';
import type { DetourStore } from './detourMemory.ts';
import { FallbackTransport } from './fallbackTransport.ts';
import { FetchTransport } from './fetchTransport.ts';
import { defaultHttpLimits, HttpTransport } from './httpTransport.ts';
import { networkIdentity } from './networkIdentity.ts';

export interface TransportParts extends NetworkParts {
  /** Where is kept which hosts only the host's `fetch` reaches. */
  readonly store: DetourStore;
  /** The host's own, looked up when it is used: Node loads a client of its own for it. */
  readonly fetch: typeof fetch;
}

/** The way of all requests: undici through the proxies that are known, else the host's own `fetch`. */
export function makeTransport(parts: TransportParts): Transport {
  const { clock, log, settings, environment } = parts;
  return new FallbackTransport({
    direct: new HttpTransport(clock, defaultHttpLimits, parts),
    detour: new FetchTransport(parts.fetch, defaultHttpLimits, clock),
    memory: new DetourMemory({ ...parts, network: () => networkIdentity(settings(), environment) }),
    log,
  });
}
