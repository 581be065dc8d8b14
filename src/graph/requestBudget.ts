import type { Clock } from '../base/clock.ts';
import { momentIn, msUntil } from '../base/moment.ts';
import type { Moment } from '../base/moment.ts';
import { WorkQueue } from '../base/queue.ts';

/** At most so many requests in any stretch of time of this length. */
export interface Budget {
  readonly requests: number;
  readonly windowMs: number;
}

/**
 * What one user may ask. The service allows 3,000 requests in 5 minutes and counts those that it refuses
 * (learn.microsoft.com: "How to avoid getting throttled or blocked in SharePoint Online", user limits). A little is left
 * for other windows and other programs of the same user.
 */
export const userBudget: Budget = { requests: 2900, windowMs: 5 * 60_000 };

/** Up to this share of the budget nothing is slowed: most work ends before. 2,300 files are a large folder. */
const freeShare = 0.8;

/** How many of the taken places are looked at, so that a request costs the same however many there are. */
const looks = 64;

/**
 * Counts what is let through, and says when the next may go: at full speed at first, then so that what is left lasts
 * until places become free again. A place is free again as soon as one of the clocks says that the time is over.
 */
export class RequestBudget {
  /** Who came first goes first: with many that wait at the same time, one could be passed over for minutes. */
  readonly turns = new WorkQueue(1);
  readonly #clock: Clock;
  readonly #budget: Budget;
  /** When each place becomes free again; from `#first` on, in the order in which they were taken. */
  #places: Moment[] = [];
  #first = 0;
  #next: Moment | undefined;

  constructor(clock: Clock, budget: Budget) {
    this.#clock = clock;
    this.#budget = budget;
  }

  /** Milliseconds until the next request may go; 0 when it may go now. */
  get left(): number {
    return this.#next === undefined ? 0 : msUntil(this.#clock, this.#next);
  }

  /** Takes a place for a request that goes now, which it may when nothing is left to wait. */
  take(): void {
    this.#places.push(momentIn(this.#clock, this.#budget.windowMs));
    this.#forgetFree();
    const taken = this.#places.length - this.#first;
    const left = this.#budget.requests - taken;
    if (taken < this.#budget.requests * freeShare) {
      this.#next = undefined;
    } else if (left > 0) {
      this.#next = momentIn(this.#clock, this.#gap(taken, left));
    } else {
      this.#next = this.#places[this.#first];
    }
  }

  /**
   * The gap with which the places that are left do. The time until the oldest becomes free is not enough to know: when
   * a few old ones are followed by many new ones, what is left has to last until those are free.
   */
  #gap(taken: number, left: number): number {
    const step = Math.ceil(taken / looks);
    let gap = 0;
    for (let behind = 0; behind < taken; behind += step) {
      const free = this.#places[this.#first + behind];
      gap = Math.max(gap, free === undefined ? 0 : msUntil(this.#clock, free) / (left + behind));
    }
    return gap;
  }

  #forgetFree(): void {
    for (let free = this.#places[this.#first]; free && msUntil(this.#clock, free) === 0;) {
      free = this.#places[++this.#first];
    }
    // Only now and then, since it moves all that remain.
    if (this.#first > this.#places.length / 2) {
      this.#places = this.#places.slice(this.#first);
      this.#first = 0;
    }
  }
}
