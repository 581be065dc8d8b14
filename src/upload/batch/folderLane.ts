import { WorkQueue } from '../../base/queue.ts';

/** Runs work a bounded number at a time, and lets whoever adds it wait when too much of it waits already. */
export class Lane {
  readonly #queue = new WorkQueue(1);
  readonly #signal: AbortSignal;
  readonly #mostPending: number;
  #pending = 0;
  #wake: (() => void)[] = [];

  /** @param mostPending waiting and running work together. */
  constructor(mostPending: number, signal: AbortSignal) {
    this.#mostPending = mostPending;
    this.#signal = signal;
  }

  /**
   * Resolves when more may be added. After an abort nothing more begins.
   * @param work never rejects. @param atOnce how much may run at a time from now on.
   */
  async add(work: () => Promise<void>, atOnce: number): Promise<void> {
    this.#queue.limit = atOnce;
    this.#pending++;
    this.#queue
      .run(work, this.#signal)
      // Aborted before its turn.
      .catch(() => {})
      .finally(() => {
        this.#pending--;
        const waiting = this.#wake;
        this.#wake = [];
        for (const wake of waiting) {
          wake();
        }
      });
    await this.#below(Math.max(this.#mostPending, atOnce));
  }

  /** Resolves when nothing runs or waits. */
  idle(): Promise<void> {
    return this.#below(1);
  }

  async #below(limit: number): Promise<void> {
    while (this.#pending >= limit) {
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve);
      });
    }
  }
}
