import type { CheckNetwork } from '../diagnosis/ports.ts';
import type { TransportParts } from './http/makeTransport.ts';
import { FetchTransport } from './http/fetchTransport.ts';
import { defaultHttpLimits, HttpTransport } from './http/httpTransport.ts';
import { networkProbe } from './networkProbe.ts';

/** The network for a check: both ways by themselves, with connections of their own, so that each shows what it can do. */
export function networkCheck(parts: TransportParts): CheckNetwork {
  return {
    probe: networkProbe(parts),
    ways: [
      { name: 'own', transport: new HttpTransport(parts.clock, defaultHttpLimits, parts) },
      { name: 'vscode', transport: new FetchTransport(parts.fetch, defaultHttpLimits, parts.clock) },
    ],
  };
}
