import type { KnownAccount } from '../../auth/model.ts';
import type { GraphClientOptions } from '../../graph/client.ts';
import { GraphClient } from '../../graph/client.ts';
import type { Cloud } from '../../graph/clouds.ts';
import { isSameDrive } from '../../graph/driveIds.ts';
import { getMyDrive } from '../../graph/drives.ts';
import { GraphError } from '../../graph/errors.ts';
import { SignInRequiredError } from '../../graph/tokens.ts';
import type { TokenSource } from '../../graph/tokens.ts';
import type { RecordPlace } from '../../upload/journal/record.ts';
import { settings } from '../settings.ts';
import type { Accounts } from './accounts.ts';
import { NoDriveError } from './noDrive.ts';

/** What clients are made of, whatever the cloud and whoever is signed in. */
export type ClientParts = Omit<GraphClientOptions, 'cloud' | 'tokens'>;

/**
 * The way to Graph: a client for the cloud of the settings as they are now and the account in use. What is under way
 * keeps the client that it began with, so that it never goes on as somebody else.
 */
export class Connection {
  readonly #parts: ClientParts;
  readonly #accounts: Accounts;
  readonly #sourceOf: (account: KnownAccount) => TokenSource;
  #client: { readonly graph: GraphClient; readonly tokens: TokenSource } | undefined;
  /** Whose drive it is, by the account. */
  readonly #identities = new Map<string, AccountIdentity>();

  constructor(parts: ClientParts, accounts: Accounts, sourceOf: (account: KnownAccount) => TokenSource) {
    this.#parts = parts;
    this.#accounts = accounts;
    this.#sourceOf = sourceOf;
  }

  /** @throws {CloudError} when the settings name no usable cloud. */
  get client(): GraphClient {
    const cloud = settings.cloud();
    const account = this.#accounts.current;
    const tokens = account ? this.#sourceOf(account) : nobody;
    const { cloud: known } = this.#client?.graph ?? {};
    if (!this.#client || known?.id !== cloud.id || known.graph !== cloud.graph || this.#client.tokens !== tokens) {
      this.#client = { graph: this.#clientFor(cloud, tokens), tokens };
    }
    return this.#client.graph;
  }

  /** Service and account in use. @throws {SignInRequiredError} and what the Graph client throws. */
  async place(signal: AbortSignal): Promise<Pick<RecordPlace, 'graph' | 'account'>> {
    await this.#accounts.refresh();
    const { client } = this;
    const account = this.#accounts.current;
    if (account === undefined) {
      throw new SignInRequiredError('signedOut');
    }
    const identity = this.#identities.get(account.id) ?? (await identityOf(client, signal));
    this.#identities.set(account.id, identity);
    return { graph: client.cloud.graph, account: identity };
  }

  /** Id of the drive of an account, as far as it was looked at. */
  driveOf({ id }: KnownAccount): string | undefined {
    return this.#identities.get(id)?.id;
  }

  /** Whether somebody who has worked in this window is still signed in. */
  isSignedIn({ graph, account }: Pick<RecordPlace, 'graph' | 'account'>): boolean {
    return this.#accounts.of(graph).some((known) => {
      const drive = this.driveOf(known);
      return drive !== undefined && isSameDrive(drive, account.id);
    });
  }

  /** Whose drive an account has, by the account's own tokens. @throws when Graph does not take them. */
  async identify(
    account: Pick<KnownAccount, 'id'>,
    tokens: TokenSource,
    signal: AbortSignal,
  ): Promise<AccountIdentity> {
    const identity = await identityOf(this.#clientFor(settings.cloud(), tokens), signal);
    this.#identities.set(account.id, identity);
    return identity;
  }

  #clientFor(cloud: Cloud, tokens: TokenSource): GraphClient {
    return new GraphClient({ ...this.#parts, cloud, tokens });
  }
}

const nobody: TokenSource = {
  getToken: () => Promise.reject(new SignInRequiredError('signedOut')),
};

type AccountIdentity = RecordPlace['account'];

/** An account is told by its own drive: that takes no further permission. */
async function identityOf(client: GraphClient, signal: AbortSignal): Promise<AccountIdentity> {
  const { id, ownerName } = await getMyDrive(client, signal).catch((error: unknown) => {
    throw error instanceof GraphError && error.status === 404 ? new NoDriveError() : error;
  });
  return { id, ...(ownerName !== undefined && { name: ownerName }) };
}
