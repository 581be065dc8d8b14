import { abortReason } from './abort.ts';

/** Runs at most `limit` tasks at a time, in the order in which they came. */
export class WorkQueue {
  #limit: number;
  #running = 0;
  readonly #waiting = new Set<() => void>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes effect for the tasks that have not begun. */
  set limit(limit: number) {
    this.#limit = limit;
    this.#startWaiting();
  }

  /** Rejects with the signal's reason when it is aborted before the task's turn; a task that has begun watches it itself. */
  async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    await this.#turn(signal);
    try {
      return await task();
    } finally {
      this.#running--;
      this.#startWaiting();
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        signal.removeEventListener('abort', giveUp);
        this.#waiting.delete(start);
        this.#running++;
        resolve();
      };
      const giveUp = (): void => {
        this.#waiting.delete(start);
        reject(abortReason(signal));
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(start);
      this.#startWaiting();
    });
  }

  #startWaiting(): void {
    for (const start of this.#waiting) {
      if (this.#running >= this.#limit) {
        return;
      }
      start();
    }
  }
}

/** Maps like `Array.map`, with at most `limit` calls at a time. Rejects with the first error, after the begun ones ended. */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const pending = items.entries();
  let failed = false;
  const work = async (): Promise<void> => {
    // All workers draw from the one iterator.
    for (const [index, item] of pending) {
      if (failed) {
        return;
      }
      try {
        results[index] = await map(item, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, work));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) {
    throw failure.reason;
  }
  return results;
}
