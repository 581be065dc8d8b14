import { PastedTokenSource } from '../auth/pastedToken.ts';
import type { TextStore } from '../auth/pastedToken.ts';
import type { GraphClientOptions } from '../graph/client.ts';
import { GraphClient } from '../graph/client.ts';
import { getMyDrive } from '../graph/drives.ts';
import type { AccountServices } from './account.ts';
import { settings } from './settings.ts';

/** What clients are made of, whatever the cloud and whoever is signed in. */
export type ClientParts = Omit<GraphClientOptions, 'cloud' | 'tokens'>;

/** The way to Graph: a client for the cloud of the settings as they are now, with the token that is kept for it. */
export class Connection implements AccountServices {
  readonly #parts: ClientParts;
  readonly #store: TextStore;
  readonly #tokens: PastedTokenSource;
  #client: GraphClient | undefined;

  constructor(parts: ClientParts, store: TextStore) {
    this.#parts = parts;
    this.#store = store;
    this.#tokens = new PastedTokenSource(store, parts.clock);
  }

  /** @throws {CloudError} when the settings name no usable cloud. */
  get client(): GraphClient {
    const cloud = settings.cloud();
    const { cloud: known } = this.#client ?? {};
    if (!this.#client || known?.id !== cloud.id || known.graph !== cloud.graph) {
      this.#client = new GraphClient({ ...this.#parts, cloud, tokens: this.#tokens });
    }
    return this.#client;
  }

  stored() {
    return this.#tokens.current();
  }

  /** Asks for the drive, which is what every later request needs: a token for something else fails here. */
  async verify(token: string, signal: AbortSignal): Promise<string | undefined> {
    const only: TextStore = { get: async () => token, store: async () => {}, delete: async () => {} };
    const tokens = new PastedTokenSource(only, this.#parts.clock);
    const client = new GraphClient({ ...this.#parts, cloud: settings.cloud(), tokens });
    return (await getMyDrive(client, signal)).ownerName;
  }

  store(token: string): Promise<void> {
    return this.#store.store(token);
  }

  forget(): Promise<void> {
    return this.#store.delete();
  }

  now(): number {
    return this.#parts.clock.now();
  }
}
