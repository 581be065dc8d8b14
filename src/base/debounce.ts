import type { Clock } from './clock.ts';
import type { Disposable } from './disposables.ts';

/** Runs something once it has not been asked for during `ms`: what follows a person's typing, not each letter. */
export class Debounce implements Disposable {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #run: () => void;
  #waiting = new AbortController();

  constructor(clock: Clock, ms: number, run: () => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#run = run;
  }

  request(): void {
    this.cancel();
    this.#waiting = new AbortController();
    this.#clock.delay(this.#ms, this.#waiting.signal).then(this.#run, () => {
      // It was asked for again, or is not wanted any more.
    });
  }

  /** Forgets what was asked for. */
  cancel(): void {
    this.#waiting.abort();
  }

  dispose(): void {
    this.cancel();
  }
}
