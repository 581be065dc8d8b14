import { abortReason } from '../../src/base/abort.ts';
import type { Clock } from '../../src/base/clock.ts';

/**
 * A clock without real time: whenever nothing else can go on, the earliest wait ends. For code that waits for nothing
 * but promises and this clock.
 */
export class VirtualClock implements Clock {
  /** Lengths of all waits that were asked for, in order. */
  readonly waits: number[] = [];
  readonly #timers = new Set<{ readonly at: number; readonly end: () => void }>();
  #time = 0;
  #epoch: number;
  #ticking = false;

  constructor(epoch = Date.UTC(2026, 0, 2, 3, 4, 5)) {
    this.#epoch = epoch;
  }

  /** Waits that have neither ended nor been given up. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#epoch + this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  advance(ms: number): void {
    this.#time += ms;
  }

  /** Moves the wall clock alone, as a correction of the time does, or the sleep of a machine. */
  jump(ms: number): void {
    this.#epoch += ms;
  }

  delay(ms: number, signal?: AbortSignal): Promise<void> {
    this.waits.push(ms);
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(abortReason(signal));
        return;
      }
      const giveUp = (): void => {
        this.#timers.delete(timer);
        reject(signal === undefined ? new Error('aborted') : abortReason(signal));
      };
      const end = (): void => {
        signal?.removeEventListener('abort', giveUp);
        this.#timers.delete(timer);
        resolve();
      };
      const timer = { at: this.#time + Math.max(0, ms), end };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#timers.add(timer);
      this.#tick();
    });
  }

  /** Lets everything that can go on do so, then moves to the end of the earliest wait; and so on. */
  #tick(): void {
    if (this.#ticking) {
      return;
    }
    this.#ticking = true;
    setImmediate(() => {
      this.#ticking = false;
      const [first, ...others] = this.#timers;
      const next = first && others.reduce((earliest, timer) => (timer.at < earliest.at ? timer : earliest), first);
      if (next !== undefined) {
        this.#time = Math.max(this.#time, next.at);
        next.end();
        this.#tick();
      }
    });
  }
}
