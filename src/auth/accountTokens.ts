import { orAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { JointWork } from '../base/jointWork.ts';
import { Rerun } from '../base/rerun.ts';
import { SignInRequiredError, TokenUnavailableError } from '../graph/tokens.ts';
import type { TokenDemand, TokenSource } from '../graph/tokens.ts';
import { TransportError } from '../graph/transport.ts';
import { SignInError } from './errors.ts';
import type { SignInProblem } from './errors.ts';
import { firstPermission } from './model.ts';
import type { KnownAccount } from './model.ts';
import { missingPermissions, scopesOf } from './permissions.ts';
import type { IdentityClient, IssuedToken } from './ports.ts';

/** A token that ends sooner is renewed before it is used: a request can take a while. */
const freshMs = 5 * 60_000;

/**
 * Asks the user to sign in again; `undefined`: the user does not want to. The signal is aborted when nobody waits any
 * more, and when the user has signed in by another way meanwhile.
 */
export type Renewal = (
  why: { readonly problem: SignInProblem; readonly claims?: string },
  signal: AbortSignal,
) => Promise<IssuedToken | undefined>;

export interface AccountTokensParts {
  /** The client of the registration that the account signed in with; may load it first. */
  readonly client: () => Promise<Pick<IdentityClient, 'silent'>>;
  /** What is known about the account now. */
  readonly account: () => KnownAccount;
  readonly clock: Clock;
  readonly renew: Renewal;
  /** Told when a token came without something that counts as granted, so that this can be corrected. */
  readonly onGranted: (scopes: readonly string[]) => void;
}

interface Kept extends IssuedToken {
  /** What it was asked for, and the claims that it satisfies. */
  readonly asked: string;
  readonly claims: string | undefined;
}

/**
 * The token of a question that was taken back: the sign-in that answered it may be the very one that made everything
 * fresh, a moment before its token was there.
 */
interface Late {
  issued: IssuedToken | undefined;
}

/**
 * The access tokens of an account of our own client, for everything that runs at the same time: whoever needs a new one
 * waits for the same silent call or the same question to the user.
 */
export class AccountTokens implements TokenSource {
  readonly #parts: AccountTokensParts;
  #kept: Kept | undefined;
  /** The last token that Graph refused; the client's cache may still hold it. */
  #rejected: string | undefined;
  #work: JointWork<Kept> | undefined;
  /** Whether the user was asked in vain. Thousands of files must not ask thousands of times. */
  #declined = false;
  /** The claims of what the user is being asked, or was in vain. */
  #asked: { readonly claims: string | undefined } | undefined;
  #signedOut = false;
  readonly #looking = new Rerun(() => this.#lookOnce());
  /** Aborted when the user did something that may have mended things. */
  #fresh = new AbortController();

  constructor(parts: AccountTokensParts) {
    this.#parts = parts;
  }

  get account(): string {
    return this.#parts.account().id;
  }

  /** @throws {SignInRequiredError | TokenUnavailableError | SignInError | TransportError} or the signal's reason. */
  async getToken(signal: AbortSignal, demand?: TokenDemand): Promise<string> {
    if (demand !== undefined && this.#kept?.accessToken === demand.rejected) {
      this.#kept = undefined;
    }
    for (;;) {
      signal.throwIfAborted();
      if (this.#kept !== undefined && this.#isGood(this.#kept) && serves(this.#kept, demand)) {
        return this.#kept.accessToken;
      }
      this.#throwWhenOver();
      const others = this.#work;
      if (others?.isAbandoned === true) {
        await orAborted(others.ended, signal);
        continue;
      }
      const token = await (others ?? this.#begin(demand)).wait(signal);
      if (serves(token, demand)) {
        return token.accessToken;
      }
      if (others === undefined) {
        throw new SignInRequiredError('rejected', this.account);
      }
    }
  }

  /** The user signed in, or wants to be asked again: what waits for an answer tries anew without it. */
  reset(): void {
    this.#declined = false;
    this.#asked = undefined;
    this.#fresh.abort();
    this.#fresh = new AbortController();
  }

  /**
   * New tokens were stored, perhaps because the user signed in in another window: what waits for the user, or was
   * refused, goes on when these serve. Else the question stays as it is. Never rejects.
   */
  async look(): Promise<void> {
    await this.#looking.request();
  }

  /** Forgets the token: whoever still works with this source gets no other one. */
  signOut(): void {
    this.#signedOut = true;
    this.#kept = undefined;
    this.reset();
  }

  #throwWhenOver(): void {
    if (this.#signedOut) {
      throw new SignInRequiredError('signedOut', this.account);
    }
    if (this.#declined) {
      throw new SignInRequiredError('ended', this.account);
    }
  }

  async #lookOnce(): Promise<void> {
    const asked = this.#asked;
    if (asked === undefined) {
      return;
    }
    try {
      await this.#silent(this.#scopes(), asked.claims, this.#fresh.signal);
    } catch {
      return;
    }
    if (this.#asked === asked) {
      this.reset();
    }
  }

  #begin(demand: TokenDemand | undefined): JointWork<Kept> {
    this.#rejected = demand?.rejected ?? this.#rejected;
    const work = new JointWork((signal) => this.#acquire(demand?.claims, signal));
    this.#work = work;
    void work.ended.then(() => {
      this.#work = undefined;
    });
    return work;
  }

  /** Without the user if possible, else with. */
  async #acquire(claims: string | undefined, signal: AbortSignal): Promise<Kept> {
    const late: Late = { issued: undefined };
    for (;;) {
      const asked = this.#scopes();
      try {
        return this.#keep(await this.#silent(asked, claims, signal), asked, claims);
      } catch (error) {
        if (!(error instanceof SignInError && error.problem === 'interactionRequired')) {
          return this.#keptDespite(error, claims);
        }
        const wanted = error.claims ?? claims;
        const why = { problem: error.problem, ...(wanted !== undefined && { claims: wanted }) };
        this.#asked = { claims };
        const issued = late.issued ?? (await this.#askUser(why, late, signal));
        if (issued !== undefined) {
          return this.#keep(issued, this.#scopes(), claims ?? wanted);
        }
      }
    }
  }

  async #silent(scopes: readonly string[], claims: string | undefined, signal: AbortSignal): Promise<IssuedToken> {
    const client = await this.#parts.client();
    const id = this.#keeperId();
    if (claims !== undefined) {
      return this.#butRejected(await client.silent(id, { scopes, claims }, signal), claims);
    }
    // Another window may have renewed it: the cache is common to all.
    const cached = await client.silent(id, { scopes }, signal);
    if (cached.accessToken !== this.#rejected) {
      return cached;
    }
    return this.#butRejected(await client.silent(id, { scopes, renew: true }, signal), claims);
  }

  #butRejected(issued: IssuedToken, claims: string | undefined): IssuedToken {
    if (issued.accessToken === this.#rejected) {
      throw new SignInError('interactionRequired', { claims });
    }
    return issued;
  }

  /** @returns `undefined`: the user has done something else meanwhile that may help. */
  async #askUser(why: Parameters<Renewal>[0], late: Late, signal: AbortSignal): Promise<IssuedToken | undefined> {
    this.#throwWhenOver();
    const fresh = this.#fresh.signal;
    const stop = AbortSignal.any([signal, fresh]);
    try {
      const renewing = this.#parts.renew(why, stop);
      renewing.then(
        (issued) => {
          late.issued = issued?.account.id === this.#keeperId() ? issued : undefined;
        },
        () => {},
      );
      const issued = await orAborted(renewing, stop);
      if (issued === undefined) {
        throw new SignInRequiredError('ended', this.account);
      }
      // Everything under way would go on in the other person's drive.
      if (issued.account.id !== this.#keeperId()) {
        throw new SignInError('otherAccount');
      }
      return issued;
    } catch (error) {
      if (fresh.aborted) {
        this.#throwWhenOver();
        return undefined;
      }
      this.#declined = !signal.aborted;
      throw error;
    }
  }

  #keep(issued: IssuedToken, asked: readonly string[], claims: string | undefined): Kept {
    if (this.#signedOut) {
      throw new SignInRequiredError('signedOut', this.account);
    }
    const kept = { ...issued, asked: asked.join(' '), claims };
    this.#kept = kept;
    this.#asked = undefined;
    if (missingPermissions(issued.scopes, this.#parts.account().granted).length > 0) {
      this.#parts.onGranted(issued.scopes);
    }
    return kept;
  }

  /** The token that is there, as long as it lasts, when the sign-in service cannot be reached. @throws {error} else. */
  #keptDespite(error: unknown, claims: string | undefined): Kept {
    const isBusy = error instanceof SignInError && ['throttled', 'serviceProblem'].includes(error.problem);
    const passes = isBusy || error instanceof TransportError;
    if (passes && claims === undefined && this.#kept !== undefined && this.#kept.expiresAt > this.#parts.clock.now()) {
      return this.#kept;
    }
    throw isBusy ? new TokenUnavailableError(error) : error;
  }

  /** Whether it lasts for a while and was asked for all that is granted now. */
  #isGood(kept: Kept): boolean {
    return kept.expiresAt - this.#parts.clock.now() > freshMs && kept.asked === this.#scopes().join(' ');
  }

  /** Everything that was granted so far: a token for less would have to be changed for the next place. */
  #scopes(): string[] {
    const { graph, granted } = this.#parts.account();
    return scopesOf(graph, granted.length === 0 ? [firstPermission] : granted);
  }

  #keeperId(): string {
    return this.#parts.account().keeperId ?? '';
  }
}

/** Whether a token answers a demand: it is not the refused one, and was asked for with the claims. */
function serves(token: Kept, demand: TokenDemand | undefined): boolean {
  return (
    demand === undefined ||
    (token.accessToken !== demand.rejected && (demand.claims === undefined || token.claims === demand.claims))
  );
}
