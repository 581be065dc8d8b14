import { MINUTE } from '../clock.ts';

/** What the budget says about one request. */
export interface Charge {
  /** RateLimit headers, from 80 % of the budget on. */
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds to wait when the budget is used up. */
  readonly retryAfter: number | undefined;
}

/** Share of the budget from which SharePoint sends RateLimit headers ("How to avoid getting throttled" page). */
const HEADERS_FROM = 0.8;

/** Counts resource units in fixed windows of one minute. Refused requests count as well. */
export class ThrottleMeter {
  readonly #limit: number;
  #windowEnds = 0;
  #used = 0;

  constructor(unitsPerMinute: number) {
    this.#limit = unitsPerMinute;
  }

  charge(units: number, now: number): Charge {
    if (now >= this.#windowEnds) {
      this.#windowEnds = now + MINUTE;
      this.#used = 0;
    }
    this.#used += units;
    const reset = Math.ceil((this.#windowEnds - now) / 1_000);
    const headers: Record<string, string> = {};
    if (this.#used >= this.#limit * HEADERS_FROM) {
      headers['RateLimit-Limit'] = String(this.#limit);
      headers['RateLimit-Remaining'] = String(Math.max(0, this.#limit - this.#used));
      headers['RateLimit-Reset'] = String(reset);
    }
    return { headers, retryAfter: this.#used > this.#limit ? reset : undefined };
  }
}
