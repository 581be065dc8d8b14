import { abortReason } from './abort.ts';

/** Those who wait for their turn, in the order in which they came. Who is aborted leaves. */
export class WaitingLine {
  readonly #waiting = new Set<() => void>();

  get length(): number {
    return this.#waiting.size;
  }

  /** Resolves when it is this one's turn; rejects with the signal's reason when that is aborted before. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.#waiting.delete(go);
        reject(abortReason(signal));
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(go);
    });
  }

  /** It is the turn of who has waited longest. */
  next(): void {
    const [go] = this.#waiting;
    if (go !== undefined) {
      this.#waiting.delete(go);
      go();
    }
  }
}

/** Runs at most `limit` tasks at a time, in the order in which they came. */
export class WorkQueue {
  #limit: number;
  #running = 0;
  readonly #line = new WaitingLine();

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
    const turn = this.#line.wait(signal);
    this.#startWaiting();
    await turn;
    try {
      return await task();
    } finally {
      this.#running--;
      this.#startWaiting();
    }
  }

  #startWaiting(): void {
    while (this.#running < this.#limit && this.#line.length > 0) {
      this.#running++;
      this.#line.next();
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
