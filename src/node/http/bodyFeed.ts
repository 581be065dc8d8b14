import type { Clock } from '../../base/clock.ts';
import type { StreamBody } from '../../graph/transport.ts';

/**
 * One pass over a streamed request body, on its way to the socket. It knows when the last bytes were taken and, when
 * producing them fails, why: the HTTP client only reports that the request broke.
 */
export class BodyFeed {
  readonly #body: StreamBody;
  readonly #clock: Clock;
  #lastMoved: number;
  #finished = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(body: StreamBody, clock: Clock) {
    this.#body = body;
    this.#clock = clock;
    this.#lastMoved = clock.monotonic();
  }

  /** What the body itself threw. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  async *bytes(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.#body.open(signal)) {
        yield chunk;
        this.#lastMoved = this.#clock.monotonic();
      }
    } catch (error) {
      this.#failure = { error };
      throw error;
    } finally {
      this.#finished = true;
    }
  }

  /** Resolves when no bytes were taken for `ms` although there are more; never rejects; ends with the signal. */
  async stalled(ms: number, signal: AbortSignal): Promise<boolean> {
    while (!this.#finished && !signal.aborted) {
      const left = this.#lastMoved + ms - this.#clock.monotonic();
      if (left <= 0) {
        return true;
      }
      await this.#clock.delay(left, signal).catch(() => {});
    }
    return false;
  }
}
