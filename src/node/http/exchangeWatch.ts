import { abortReason } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { retryAfterOf } from '../../graph/governor.ts';
import { TransportError } from '../../graph/transport.ts';
import type { HttpRequest, HttpResponse, TransportFailure } from '../../graph/transport.ts';
import { BodyFeed } from './bodyFeed.ts';
import { transportErrorOf } from './httpFailures.ts';

/** Milliseconds, bytes. */
export interface HttpLimits {
  /** For TCP, TLS and the proxy's answer, each. */
  readonly connectMs: number;
  /** Longest time in which a request body does not move. */
  readonly stallMs: number;
  /** Longest wait for an answer after the last byte of the request, and for the whole of it after its headers. */
  readonly answerMs: number;
  readonly answerBytes: number;
}

/**
 * One request and its answer, under the limits: it ends what does not move, however the HTTP client is made, and knows
 * why the exchange ended.
 */
export class ExchangeWatch {
  /** Of the request, with the exact length of a streamed body. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array> | null;
  /** Ends the exchange: the caller's signal, or a limit. */
  readonly signal: AbortSignal;
  readonly #host: string;
  readonly #limits: HttpLimits;
  readonly #clock: Clock;
  readonly #caller: AbortSignal;
  readonly #feed: BodyFeed | undefined;
  readonly #limit = new AbortController();
  /** Ends the body's pass and the watch with the exchange. */
  readonly #ended = new AbortController();
  #sent: Promise<void> | undefined;
  #phase: AbortController | undefined;

  constructor(request: HttpRequest, limits: HttpLimits, clock: Clock, caller: AbortSignal) {
    this.#host = new URL(request.url).host;
    this.#limits = limits;
    this.#clock = clock;
    this.#caller = caller;
    this.signal = AbortSignal.any([caller, this.#limit.signal]);
    const { body } = request;
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
      this.headers = request.headers;
      this.body = body ?? null;
      return;
    }
    this.headers = { ...request.headers, 'content-length': String(body.length) };
    if (body.length === 0) {
      this.body = null;
      return;
    }
    this.#feed = new BodyFeed(body, clock);
    this.body = this.#feed.bytes(AbortSignal.any([caller, this.#ended.signal]));
    this.#sent = this.#feed.stalled(limits.stallMs, this.#ended.signal).then((stalled) => {
      if (stalled) {
        this.#break('connectionLost', `no bytes moved for ${limits.stallMs} ms`);
      }
    });
  }

  /**
   * Ends also what the HTTP client has no limit for, some time after its own limits: from the end of a streamed body on
   * the answer has its time, which may be noticed late, else after the time for the connection.
   * @param connections how many may have to be made, one on the other.
   */
  async sending(connections: number): Promise<void> {
    const { connectMs, answerMs } = this.#limits;
    await this.#sent;
    if (this.#phase === undefined && !this.#ended.signal.aborted) {
      this.#allow(this.#sent === undefined ? connections * connectMs + answerMs : answerMs);
    }
  }

  /** From now on the answer has its time. */
  answering(): void {
    this.#allow(this.#limits.answerMs);
  }

  /**
   * The client frees a connection only a turn after the answer; a request sent before that would open another one, and the
   * two would take turns and never come up to speed. What asks everybody to wait is handed over at once instead, before
   * another request goes out.
   */
  async answered(response: HttpResponse): Promise<HttpResponse> {
    if (!asksToWait(response, this.#clock.now())) {
      await this.#clock.delay(0);
    }
    return response;
  }

  /** What the port's user has to know of an error: who aborted, what the body itself threw, or what the line did. */
  explain(error: unknown): Error {
    if (this.#caller.aborted) {
      return abortReason(this.#caller);
    }
    if (this.#feed?.failure !== undefined) {
      const failure = this.#feed.failure.error;
      return failure instanceof Error ? failure : new Error('the body failed', { cause: failure });
    }
    return this.#limit.signal.aborted ? abortReason(this.#limit.signal) : transportErrorOf(error, this.#host);
  }

  end(): void {
    this.#ended.abort();
    this.#phase?.abort();
  }

  #allow(ms: number): void {
    this.#phase?.abort();
    this.#phase = new AbortController();
    this.#clock.delay(ms, this.#phase.signal).then(
      () => this.#break('answerTimeout', `not answered within ${ms} ms`),
      () => {},
    );
  }

  #break(failure: TransportFailure, why: string): void {
    this.#limit.abort(new TransportError(failure, this.#host, { cause: new Error(why) }));
  }
}

function asksToWait(response: HttpResponse, now: number): boolean {
  return response.status === 429 || (response.status >= 400 && retryAfterOf(response, now) !== undefined);
}
