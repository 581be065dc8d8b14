/** Why a token is asked for again. */
export interface TokenDemand {
  /** A token that Graph just answered with 401: the source must not hand out the same one again. */
  readonly rejected: string;
  /** JSON of the claims that Graph wants to see in the next one. */
  readonly claims?: string | undefined;
}

/** Where access tokens come from. Implementations keep the token out of every log and message. */
export interface TokenSource {
  /** Id of the account whose tokens these are, for whoever signs in; `undefined` when nobody has. */
  readonly account?: string | undefined;

  /**
   * The access token to send to Graph. May wait for the user, who is then asked to sign in again.
   * @throws {SignInRequiredError} when nobody is signed in, or the sign-in has ended.
   */
  getToken(signal: AbortSignal, demand?: TokenDemand): Promise<string>;
}

/**
 * `expired`: the pasted token's own time has passed. `rejected`: Graph refused it. `ended`: the sign-in of an account
 * has ended, and the user did not sign in again.
 */
export type SignInReason = 'signedOut' | 'expired' | 'rejected' | 'ended';

export class SignInRequiredError extends Error {
  override readonly name = 'SignInRequiredError';
  readonly reason: SignInReason;
  /** Id of the account that has to sign in; `undefined` when it is not about a certain one. */
  readonly account: string | undefined;

  constructor(reason: SignInReason, account?: string) {
    super(`sign-in required: ${reason}`);
    this.reason = reason;
    this.account = account;
  }
}

/** The sign-in service gives no token just now, for a reason that passes; the cause says which. */
export class TokenUnavailableError extends Error {
  override readonly name = 'TokenUnavailableError';

  constructor(cause: Error) {
    super(`no token just now: ${cause.message}`, { cause });
  }
}
