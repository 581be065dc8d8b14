import type { Clock } from '../../base/clock.ts';
import { isJsonObject } from '../../base/json.ts';
import type { Logger } from '../../base/log.ts';
import type { NetworkIdentity } from './networkIdentity.ts';

/** Where the memory outlives the process. Several windows may write; the last one wins, and nothing breaks. */
export interface DetourStore {
  read(): unknown;
  write(value: unknown): Promise<void>;
}

/** After a day the direct way is tried again: networks get better. */
const keptMs = 24 * 60 * 60 * 1000;
/** So long the detour counts as blocked, too, where both ways were: who is offline waits for one way only. */
const blockedMs = 60_000;
/** Laptops see many networks; each keeps few hosts. */
const mostNetworks = 8;
const mostOrigins = 32;
/** So long it is not looked which network this is. */
const lookMs = 2000;

/** By origin: when the detour was found, milliseconds since 1970. */
type Origins = ReadonlyMap<string, number>;

export interface DetourMemoryParts {
  readonly store: DetourStore;
  readonly network: () => NetworkIdentity;
  readonly clock: Clock;
  readonly log: Logger;
}

/** For which hosts, in which network, only the detour gets through. */
export class DetourMemory {
  readonly #parts: DetourMemoryParts;
  /** The network that was learned about last comes last. */
  readonly #networks: Map<string, Origins>;
  /** Where the detour helped once: chance may have been at work, when a network came back just then. */
  readonly #suspected = new Set<string>();
  /** Where the detour did not help: until when it is not tried, by the monotonic clock. */
  readonly #blocked = new Map<string, number>();
  #network: (NetworkIdentity & { readonly until: number }) | undefined;

  constructor(parts: DetourMemoryParts) {
    this.#parts = parts;
    this.#networks = networksOf(parts.store.read());
  }

  /** Whether the detour is to be taken at once. */
  has(origin: string): boolean {
    if (this.#networks.size === 0) {
      return false;
    }
    const found = this.#networks.get(this.#where().id)?.get(origin);
    return found !== undefined && Math.abs(this.#parts.clock.now() - found) < keptMs;
  }

  /** Whether a try may help: not offline, and not where it just failed. */
  mayHelp(origin: string): boolean {
    const { id, connected } = this.#where();
    const until = this.#blocked.get(`${id} ${origin}`) ?? 0;
    return connected && this.#parts.clock.monotonic() >= until;
  }

  /**
   * The detour got through where the direct way did not.
   * @returns whether it is taken at once from now on: that needs a second time in a row.
   */
  learn(origin: string): boolean {
    const { id } = this.#where();
    const key = `${id} ${origin}`;
    if (!this.#suspected.delete(key)) {
      this.#suspected.add(key);
      return false;
    }
    const origins = new Map(this.#networks.get(id));
    origins.delete(origin);
    origins.set(origin, this.#parts.clock.now());
    this.#keep(id, new Map([...origins].slice(-mostOrigins)));
    return true;
  }

  /** The direct way got through. */
  forget(origin: string): void {
    if (this.#suspected.size === 0 && this.#networks.size === 0) {
      return;
    }
    const { id } = this.#where();
    this.#suspected.delete(`${id} ${origin}`);
    const origins = new Map(this.#networks.get(id));
    if (origins.delete(origin)) {
      this.#keep(id, origins);
    }
  }

  /** Neither way got through. */
  block(origin: string): void {
    this.#blocked.set(`${this.#where().id} ${origin}`, this.#parts.clock.monotonic() + blockedMs);
  }

  #where(): NetworkIdentity {
    const now = this.#parts.clock.monotonic();
    if (this.#network === undefined || now >= this.#network.until) {
      this.#network = { ...this.#parts.network(), until: now + lookMs };
    }
    return this.#network;
  }

  #keep(id: string, origins: Origins): void {
    this.#networks.delete(id);
    if (origins.size > 0) {
      this.#networks.set(id, origins);
    }
    const [oldest] = this.#networks.keys();
    if (this.#networks.size > mostNetworks && oldest !== undefined) {
      this.#networks.delete(oldest);
    }
    const value = [...this.#networks].map(([network, found]) => ({ network, origins: Object.fromEntries(found) }));
    this.#parts.store.write(value).catch((error: unknown) => {
      this.#parts.log.warn(
        `the way to the network cannot be kept: ${error instanceof Error ? error.message : typeof error}`,
      );
    });
  }
}

/** What of a stored value makes sense. */
function networksOf(value: unknown): Map<string, Origins> {
  const networks = new Map<string, Origins>();
  for (const entry of Array.isArray(value) ? (value as readonly unknown[]) : []) {
    if (isJsonObject(entry) && typeof entry['network'] === 'string' && isJsonObject(entry['origins'])) {
      const origins = Object.entries(entry['origins']).flatMap(([origin, found]) =>
        typeof found === 'number' ? [[origin, found] as const] : [],
      );
      networks.set(entry['network'], new Map(origins));
    }
  }
  return networks;
}
