import { systemClock } from '../../src/base/clock.ts';
import type { Clock } from '../../src/base/clock.ts';

/** Waits of these lengths bound real work, the cleaning up after an upload: they must not end before it on a busy machine. */
const limits = new Set([4000, 10_000]);
const realLimitMs = 2000;

/** The service's clock, which can be moved. */
export interface MovableClock {
  now(): number;
  advance(ms: number): void;
}

/**
 * A clock for an engine that talks to a simulator over real sockets: waits take a fraction of their time, and the
 * simulator's clock is moved by the rest, so that both agree about how long it was.
 */
export class HurriedClock implements Clock {
  /** Lengths of all waits that came to their end. */
  readonly waited: number[] = [];
  readonly #service: MovableClock;
  readonly #factor: number;

  /** @param factor how much faster than real waits are. */
  constructor(service: MovableClock, factor = 100) {
    this.#service = service;
    this.#factor = factor;
  }

  now(): number {
    return this.#service.now();
  }

  monotonic(): number {
    return this.#service.now();
  }

  async delay(ms: number, signal?: AbortSignal): Promise<void> {
    const end = this.#service.now() + ms;
    await systemClock.delay(limits.has(ms) ? realLimitMs : ms / this.#factor, signal);
    // Several waits at a time pass together.
    this.#service.advance(Math.max(0, Math.ceil(end - this.#service.now())));
    this.waited.push(ms);
  }
}
