import type { Clock } from '../../base/clock.ts';
import { toDisposable } from '../../base/disposables.ts';
import type { Disposable } from '../../base/disposables.ts';

/** Idle time after which the service ends a session (Excel team in microsoft-graph-docs pull requests 5575 and 5576). */
const idleMs = { persistent: 5 * 60_000, scratch: 7 * 60_000 };
/** How long before its end a session is used so that it goes on. */
const marginMs = 30_000;
/** How soon again when that did not work. */
const retryMs = 10_000;

export interface IdleActions {
  /** Uses the session, after which {@link IdleWatch.used} is called when it worked. Never rejects. */
  readonly keepAlive: (signal: AbortSignal) => Promise<void>;
  /** The session must have ended by now. */
  readonly ended: () => void;
}

/** Knows when a session ends for want of use, and keeps it from that while somebody holds it. */
export class IdleWatch {
  readonly #clock: Clock;
  readonly #idleMs: number;
  readonly #actions: IdleActions;
  /** When it was last used, on the clock that never goes back; `undefined` without a session. */
  #usedAt: number | undefined;
  #holds = 0;
  #waiting = new AbortController();

  constructor(clock: Clock, persistChanges: boolean, actions: IdleActions) {
    this.#clock = clock;
    this.#idleMs = persistChanges ? idleMs.persistent : idleMs.scratch;
    this.#actions = actions;
  }

  /** When the session ends unless it is used, milliseconds since 1970; `undefined` without a session. */
  get endsAt(): number | undefined {
    return this.#usedAt === undefined
      ? undefined
      : this.#clock.now() + this.#usedAt + this.#idleMs - this.#clock.monotonic();
  }

  /** The session was used. @param at on the clock that never goes back: when the request was sent. */
  used(at: number): void {
    this.#usedAt = at;
    this.#watch();
  }

  /** There is no session, or none that matters. */
  stop(): void {
    this.#usedAt = undefined;
    this.#waiting.abort();
  }

  /** Keeps this session and those after it alive until disposed. */
  hold(): Disposable {
    this.#holds++;
    this.#watch();
    return toDisposable(() => {
      this.#holds--;
      this.#watch();
    });
  }

  #watch(): void {
    this.#waiting.abort();
    if (this.#usedAt === undefined) {
      return;
    }
    this.#waiting = new AbortController();
    const { signal } = this.#waiting;
    // Rejects when something changed, and a new watch began.
    this.#waitForEnd(this.#usedAt + this.#idleMs, signal).catch(() => {});
  }

  async #waitForEnd(end: number, signal: AbortSignal): Promise<void> {
    if (this.#holds > 0) {
      for (let at = end - marginMs; at < end; at = this.#clock.monotonic() + retryMs) {
        await this.#until(at, signal);
        await this.#actions.keepAlive(signal);
        signal.throwIfAborted();
      }
    }
    await this.#until(end, signal);
    this.#usedAt = undefined;
    this.#actions.ended();
  }

  async #until(time: number, signal: AbortSignal): Promise<void> {
    const left = time - this.#clock.monotonic();
    if (left > 0) {
      await this.#clock.delay(left, signal);
    }
  }
}
