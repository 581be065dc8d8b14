import { PastedTokenSource } from '../../auth/pastedToken.ts';
import type { PastedToken } from '../../auth/pastedToken.ts';
import type { TextStore } from '../../auth/ports.ts';
import type { GraphClientOptions } from '../../graph/client.ts';
import { GraphClient } from '../../graph/client.ts';
import type { Cloud } from '../../graph/clouds.ts';
import { getMyDrive } from '../../graph/drives.ts';
import { GraphError } from '../../graph/errors.ts';
import type { AccountServices } from './account.ts';
import { NoDriveError } from './noDrive.ts';
import type { RecordPlace } from '../../upload/journal/record.ts';
import { SignInRequiredError } from '../../graph/tokens.ts';
import { settings } from '../settings.ts';

/** What clients are made of, whatever the cloud and whoever is signed in. */
export type ClientParts = Omit<GraphClientOptions, 'cloud' | 'tokens'>;

/** The way to Graph: a client for the cloud of the settings as they are now, with the token that is kept for that one. */
export class Connection implements AccountServices {
  readonly #parts: ClientParts;
  readonly #storeOf: (graph: string) => TextStore;
  #client: GraphClient | undefined;
  /** Whose token was looked at last. */
  #known: { readonly graph: string; readonly token: string; readonly account: AccountIdentity } | undefined;

  /** @param storeOf where the token of a service is kept, by the service's origin. */
  constructor(parts: ClientParts, storeOf: (graph: string) => TextStore) {
    this.#parts = parts;
    this.#storeOf = storeOf;
  }

  /** @throws {CloudError} when the settings name no usable cloud. */
  get client(): GraphClient {
    const cloud = settings.cloud();
    const { cloud: known } = this.#client ?? {};
    if (!this.#client || known?.id !== cloud.id || known.graph !== cloud.graph) {
      this.#client = this.#clientFor(cloud, this.#storeOf(cloud.graph));
    }
    return this.#client;
  }

  stored(): Promise<PastedToken | undefined> {
    return new PastedTokenSource(this.#storeOf(settings.cloud().graph), this.#parts.clock).current();
  }

  async accept(token: string, signal: AbortSignal): Promise<string | undefined> {
    const cloud = settings.cloud();
    const only: TextStore = { get: async () => token, store: async () => {}, delete: async () => {} };
    // What every later request needs: a token for something else, or of somebody without a drive, fails here.
    const account = await identityOf(this.#clientFor(cloud, only), signal);
    await this.#storeOf(cloud.graph).store(token);
    this.#known = { graph: cloud.graph, token, account };
    return account.name;
  }

  /** Service and account in use. @throws {SignInRequiredError} and what the Graph client throws. */
  async place(signal: AbortSignal): Promise<Pick<RecordPlace, 'graph' | 'account'>> {
    const { graph } = settings.cloud();
    const token = (await this.stored())?.token;
    if (token === undefined) {
      throw new SignInRequiredError('signedOut');
    }
    if (this.#known?.graph !== graph || this.#known.token !== token) {
      this.#known = { graph, token, account: await identityOf(this.client, signal) };
    }
    return { graph, account: this.#known.account };
  }

  forget(): Promise<void> {
    return this.#storeOf(settings.cloud().graph).delete();
  }

  now(): number {
    return this.#parts.clock.now();
  }

  #clientFor(cloud: Cloud, store: TextStore): GraphClient {
    return new GraphClient({ ...this.#parts, cloud, tokens: new PastedTokenSource(store, this.#parts.clock) });
  }
}

type AccountIdentity = RecordPlace['account'];

/** An account is told by its own drive: that takes no further permission. */
async function identityOf(client: GraphClient, signal: AbortSignal): Promise<AccountIdentity> {
  const { id, ownerName } = await getMyDrive(client, signal).catch((error: unknown) => {
    throw error instanceof GraphError && error.status === 404 ? new NoDriveError() : error;
  });
  return { id, ...(ownerName !== undefined && { name: ownerName }) };
}
