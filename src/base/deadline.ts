import type { Clock } from './clock.ts';
import type { Disposable } from './disposables.ts';

/** A bounded piece of work took longer than it may. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';

  constructor(ms: number) {
    super(`not finished within ${ms} ms`);
  }
}

/**
 * Runs `work` with a signal that is aborted after `ms`.
 * @throws {TimeLimitError} when the work gives up because of that.
 */
export async function withTimeLimit<T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const finished = new AbortController();
  clock.delay(ms, finished.signal).then(
    () => limit.abort(new TimeLimitError(ms)),
    () => {},
  );
  try {
    return await work(limit.signal);
  } finally {
    finished.abort();
  }
}

/** A signal that follows another one late. */
export interface LaggingSignal extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * A signal that is aborted `ms` after `signal` is, with the same reason: for a request whose answer is worth a short
 * wait although nobody wants its result, because it names something that must be cleaned up. Dispose it when done.
 */
export function laggingSignal(clock: Clock, signal: AbortSignal, ms: number): LaggingSignal {
  const late = new AbortController();
  const finished = new AbortController();
  const follow = (): void => {
    clock.delay(ms, finished.signal).then(
      () => late.abort(signal.reason),
      () => {},
    );
  };
  if (signal.aborted) {
    follow();
  } else {
    signal.addEventListener('abort', follow, { once: true, signal: finished.signal });
  }
  return { signal: late.signal, dispose: () => finished.abort() };
}
