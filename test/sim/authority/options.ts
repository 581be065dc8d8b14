/**
 * What a refresh token is worth after it was used. `rotate`: nothing; the answer brought a new one. `reusable`: it stays
 * good, as with Entra. `revokeFamily`: nothing, and using it again ends all that came from the same sign-in (RFC 9700).
 */
export type RefreshTokenUse = 'rotate' | 'reusable' | 'revokeFamily';

/** The sign-in authority of a simulator. */
export interface AuthorityOptions {
  /** Port; 0 or none: any free one. */
  readonly port?: number;
  /** Application (client) id of the one registration. Default: a fixed GUID. */
  readonly clientId?: string;
  /** Name of the application on the pages. Default: OneDrive Sessions. */
  readonly appName?: string;
  /** User names on the account page beside those that the simulator knows. Default: one more than its own. */
  readonly accounts?: readonly string[];
  /** Default: 3600. */
  readonly accessTokenSeconds?: number;
  /** How long a device code is good, in real seconds. Default: 900. */
  readonly deviceCodeSeconds?: number;
  /** How often a device may ask. Default: 1; Entra says 5. */
  readonly devicePollSeconds?: number;
  /** Default: rotate. */
  readonly refreshTokens?: RefreshTokenUse;
}

/** Requests that a failure can strike. `token`: codes and refresh tokens. */
export type FailingRequest = 'authorize' | 'token' | 'deviceCode' | 'devicePoll';

export const FAILING_REQUESTS: readonly FailingRequest[] = ['authorize', 'token', 'deviceCode', 'devicePoll'];

/** A refusal on demand. */
export interface AuthorityFailure {
  readonly at: FailingRequest;
  /** Number of the error; 0 with `status` or `cut` alone. */
  readonly aadsts: number;
  /** OAuth error; default: what Entra sends with that number. */
  readonly error?: string;
  readonly suberror?: string;
  /** JSON that the client has to send back in an interactive sign-in. */
  readonly claims?: string;
  /** How many requests it strikes. Default: 1. */
  readonly times?: number;
  /** HTTP status. Default: 400, or 401 for a wrong client. */
  readonly status?: number;
  /** Seconds. */
  readonly retryAfter?: number;
  /** The connection breaks instead of an answer. */
  readonly cut?: boolean;
  /** At `authorize`: shown to the person, or sent back to the application. Default: as Entra does with that number. */
  readonly show?: 'page' | 'redirect';
}

/** A request as the authority saw it, without secrets. */
export interface AuthorityRequest {
  readonly at: 'discovery' | 'authorize' | 'deviceCode' | 'token' | 'page' | 'logout';
  readonly tenant: string;
  /** `authorization_code`, `refresh_token` or `device_code`. */
  readonly grant: string | undefined;
  readonly scopes: readonly string[];
  /** The `claims` parameter as it came. */
  readonly claims: string | undefined;
  readonly prompt: string | undefined;
  readonly loginHint: string | undefined;
  /** 0 while it runs. */
  status: number;
  /** Number of the error that was answered. */
  aadsts: number | undefined;
}
