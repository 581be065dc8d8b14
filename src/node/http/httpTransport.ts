import { abortReason } from '../../base/abort.ts';
import { systemClock } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import { TransportError } from '../../graph/transport.ts';
import type { HttpRequest, HttpResponse, Transport } from '../../graph/transport.ts';
import { BodyFeed } from './bodyFeed.ts';
import { transportErrorOf } from './httpFailures.ts';
import type * as Undici from './undici.ts';

/** Milliseconds, bytes. */
export interface HttpLimits {
  readonly connectMs: number;
  /** Longest time in which a request body does not move. */
  readonly stallMs: number;
  /** Longest wait for an answer after the last byte of the request, and for the next part of an answer. */
  readonly answerMs: number;
  readonly answerBytes: number;
}

/** The service may take long to put a large file together after its last fragment. */
export const defaultHttpLimits: HttpLimits = {
  connectMs: 20_000,
  stallMs: 60_000,
  answerMs: 180_000,
  answerBytes: 32 * 1024 * 1024,
};

/** HTTP/1.1 on undici, with connections that are kept and used again. */
export class HttpTransport implements Transport {
  readonly #clock: Clock;
  readonly #limits: HttpLimits;
  #agent: Undici.Agent | undefined;

  constructor(clock: Clock = systemClock, limits: HttpLimits = defaultHttpLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    signal.throwIfAborted();
    // Not at the top: an extension that sends nothing must not load an HTTP client.
    const undici = await import('./undici.ts');
    signal.throwIfAborted();
    const { body } = request;
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
      return this.#exchange(undici, request, body ?? null, request.headers, signal);
    }
    const feed = new BodyFeed(body, this.#clock);
    const headers = { ...request.headers, 'content-length': String(body.length) };
    // Ends the body's pass and the watch with the request, however that ends.
    const ended = new AbortController();
    const stall = new AbortController();
    void feed.stalled(this.#limits.stallMs, ended.signal).then((stalled) => {
      if (stalled) {
        const cause = new Error(`no bytes moved for ${this.#limits.stallMs} ms`);
        stall.abort(new TransportError('connectionLost', new URL(request.url).host, { cause }));
      }
    });
    try {
      const bytes = body.length === 0 ? null : feed.bytes(AbortSignal.any([signal, ended.signal]));
      return await this.#exchange(undici, request, bytes, headers, AbortSignal.any([signal, stall.signal]));
    } catch (error) {
      throw feed.failure === undefined || signal.aborted ? error : feed.failure.error;
    } finally {
      ended.abort();
    }
  }

  async close(): Promise<void> {
    const agent = this.#agent;
    this.#agent = undefined;
    await agent?.close();
  }

  async #exchange(
    undici: typeof Undici,
    request: HttpRequest,
    body: string | Uint8Array | AsyncIterable<Uint8Array> | null,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const url = new URL(request.url);
    const { connectMs, answerMs, answerBytes } = this.#limits;
    this.#agent ??= undici.createAgent({
      // Uploads gain nothing from sharing one connection, and one lost connection would stop them all.
      allowH2: false,
      connect: { timeout: connectMs },
      headersTimeout: answerMs,
      bodyTimeout: answerMs,
      maxResponseSize: answerBytes,
    });
    const { method } = request;
    try {
      const path = url.pathname + url.search;
      const answer = await undici.send(this.#agent, { origin: url.origin, path, method, headers, body, signal });
      const text = await answer.body.text();
      // The client frees a connection only a turn later; a request sent before that would open another one, and the
      // two would take turns and never come up to speed.
      await this.#clock.delay(0);
      return { status: answer.statusCode, headers: headersOf(answer), body: text };
    } catch (error) {
      throw signal.aborted ? abortReason(signal) : transportErrorOf(error, url.host);
    }
  }
}

function headersOf(answer: Undici.ResponseData): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) {
      headers.set(name.toLowerCase(), typeof value === 'string' ? value : value.join(', '));
    }
  }
  return headers;
}
