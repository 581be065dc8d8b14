import type { Clock } from './clock.ts';
import type { Disposable } from './disposables.ts';

/** Runs something soon after it was asked for, and however often that is, not more than once in `ms`. */
export class Throttle implements Disposable {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #run: () => void;
  readonly #ended = new AbortController();
  #waiting = false;

  constructor(clock: Clock, ms: number, run: () => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#run = run;
  }

  request(): void {
    if (this.#waiting) {
      return;
    }
    this.#waiting = true;
    this.#clock.delay(this.#ms, this.#ended.signal).then(
      () => {
        this.#waiting = false;
        this.#run();
      },
      // Nothing is left to be run after the end.
      () => {},
    );
  }

  dispose(): void {
    this.#ended.abort();
  }
}
