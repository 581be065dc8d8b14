import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/event.ts';
import type { HttpResponse } from './transport.ts';

/** All traffic to a host waits. */
export interface HostHold {
  readonly host: string;
  /** Wall clock, milliseconds since 1970. */
  readonly until: number;
}

/**
 * One hold per host, shared by everything that talks to it: who is throttled once waits with all requests, as the
 * service asks (learn.microsoft.com: "How to avoid getting throttled or blocked in SharePoint Online").
 */
export class HostGovernor {
  readonly #clock: Clock;
  /** Host to monotonic time. */
  readonly #holds = new Map<string, number>();
  readonly #held = new Emitter<HostHold>();

  /** Fires when a hold begins or grows. */
  readonly onDidHold = this.#held.event;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when the host may be asked; rejects with the signal's reason. */
  async wait(host: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    for (let left = this.left(host); left > 0; left = this.left(host)) {
      await this.#clock.delay(left, signal);
    }
    this.#holds.delete(host);
  }

  /** Keeps everything from the host for at least `ms`. */
  hold(host: string, ms: number): void {
    if (ms > this.left(host)) {
      this.#holds.set(host, this.#clock.monotonic() + ms);
      this.#held.fire({ host, until: this.#clock.now() + ms });
    }
  }

  /** Learns from the headers of an answer. */
  note(host: string, response: HttpResponse): void {
    const asked = response.status >= 400 ? retryAfterOf(response, this.#clock.now()) : undefined;
    if (asked !== undefined) {
      this.hold(host, asked);
    }
    const remaining = response.headers.get('ratelimit-remaining');
    const reset = secondsOf(response.headers.get('ratelimit-reset'));
    if (remaining !== undefined && Number(remaining) <= 0 && reset !== undefined) {
      this.hold(host, reset);
    }
  }

  /** Milliseconds until the host may be asked; 0 when it may be asked now. */
  left(host: string): number {
    return Math.max(0, (this.#holds.get(host) ?? 0) - this.#clock.monotonic());
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
  return text !== undefined && /^\s*\d+(?:\.\d+)?\s*$/u.test(text) ? Number(text) * 1000 : undefined;
}
