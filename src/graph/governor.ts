import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/event.ts';
import { momentIn, msUntil } from '../base/moment.ts';
import type { Moment } from '../base/moment.ts';
import { RequestBudget } from './requestBudget.ts';
import type { Budget } from './requestBudget.ts';
import type { HttpResponse } from './transport.ts';

/** All traffic to a host waits. */
export interface HostHold {
  readonly host: string;
  /** Wall clock, milliseconds since 1970. */
  readonly until: number;
}

/**
 * A sleeping machine stops timers and, on some systems, the monotonic clock: so often a waiting request looks whether
 * the time is up.
 */
const lookMs = 5000;

/**
 * Below this share of the budget requests slow down. The headers come with the last fifth of it
 * (learn.microsoft.com: "How to avoid getting throttled or blocked in SharePoint Online", RateLimit headers).
 */
const scarceShare = 0.05;
/** Resource units of an upload or another change, by the same page. */
const unitsPerRequest = 2;

interface Hold {
  readonly end: Moment;
  /** Whether anybody was told: the short pauses of a slow pace are nobody's business. */
  readonly told: boolean;
}

/** One request in so many milliseconds, until the budget is renewed. */
interface Pace {
  readonly ms: number;
  readonly end: Moment;
}

/**
 * One hold per host, shared by everything that talks to it: who is throttled once waits with all requests, as the
 * service asks (learn.microsoft.com: "How to avoid getting throttled or blocked in SharePoint Online"). A hold ends as
 * soon as one of the clocks says so. With a budget of its own it lets no more through than that, so that it need not be
 * refused first.
 */
export class HostGovernor {
  readonly #clock: Clock;
  readonly #budget: Budget | undefined;
  readonly #budgets = new Map<string, RequestBudget>();
  readonly #holds = new Map<string, Hold>();
  readonly #paces = new Map<string, Pace>();
  readonly #held = new Emitter<HostHold>();
  readonly #released = new Emitter<string>();

  /** Fires when a hold begins or grows. */
  readonly onDidHold = this.#held.event;
  /** Fires with the host when a hold has ended and a request that waited for it goes on. */
  readonly onDidRelease = this.#released.event;

  /** @param budget what each host is asked at most, whatever its answers say. */
  constructor(clock: Clock, budget?: Budget) {
    this.#clock = clock;
    this.#budget = budget;
  }

  /** The hosts that wait now. */
  get holds(): readonly HostHold[] {
    return [...this.#holds.keys()].flatMap((host) => {
      const until = this.heldUntil(host);
      return until === undefined ? [] : [{ host, until }];
    });
  }

  /** Resolves when the host may be asked; rejects with the signal's reason. */
  async wait(host: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const budget = this.#budgetOf(host);
    await (budget ? budget.turns.run(() => this.#pass(host, signal, budget), signal) : this.#pass(host, signal));
  }

  /** Keeps everything from the host for at least `ms`. */
  hold(host: string, ms: number): void {
    this.#keepOff(host, ms, true);
  }

  /** Learns from the headers of an answer. */
  note(host: string, response: HttpResponse): void {
    const asked = response.status >= 400 ? retryAfterOf(response, this.#clock.now()) : undefined;
    if (asked !== undefined) {
      this.hold(host, asked);
    }
    this.#noteBudget(host, response);
  }

  /** Milliseconds until the host may be asked; 0 when it may be asked now. */
  left(host: string): number {
    const hold = this.#holds.get(host);
    return hold === undefined ? 0 : msUntil(this.#clock, hold.end);
  }

  /** Wall clock, milliseconds since 1970; `undefined` when the host may be asked now. */
  heldUntil(host: string): number | undefined {
    const left = this.left(host);
    return left > 0 ? this.#clock.now() + left : undefined;
  }

  /** Keeps the traffic within the budget that an answer announces: none when it is used up, little when little is left. */
  #noteBudget(host: string, { headers }: HttpResponse): void {
    const remaining = numberOf(headers.get('ratelimit-remaining'));
    const reset = secondsOf(headers.get('ratelimit-reset'));
    if (remaining === undefined || reset === undefined) {
      return;
    }
    this.#paces.delete(host);
    if (remaining <= 0) {
      this.hold(host, reset);
    } else if (remaining <= (numberOf(headers.get('ratelimit-limit')) ?? 0) * scarceShare) {
      const ms = reset / Math.max(1, remaining / unitsPerRequest);
      this.#paces.set(host, { ms, end: momentIn(this.#clock, reset) });
      this.#keepOff(host, ms);
    }
  }

  async #pass(host: string, signal: AbortSignal, budget?: RequestBudget): Promise<void> {
    for (let left = this.#pause(host, budget); left > 0; left = this.#pause(host, budget)) {
      await this.#clock.delay(Math.min(left, lookMs), signal);
    }
    // In the same breath as the look at it, so that it is never overdrawn.
    budget?.take();
    const ended = this.#holds.get(host);
    this.#holds.delete(host);
    const pace = this.#paces.get(host);
    if (pace !== undefined && msUntil(this.#clock, pace.end) > 0) {
      this.#keepOff(host, pace.ms);
    }
    if (ended?.told === true) {
      this.#released.fire(host);
    }
  }

  #budgetOf(host: string): RequestBudget | undefined {
    if (this.#budget === undefined) {
      return undefined;
    }
    const budget = this.#budgets.get(host) ?? new RequestBudget(this.#clock, this.#budget);
    this.#budgets.set(host, budget);
    return budget;
  }

  /** Milliseconds that a request has to wait now. A budget that is used up is a hold; its short pauses are none. */
  #pause(host: string, budget: RequestBudget | undefined): number {
    const pause = budget?.left ?? 0;
    if (pause >= lookMs && this.left(host) === 0) {
      this.hold(host, pause);
    }
    return Math.max(pause, this.left(host));
  }

  #keepOff(host: string, ms: number, tell = ms >= lookMs): void {
    const left = this.left(host);
    if (ms > left) {
      const end = momentIn(this.#clock, ms);
      const told = left > 0 && this.#holds.get(host)?.told === true;
      this.#holds.set(host, { end, told: tell || told });
      if (tell) {
        this.#held.fire({ host, until: end.wall });
      }
    }
  }
}

/** Milliseconds that an answer asks to wait, in seconds or as a date by the server's own clock if it tells it. */
export function retryAfterOf(response: HttpResponse, now: number): number | undefined {
  const text = response.headers.get('retry-after');
  const seconds = secondsOf(text);
  if (text === undefined || seconds !== undefined) {
    return seconds;
  }
  // Dates begin with the day of the week; the parser would also make a date of a bare number.
  const until = /^\s*[A-Za-z]{3}/u.test(text) ? Date.parse(text) : Number.NaN;
  const serverNow = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(until) ? undefined : Math.max(0, until - (Number.isNaN(serverNow) ? now : serverNow));
}

function secondsOf(text: string | undefined): number | undefined {
  const seconds = numberOf(text);
  return seconds === undefined || seconds < 0 ? undefined : seconds * 1000;
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*-?\d+(?:\.\d+)?\s*$/u.test(text) ? Number(text) : undefined;
}
