import type { Registration } from './model.ts';

/** Keeps one secret text. */
export interface TextStore {
  get(): Promise<string | undefined>;
  store(text: string): Promise<void>;
  delete(): Promise<void>;
}

/** Who signed in, as the identity platform tells. */
export interface IdentityAccount {
  /** The platform's own id: the same in every sign-in of this person with this registration. */
  readonly id: string;
  /** User name for display, such as `megan@contoso.com`. */
  readonly label: string;
}

/** An access token for Graph. */
export interface IssuedToken {
  readonly accessToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** What was granted, which can be less than what was asked for; without the address of the service before them. */
  readonly scopes: readonly string[];
  readonly account: IdentityAccount;
}

export interface DeviceCode {
  /** What the user types. */
  readonly userCode: string;
  /** Where the user types it. */
  readonly page: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What a sign-in page is asked for. */
export interface AuthorizationRequest {
  /** With the address of the service before each of them. */
  readonly scopes: readonly string[];
  /** Must be one that the registration allows. */
  readonly redirectUri: string;
  /** Comes back with the answer, so that it can be told from one that somebody else sent. */
  readonly state: string;
  /** SHA-256 of the verifier, base64url (RFC 7636). */
  readonly challenge: string;
  /** User name to be filled in; absent: the page lets the user choose an account. */
  readonly loginHint?: string | undefined;
  /** JSON of a claims challenge. */
  readonly claims?: string | undefined;
}

/**
 * A client of Microsoft's identity platform for one registration. Its tokens are kept in the {@link TokenVault}.
 * Every method rejects with {@link SignInError}, TransportError or the signal's reason.
 */
export interface IdentityClient {
  /** The address of the sign-in page. */
  pageAddress(request: AuthorizationRequest, signal: AbortSignal): Promise<string>;
  /** Exchanges the code that the page gave. */
  redeem(
    request: {
      readonly code: string;
      readonly verifier: string;
      readonly redirectUri: string;
      readonly scopes: readonly string[];
      readonly claims?: string | undefined;
    },
    signal: AbortSignal,
  ): Promise<IssuedToken>;
  /** Gets a code, tells it, and waits until the user has typed it in elsewhere. */
  deviceCode(
    request: { readonly scopes: readonly string[]; readonly claims?: string | undefined },
    tell: (code: DeviceCode) => void,
    signal: AbortSignal,
  ): Promise<IssuedToken>;
  /**
   * A token without the user: from the cache while it is good, else by the refresh token.
   * @param request `renew`: do not take one from the cache.
   * @throws {SignInError} with the problem `interactionRequired` (and the claims) when only the user can go on.
   */
  silent(
    accountId: string,
    request: { readonly scopes: readonly string[]; readonly claims?: string | undefined; readonly renew?: boolean },
    signal: AbortSignal,
  ): Promise<IssuedToken>;
  /** Removes every token of an account. */
  forget(accountId: string): Promise<void>;
}

/** Makes the client of a registration; loads the library on first use. */
export type IdentityClients = (registration: Registration) => Promise<IdentityClient>;

/** A secret text that all windows share. */
export interface SharedText extends TextStore {
  /** Runs one at a time among the windows of this machine, so that none overwrites what another just stored. */
  exclusively<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** Where the tokens of a client are kept. */
export type TokenVault = SharedText;

/** What came back from the sign-in page. */
export interface RedirectAnswer {
  readonly code?: string;
  readonly state?: string;
  /** OAuth error code and description, when there is no code. */
  readonly error?: string;
  readonly errorDescription?: string;
}

/** A listener on this machine that waits for the browser to come back. */
export interface RedirectListener {
  /** Port on the loopback address of the machine of the extension. */
  readonly port: number;
  /** The first answer with the expected state. Others get an error page and are ignored. */
  answer(state: string, signal: AbortSignal): Promise<RedirectAnswer>;
  close(): Promise<void>;
}
