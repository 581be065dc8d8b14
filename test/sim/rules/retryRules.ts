import type { Socket } from 'node:net';
import { SECOND } from '../clock.ts';

/** Requests on other connections may have been sent before the answer with Retry-After could be read. */
const IN_FLIGHT_GRACE = 250;
/** Timers may fire a little early. */
const TIMER_TOLERANCE = 20;
/** After this time a repeated request counts as a new wish of a person. */
const FATAL_MEMORY = 30 * SECOND;
/** Statuses that the same request can only get again. */
const FATAL = new Set([400, 401, 403, 405, 411, 412, 413, 415, 422, 507]);

/** What makes two requests the same. */
export interface RequestIdentity {
  readonly method: string;
  /** Everything that the answer depends on: address, ranges, tags, token, body. May hold secrets; never shown. */
  readonly key: string;
}

interface Hold {
  readonly until: number;
  readonly since: number;
  /** The connection that carried the answer: whatever comes through it now was sent after that. */
  readonly socket: Socket;
}

/** Remembers which hosts asked to be left alone and which requests failed for good. */
export class RetryRules {
  readonly #holds = new Map<string, Hold>();
  readonly #fatal = new Map<string, { revision: number; at: number; status: number }>();
  #revision = 0;

  /** Something changed on the service: what failed before may work now. */
  changed(): void {
    this.#revision += 1;
  }

  /** Milliseconds by which a request to the host comes too early, or 0. */
  tooEarly(host: string, socket: Socket, now: number): number {
    const hold = this.#holds.get(host);
    if (hold === undefined || now >= hold.until - TIMER_TOLERANCE) {
      return 0;
    }
    if (hold.socket !== socket && now < hold.since + IN_FLIGHT_GRACE) {
      return 0;
    }
    return hold.until - now;
  }

  /** An answer with Retry-After was given. */
  hold(host: string, socket: Socket, seconds: number, now: number): void {
    const until = Math.max(now + seconds * SECOND, this.#holds.get(host)?.until ?? 0);
    this.#holds.set(host, { until, since: now, socket });
  }

  /** The status that the same request got before, if repeating it was no use; notes the new answer. */
  repeated(identity: RequestIdentity, status: number, now: number): number | undefined {
    const before = this.#fatal.get(identity.key);
    const useless =
      before !== undefined && before.revision === this.#revision && now - before.at < FATAL_MEMORY
        ? before.status
        : undefined;
    const fatal = FATAL.has(status) && (identity.method !== 'GET' || status === 401);
    if (fatal) {
      this.#fatal.set(identity.key, { revision: this.#revision, at: now, status });
    } else {
      this.#fatal.delete(identity.key);
    }
    return useless;
  }

  /** Forgets all. */
  clear(): void {
    this.#holds.clear();
    this.#fatal.clear();
  }
}
