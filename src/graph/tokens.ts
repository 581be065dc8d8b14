/** Where access tokens come from. Implementations keep the token out of every log and message. */
export interface TokenSource {
  /**
   * The access token to send to Graph.
   * @param rejected a token that Graph just answered with 401: the source must not hand out the same one again.
   * @throws {SignInRequiredError} when nobody is signed in, or the sign-in has ended.
   */
  getToken(signal: AbortSignal, rejected?: string): Promise<string>;
}

/** `expired`: the token's own time has passed. `rejected`: Graph refused it. */
export type SignInReason = 'signedOut' | 'expired' | 'rejected';

export class SignInRequiredError extends Error {
  override readonly name = 'SignInRequiredError';
  readonly reason: SignInReason;

  constructor(reason: SignInReason) {
    super(`sign-in required: ${reason}`);
    this.reason = reason;
  }
}
