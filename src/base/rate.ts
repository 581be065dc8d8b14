/** Bytes per millisecond need some history before they mean anything. */
const shortestSpan = 500;

interface Sample {
  readonly at: number;
  readonly value: number;
}

/** Speed of a growing number over a sliding window of time. */
export class RateMeter {
  readonly #windowMs: number;
  #samples: Sample[] = [];

  constructor(windowMs = 10_000) {
    this.#windowMs = windowMs;
  }

  /** @param at monotonic milliseconds. A value below the last one (bytes that the server lost) starts the history anew. */
  add(value: number, at: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && value < last.value) {
      this.#samples = [];
    }
    // A tenth of the window is fine enough: a fast line would otherwise leave thousands of samples.
    if (last !== undefined && this.#samples.length > 1 && at - (this.#samples.at(-2)?.at ?? 0) < this.#windowMs / 10) {
      this.#samples.pop();
    }
    this.#samples.push({ at, value });
    while (this.#samples.length > 2 && at - (this.#samples[1]?.at ?? at) >= this.#windowMs) {
      this.#samples.shift();
    }
  }

  /** Per second, seen from `now`: it falls while nothing arrives. `undefined` while too little is known. */
  perSecond(now: number): number | undefined {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || now - first.at < shortestSpan) {
      return undefined;
    }
    return ((last.value - first.value) / (now - first.at)) * 1000;
  }

  /** Milliseconds until `remaining` more have arrived; `undefined` while too little is known or nothing moves. */
  timeLeft(remaining: number, now: number): number | undefined {
    const speed = this.perSecond(now);
    return speed === undefined || speed <= 0 ? undefined : (remaining / speed) * 1000;
  }
}
