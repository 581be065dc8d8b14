/**
 * What went wrong with a sign-in, by who can mend it.
 * Words for each: `vscode/words/signInMessages.ts`. AADSTS numbers behind them: `aadstsCodes.ts`.
 */
export type SignInProblem =
  // The user can go on.
  | 'cancelled'
  | 'timedOut'
  | 'interactionRequired'
  | 'consentRequired'
  | 'declined'
  | 'passwordProblem'
  | 'mfaRequired'
  | 'accountNotInTenant'
  | 'wrongAccountType'
  /** Another person signed in than the one who has to. */
  | 'otherAccount'
  // The administrator of the organisation can.
  | 'adminConsentRequired'
  | 'blockedByPolicy'
  | 'deviceCodeBlocked'
  | 'userDisabled'
  | 'userNotAssigned'
  // Who made the app registration or wrote the settings can.
  | 'clientIdMissing'
  | 'unknownApp'
  | 'redirectMismatch'
  | 'publicClientOff'
  | 'appNotPreauthorized'
  | 'appMisconfigured'
  /** The registration admits only its own organisation: the tenant setting has to name that one. */
  | 'appNotMultiTenant'
  | 'tenantUnknown'
  | 'tenantInvalid'
  | 'accountTypeNotInCloud'
  // This machine.
  | 'portTaken'
  | 'browserNotOpened'
  | 'answerNotOurs'
  // Later.
  | 'throttled'
  | 'serviceProblem'
  | 'unexpected';

/** A sign-in or a renewal that failed. Holds no token, code or address. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly problem: SignInProblem;
  /** AADSTS number, when there is one. */
  readonly aadsts?: number;
  /** For the administrator: the service's ids of the failed request. */
  readonly correlationId?: string;
  /** JSON that the next interactive sign-in has to pass on. */
  readonly claims?: string;

  constructor(
    problem: SignInProblem,
    details: {
      readonly aadsts?: number | undefined;
      readonly correlationId?: string | undefined;
      readonly claims?: string | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(details.aadsts === undefined ? `sign-in: ${problem}` : `sign-in: ${problem} (AADSTS${details.aadsts})`, {
      cause: details.cause,
    });
    this.problem = problem;
    if (details.aadsts !== undefined) {
      this.aadsts = details.aadsts;
    }
    if (details.correlationId !== undefined) {
      this.correlationId = details.correlationId;
    }
    if (details.claims !== undefined) {
      this.claims = details.claims;
    }
  }
}
