import { abortReason } from '../../src/base/abort.ts';
import type { Clock } from '../../src/base/clock.ts';

interface Timer {
  readonly at: number;
  end(): void;
}

/** A clock that stands still until the test moves it. */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #time = 0;

  now(): number {
    return Date.UTC(2026, 0, 2, 3, 4, 5) + this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  /** Waits that have neither ended nor been given up. */
  get pending(): number {
    return this.#timers.size;
  }

  delay(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#timers.delete(timer);
        reject(signal ? abortReason(signal) : new Error('aborted'));
      };
      const timer: Timer = {
        at: this.#time + ms,
        end: () => {
          signal?.removeEventListener('abort', giveUp);
          this.#timers.delete(timer);
          resolve();
        },
      };
      if (signal?.aborted === true) {
        giveUp();
        return;
      }
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#timers.add(timer);
    });
  }

  /** Lets this much time pass: what was to happen until then happens. */
  advance(ms: number): void {
    this.#time += ms;
    for (const timer of [...this.#timers].toSorted((a, b) => a.at - b.at)) {
      if (timer.at <= this.#time) {
        timer.end();
      }
    }
  }
}
