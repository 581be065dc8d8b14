/** The simulator's time: real time plus an offset, so that a test can make hours pass without waiting. */
export class SimClock {
  #offset = 0;

  /** Milliseconds since 1970 as the service sees them. */
  now(): number {
    return Date.now() + this.#offset;
  }

  /** Moves the service's time forward (or, with a negative number, back) by `ms` milliseconds. */
  advance(ms: number): void {
    this.#offset += ms;
  }
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
