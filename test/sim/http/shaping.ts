import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Shaping } from '../options.ts';

/**
 * Bytes go on arriving in the buffers at the end of a line while the simulator reads what came before: it has lost time
 * only when nothing came for longer than that. Milliseconds.
 */
const bufferedMs = 5;

/** The pace of a connection, or of a line that several connections share. */
export class Pace {
  /** When the last byte that was let through has passed, on the clock of `performance.now()`. */
  #free = 0;
  /** What the timer of the last wait took too long: it has whole milliseconds, in which a fast line carries a hundred kilobytes. */
  #lateMs = 0;

  /** @returns milliseconds until `bytes` more have passed; not above 0 when that is already so */
  take(bytes: number, bytesPerSecond: number | undefined, now: number): number {
    if (bytesPerSecond === undefined) {
      return 0;
    }
    // A line that was idle has lost that time; one that was waited for too long has not.
    const idleMs = now - this.#lateMs - this.#free;
    this.#free = (idleMs > bufferedMs ? now - this.#lateMs : this.#free) + (bytes / bytesPerSecond) * 1000;
    this.#lateMs = Math.max(0, now - this.#free);
    return this.#free - now;
  }

  /** A wait for it has ended. */
  waited(now: number): void {
    this.#lateMs = Math.max(0, now - this.#free);
  }
}

/** Makes connections as slow as asked. Works in real time, not in the simulator's. */
export class Shaper {
  current: Shaping;
  readonly #lifetime: AbortSignal;
  readonly #line = new Pace();
  readonly #paces = new WeakMap<Socket, Pace>();
  readonly #known = new WeakSet<Socket>();
  readonly #waiting = new WeakMap<Socket, AbortController>();
  readonly #hurried = new WeakSet<Socket>();

  constructor(shaping: Shaping, lifetime: AbortSignal) {
    this.current = shaping;
    this.#lifetime = lifetime;
  }

  /** Waits as long as the line and the service would take before a request can be answered. */
  async greet(socket: Socket): Promise<void> {
    const fresh = !this.#known.has(socket);
    this.#known.add(socket);
    const { roundTripMs = 0 } = this.current;
    await this.sleep(fresh ? roundTripMs * 2 : roundTripMs);
  }

  /** A promise to wait for before the connection carries more, now that it carried `bytes`; none when it need not. */
  carry(socket: Socket, bytes: number): Promise<void> | undefined {
    if (this.#hurried.has(socket)) {
      return undefined;
    }
    const now = performance.now();
    const pace = this.#paceOf(socket);
    const own = pace.take(bytes, this.current.bytesPerSecond, now);
    const shared = this.#line.take(bytes, this.current.lineBytesPerSecond, now);
    const ms = Math.max(own, shared);
    if (ms <= 0) {
      return undefined;
    }
    const stop = new AbortController();
    this.#waiting.set(socket, stop);
    return this.#wait(ms, stop.signal, own > shared ? pace : this.#line);
  }

  /** Waits as long as the service takes to store what it was sent. */
  async store(): Promise<void> {
    await this.sleep(this.current.fragmentMs ?? 0);
  }

  /** Reads what a connection still holds at full speed, to find out whether it is closed. */
  hurry(socket: Socket): void {
    this.#hurried.add(socket);
    this.#waiting.get(socket)?.abort();
  }

  /** Waits, or rejects when the simulator closes. */
  async sleep(ms: number): Promise<void> {
    if (ms > 0) {
      await delay(ms, undefined, { signal: this.#lifetime });
    }
  }

  #paceOf(socket: Socket): Pace {
    const pace = this.#paces.get(socket) ?? new Pace();
    this.#paces.set(socket, pace);
    return pace;
  }

  async #wait(ms: number, stop: AbortSignal, pace: Pace): Promise<void> {
    try {
      await delay(ms, undefined, { signal: AbortSignal.any([stop, this.#lifetime]) });
    } catch (error) {
      if (!stop.aborted) {
        throw error;
      }
    }
    pace.waited(performance.now());
  }
}
