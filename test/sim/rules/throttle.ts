import { MINUTE, SECOND } from '../clock.ts';
import type { UserRequests } from '../options.ts';

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

/** Counts the requests of each user in a sliding window. Refused requests count as well. */
export class UserMeter {
  readonly #limit: number;
  readonly #window: number;
  readonly #times = new Map<string, number[]>();

  constructor({ requests, windowSeconds }: UserRequests) {
    this.#limit = requests;
    this.#window = windowSeconds * SECOND;
  }

  /** @returns seconds to wait when the request is one too many. */
  charge(account: string, now: number): number | undefined {
    const times = (this.#times.get(account) ?? []).filter((time) => time > now - this.#window);
    times.push(now);
    this.#times.set(account, times);
    // The next fits as soon as fewer than the limit are left of these.
    const last = times.length > this.#limit ? times[times.length - this.#limit] : undefined;
    return last === undefined ? undefined : Math.ceil((last + this.#window - now) / SECOND);
  }
}
