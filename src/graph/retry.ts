import { GraphError, UnexpectedAnswerError } from './errors.ts';
import { TokenUnavailableError } from './tokens.ts';
import { TransportError } from './transport.ts';
import type { TransportFailure } from './transport.ts';

/**
 * `throttled`: the service asks for less traffic; the request was not carried out. `transient`: try again later, after
 * making sure what became of the first try. `garbled`: an answer that made no sense; once or twice more, not for long.
 * `permanent`: the same request will fail again.
 */
export type FailureKind = 'throttled' | 'transient' | 'garbled' | 'permanent';

/** How often and how slowly to try again. */
export interface RetryPolicy {
  /** Failures in a row before giving up. */
  readonly failures: number;
  readonly firstMs: number;
  readonly longestMs: number;
}

/** For requests that a person waits for. */
export const shortRetries: RetryPolicy = { failures: 4, firstMs: 1000, longestMs: 8000 };

/** For transfers that go on in the background: about two minutes without any success. */
export const longRetries: RetryPolicy = { failures: 9, firstMs: 1000, longestMs: 30_000 };

const garbledFailures = 3;

const transientStatus = new Set([408, 500, 502, 503, 504, 509]);

/** Somebody has to change something before the next try can succeed. */
const lastingFailures: ReadonlySet<TransportFailure> = new Set([
  'tls',
  'proxyAuthentication',
  'proxyRefused',
  'answerTooLarge',
]);

export function failureKind(error: unknown): FailureKind {
  if (error instanceof GraphError) {
    if (error.status === 429) {
      return 'throttled';
    }
    return transientStatus.has(error.status) ? 'transient' : 'permanent';
  }
  if (error instanceof TokenUnavailableError) {
    return 'transient';
  }
  if (error instanceof TransportError) {
    return lastingFailures.has(error.failure) ? 'permanent' : 'transient';
  }
  return error instanceof UnexpectedAnswerError && error.kind === 'malformed' ? 'garbled' : 'permanent';
}

/** Milliseconds to wait before the next try, or `stop`. */
export type RetryDecision = { readonly waitMs: number } | 'stop';

/**
 * Whether to try again after `failures` failures in a row (this one included), and after which wait: what the service
 * asked for, else exponential with jitter.
 * @param fraction a random number from 0 to 1: clients that failed together must not come back together.
 */
export function decideRetry(
  failure: { readonly kind: FailureKind; readonly askedMs?: number | undefined },
  failures: number,
  policy: RetryPolicy,
  fraction: number,
): RetryDecision {
  const most = failure.kind === 'garbled' ? Math.min(garbledFailures, policy.failures) : policy.failures;
  if (failure.kind === 'permanent' || failures >= most) {
    return 'stop';
  }
  const step = Math.min(policy.longestMs, policy.firstMs * 2 ** (failures - 1));
  return { waitMs: failure.askedMs ?? Math.round(step * (0.5 + fraction / 2)) };
}

/** Failures in a row, until something moves. */
export class RetryBudget {
  readonly #policy: RetryPolicy;
  readonly #fraction: () => number;
  #failures = 0;

  constructor(policy: RetryPolicy, fraction: () => number) {
    this.#policy = policy;
    this.#fraction = fraction;
  }

  /** Something moved: earlier failures no longer count. */
  refill(): void {
    this.#failures = 0;
  }

  /** @param kind how to treat the failure, if not by what the error is. */
  fail(error: unknown, kind: FailureKind = failureKind(error)): RetryDecision {
    this.#failures++;
    const askedMs = error instanceof GraphError ? error.retryAfterMs : undefined;
    return decideRetry({ kind, askedMs }, this.#failures, this.#policy, this.#fraction());
  }
}
