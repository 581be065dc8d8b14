import { GraphClient } from '../../src/graph/client.ts';
import type { GraphClientOptions } from '../../src/graph/client.ts';
import { resolveCloud } from '../../src/graph/clouds.ts';
import { HostGovernor } from '../../src/graph/governor.ts';
import { SignInRequiredError } from '../../src/graph/tokens.ts';
import type { TokenDemand, TokenSource } from '../../src/graph/tokens.ts';
import type { Random } from '../../src/base/random.ts';
import { MemoryLog } from './memoryLog.ts';
import type { ScriptedTransport } from './scriptedTransport.ts';
import { VirtualClock } from './virtualClock.ts';

/** Chance that is none: half of everything, ids in order, and secrets that are no secret. */
export class FixedRandom implements Random {
  #ids = 0;
  #secrets = 0;

  fraction(): number {
    return 0.5;
  }

  id(): string {
    this.#ids++;
    return `00000000-0000-4000-8000-${String(this.#ids).padStart(12, '0')}`;
  }

  secret(bytes: number): Uint8Array {
    this.#secrets++;
    return new Uint8Array(bytes).fill(this.#secrets);
  }
}

/** Hands out tokens in order, the next one whenever the last is refused. */
export class TokenList implements TokenSource {
  readonly demands: TokenDemand[] = [];
  readonly #tokens: string[];

  constructor(...tokens: string[]) {
    this.#tokens = tokens;
  }

  getToken(_signal: AbortSignal, demand?: TokenDemand): Promise<string> {
    if (demand !== undefined) {
      this.demands.push(demand);
      this.#tokens.shift();
    }
    const [token] = this.#tokens;
    return token === undefined ? Promise.reject(new SignInRequiredError('rejected')) : Promise.resolve(token);
  }
}

export interface ClientParts extends GraphClientOptions {
  readonly clock: VirtualClock;
  readonly log: MemoryLog;
}

/** Everything around a client that talks to a script. */
export function clientParts(transport: ScriptedTransport, changed: Partial<GraphClientOptions> = {}): ClientParts {
  const clock = new VirtualClock();
  return {
    cloud: resolveCloud('global'),
    governor: new HostGovernor(clock),
    tokens: new TokenList('token-1', 'token-2'),
    random: new FixedRandom(),
    version: '1.2.3',
    ...changed,
    transport,
    clock,
    log: new MemoryLog(),
  };
}

export function clientFor(transport: ScriptedTransport, changed: Partial<GraphClientOptions> = {}): GraphClient {
  return new GraphClient(clientParts(transport, changed));
}
