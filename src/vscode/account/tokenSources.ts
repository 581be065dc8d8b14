import { AccountTokens } from '../../auth/accountTokens.ts';
import type { Renewal } from '../../auth/accountTokens.ts';
import { SignInError } from '../../auth/errors.ts';
import type { KnownAccount } from '../../auth/model.ts';
import { PastedTokenSource } from '../../auth/pastedToken.ts';
import { grantedPermissions, scopesOf } from '../../auth/permissions.ts';
import type { IdentityClient, IdentityClients } from '../../auth/ports.ts';
import type { Clock } from '../../base/clock.ts';
import type { TokenDemand, TokenSource } from '../../graph/tokens.ts';
import type { Accounts } from './accounts.ts';
import { secretKeys, tokenEntry, tokenKey } from './secrets.ts';
import type { Secrets } from './secrets.ts';
import { providerOf, VscodeIdentity } from './vscodeIdentity.ts';

export interface TokenSourcesParts {
  readonly accounts: Accounts;
  readonly secrets: Secrets;
  readonly clients: IdentityClients;
  readonly clock: Clock;
  /** Asks the user to sign in again. */
  readonly renewalOf: (account: KnownAccount) => Renewal;
}

interface Kept {
  readonly account: KnownAccount;
  readonly source: TokenSource;
  /** Of an account whose tokens somebody keeps. */
  readonly tokens?: AccountTokens;
}

/** Where the access tokens of each account come from: one source for everything that this window does with it. */
export class TokenSources {
  readonly #parts: TokenSourcesParts;
  readonly #kept = new Map<string, Kept>();

  constructor(parts: TokenSourcesParts) {
    this.#parts = parts;
  }

  of(account: KnownAccount): TokenSource {
    const kept = this.#kept.get(account.id) ?? this.#keep(account);
    this.#kept.set(account.id, kept);
    return kept.source;
  }

  /** The user has signed in: what waits, or was refused, may go on. */
  reset({ id }: KnownAccount): void {
    this.#kept.get(id)?.tokens?.reset();
  }

  /** Tokens were stored. What another window stored may be what somebody here waits for. */
  async look(): Promise<void> {
    if (!(await this.#parts.secrets.isOurs(secretKeys.tokens))) {
      await Promise.all([...this.#kept.values()].map(async ({ tokens }) => tokens?.look()));
    }
  }

  /** Forgets what is in memory of accounts that have signed out, here or in another window. */
  dropSignedOut(): void {
    for (const [id, { account, tokens }] of this.#kept) {
      if (!this.#parts.accounts.has(account)) {
        tokens?.signOut();
        this.#kept.delete(id);
      }
    }
  }

  /**
   * Removes every token of an account that is kept on this machine. VS Code's own account stays: other extensions use
   * it, and VS Code's Accounts menu signs it out.
   */
  async forget({ id, keeperId, kind, registration }: KnownAccount): Promise<void> {
    const { clients, secrets } = this.#parts;
    if (kind === 'token') {
      await tokenEntry(secrets, id).delete();
    } else if (kind === 'msal' && keeperId !== undefined && registration !== undefined) {
      await (await clients(registration)).forget(keeperId);
    }
  }

  /** Whether tokens of an account that were removed may still be kept somewhere. */
  mayBeLeft({ id, kind }: KnownAccount): boolean {
    return kind !== 'vscode' && this.#parts.secrets.mayBeLeft(kind === 'token' ? tokenKey(id) : secretKeys.tokens);
  }

  /** A token for who must not disturb the user: somebody else, or a check. @throws when there is none without asking. */
  async silently(account: KnownAccount, signal: AbortSignal, demand?: TokenDemand): Promise<string> {
    if (account.kind === 'token') {
      return this.of(account).getToken(signal, demand);
    }
    const keeper = await this.#keeperOf(account);
    const scopes = scopesOf(account.graph, account.granted);
    const request = { scopes, claims: demand?.claims, renew: demand !== undefined };
    return (await keeper.silent(account.keeperId ?? '', request, signal)).accessToken;
  }

  #keep(account: KnownAccount): Kept {
    const { accounts, clock, renewalOf, secrets } = this.#parts;
    if (account.kind === 'token') {
      return { account, source: new PastedTokenSource(tokenEntry(secrets, account.id), clock, account.id) };
    }
    const tokens = new AccountTokens({
      client: () => this.#keeperOf(account),
      account: () => accounts.latest(account),
      clock,
      renew: renewalOf(account),
      onGranted(scopes) {
        void accounts.correct(account, grantedPermissions(scopes));
      },
    });
    return { account, source: tokens, tokens };
  }

  /** Who keeps the tokens of an account, with the registration that it signed in with last. @throws {SignInError} */
  async #keeperOf(account: KnownAccount): Promise<Pick<IdentityClient, 'silent'>> {
    const { graph, kind, registration } = this.#parts.accounts.latest(account);
    if (registration === undefined) {
      throw new SignInError('interactionRequired');
    }
    return kind === 'msal'
      ? this.#parts.clients(registration)
      : new VscodeIdentity(providerOf(graph, registration), registration, this.#parts.clock);
  }
}
