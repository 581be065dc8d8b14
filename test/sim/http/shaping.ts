import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Shaping } from '../options.ts';

/** Makes connections as slow as asked. Works in real time, not in the simulator's. */
export class Shaper {
  current: Shaping;
  readonly #lifetime: AbortSignal;
  readonly #nextFree = new WeakMap<Socket, number>();
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
    const { bytesPerSecond } = this.current;
    if (bytesPerSecond === undefined || this.#hurried.has(socket)) {
      return undefined;
    }
    const now = performance.now();
    const free = Math.max(now, this.#nextFree.get(socket) ?? 0) + (bytes / bytesPerSecond) * 1_000;
    this.#nextFree.set(socket, free);
    const stop = new AbortController();
    this.#waiting.set(socket, stop);
    return this.#wait(free - now, stop.signal);
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

  async #wait(ms: number, stop: AbortSignal): Promise<void> {
    try {
      await delay(ms, undefined, { signal: AbortSignal.any([stop, this.#lifetime]) });
    } catch (error) {
      if (!stop.aborted) {
        throw error;
      }
    }
  }
}
