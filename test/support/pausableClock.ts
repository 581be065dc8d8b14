import type { Clock } from '../../src/base/clock.ts';

/** A clock that can be stopped, as for a window that hangs or a machine that sleeps. */
export class PausableClock implements Clock {
  readonly #clock: Clock;
  #paused: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #skipped = 0;
  #pausedAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  monotonic(): number {
    return (this.#paused ? this.#pausedAt : this.#clock.monotonic()) - this.#skipped;
  }

  async delay(ms: number, signal?: AbortSignal): Promise<void> {
    await this.#clock.delay(ms, signal);
    await this.#paused;
    signal?.throwIfAborted();
  }

  pause(): void {
    this.#pausedAt = this.#clock.monotonic();
    this.#paused = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** @param counted whether the time that has passed shows on this clock. */
  resume(counted: boolean): void {
    this.#skipped += counted ? 0 : this.#clock.monotonic() - this.#pausedAt;
    this.#paused = undefined;
    this.#wake?.();
  }
}
