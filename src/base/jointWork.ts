import { orAborted } from './abort.ts';

/** Work that begins at once, and whose outcome several wait for. It is aborted when all of them have gone before its end. */
export class JointWork<T> {
  readonly #abandoned = new AbortController();
  readonly #outcome: Promise<T>;
  #waiting = 0;
  #settled = false;
  /** Resolves when the work has ended, in whatever way. */
  readonly ended: Promise<void>;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.#outcome = work(this.#abandoned.signal);
    const settle = (): void => {
      this.#settled = true;
    };
    this.ended = this.#outcome.then(settle, settle);
  }

  /** Whether it was aborted, so that there is nothing to wait for but its end. */
  get isAbandoned(): boolean {
    return this.#abandoned.signal.aborted;
  }

  /** Settles as the work does, or rejects with the signal's reason: then the work goes on for the others. */
  async wait(signal: AbortSignal): Promise<T> {
    this.#waiting++;
    try {
      return await orAborted(this.#outcome, signal);
    } finally {
      this.#waiting--;
      if (this.#waiting === 0 && !this.#settled) {
        this.#abandoned.abort();
      }
    }
  }
}
