import { readClaims } from './claimsRequest.ts';
import type { AuthorityFailure, AuthorityRequest, RefreshTokenUse } from './options.ts';
import type { AuthorityState } from './state.ts';

/** The sign-in authority of a running simulator: what tests see of it and make it do. */
export class Authority {
  /** Origin, always https: `https://localhost:41235`. */
  readonly url: string;
  /** Certificate of whoever signed the server's, in PEM form. */
  readonly ca: string;
  readonly #state: AuthorityState;

  /** Use `startSimulator`. */
  constructor(state: AuthorityState, ca: string) {
    this.url = state.url;
    this.ca = ca;
    this.#state = state;
  }

  /** Application (client) id of the registration. */
  get clientId(): string {
    return this.#state.clientId;
  }

  /** Id of the tenant; its other names are `domain`, `common`, and `organizations` or `consumers`. */
  get tenantId(): string {
    return this.#state.service.world.tenantId;
  }

  get domain(): string {
    return this.#state.tenants.domain;
  }

  /** User names on the account page. */
  get accounts(): readonly string[] {
    return this.#state.service.world.users.map(({ upn }) => upn);
  }

  /** Every request since the start, oldest first; live, without secrets. */
  get requests(): readonly AuthorityRequest[] {
    return this.#state.requests;
  }

  /** Codes and refresh tokens that were given out: for tests that look for them where they must not be. */
  get secrets(): readonly string[] {
    return this.#state.store.secrets;
  }

  /** How long access tokens last that are issued from now on. */
  set accessTokenSeconds(seconds: number) {
    this.#state.accessTokenSeconds = seconds;
  }

  /** What becomes of refresh tokens that are used from now on. */
  set refreshTokens(use: RefreshTokenUse) {
    this.#state.refreshTokens = use;
  }

  /** Refuses a request to come; several wait in line. */
  failNext(failure: AuthorityFailure): void {
    this.#state.failures.push(failure);
  }

  /** Failures that have not struck yet. */
  get failures(): readonly AuthorityFailure[] {
    return this.#state.failures;
  }

  clearFailures(): void {
    this.#state.failures.length = 0;
  }

  /** Ends refresh tokens, of one account or all; `aadsts` is what the next use is told: 50173, 700082, 70043 … */
  revokeRefreshTokens(account?: string, aadsts = 50_173): void {
    this.#state.store.revokeRefreshTokens(this.#idOf(account), aadsts);
  }

  /** Ends access tokens, of one account or all, as if their time had come. */
  expireAccessTokens(account?: string): void {
    this.#state.service.tokens.expire(account?.toLowerCase());
  }

  /**
   * From now on Graph demands claims from tokens, and a refresh with these claims is refused: only an interactive
   * sign-in that carries them helps. Strikes clients that said that they can answer.
   * @param challenge `claims`: JSON such as `{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}`;
   * `account`: only this one.
   */
  challenge(challenge: { readonly claims: string; readonly account?: string }): void {
    const read = readClaims(challenge.claims);
    if (read === undefined || read.demands.length === 0) {
      throw new Error('claims is JSON that demands something of the access token');
    }
    const { claims, account } = challenge;
    this.#state.service.challenges.add({ claims, account, demands: read.demands });
  }

  clearChallenges(): void {
    this.#state.service.challenges.clear();
  }

  /** Only an administrator may grant these permissions: `Sites.Read.All`, … An empty list takes it back. */
  requireAdminConsent(permissions: readonly string[]): void {
    this.#state.adminOnly.clear();
    for (const name of permissions) {
      this.#state.adminOnly.add(name);
    }
  }

  /** Leaves permissions out of the tokens from now on, although they were consented to. */
  withhold(permissions: readonly string[]): void {
    this.#state.withheld.clear();
    for (const name of permissions) {
      this.#state.withheld.add(name);
    }
  }

  /** Consents for an account without the page. */
  consent(account: string, permissions: readonly string[]): void {
    this.#state.consent(this.#state.service.world.user(account).id, permissions);
  }

  /** What an account has consented to. */
  consented(account: string): readonly string[] {
    return [...this.#state.consented(this.#state.service.world.user(account).id)];
  }

  /** Back to the start: no consent, browser session, valid refresh or access token, failure, challenge or log. */
  reset(): void {
    const state = this.#state;
    state.forgetConsents();
    state.adminOnly.clear();
    state.withheld.clear();
    state.store.endBrowserSessions();
    state.requests.length = 0;
    this.revokeRefreshTokens();
    this.expireAccessTokens();
    this.clearFailures();
    this.clearChallenges();
  }

  #idOf(account: string | undefined): string | undefined {
    return account === undefined ? undefined : this.#state.service.world.user(account).id;
  }
}
