import type { Clock } from '../../base/clock.ts';
import { TransportError } from '../../graph/transport.ts';
import type { HttpRequest, HttpResponse, Transport } from '../../graph/transport.ts';
import { ExchangeWatch } from './exchangeWatch.ts';
import type { HttpLimits } from './exchangeWatch.ts';
import { fetchErrorOf } from './httpFailures.ts';

/**
 * The host's own `fetch`, which VS Code replaces: it knows PAC files, Kerberos, certificates and proxies that only VS
 * Code is told of. With redirects left to us it is always Node's below, never Electron's, and keeps no answers.
 */
export class FetchTransport implements Transport {
  readonly #fetch: typeof fetch;
  readonly #limits: HttpLimits;
  readonly #clock: Clock;

  constructor(hostFetch: typeof fetch, limits: HttpLimits, clock: Clock) {
    this.#fetch = hostFetch;
    this.#limits = limits;
    this.#clock = clock;
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    signal.throwIfAborted();
    const { host } = new URL(request.url);
    const watch = new ExchangeWatch(request, this.#limits, this.#clock, signal);
    try {
      void watch.sending(1);
      const answer = await this.#fetch.call(undefined, request.url, {
        method: request.method,
        // Of an empty body fetch tells the length itself.
        headers: watch.body === null ? request.headers : watch.headers,
        body: bodyOf(watch.body),
        duplex: 'half',
        redirect: 'manual',
        credentials: 'omit',
        signal: watch.signal,
      });
      watch.answering();
      const body = await this.#textOf(answer, host);
      return await watch.answered({ status: answer.status, headers: new Map(answer.headers), body });
    } catch (error) {
      throw watch.explain(fetchErrorOf(error, host));
    } finally {
      watch.end();
    }
  }

  /** The connections are the host's. */
  async close(): Promise<void> {}

  async #textOf(answer: Response, host: string): Promise<string> {
    const decoder = new TextDecoder();
    let text = '';
    let size = 0;
    for await (const chunk of answer.body ?? []) {
      size += chunk.length;
      if (size > this.#limits.answerBytes) {
        throw new TransportError('answerTooLarge', host);
      }
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  }
}

/**
 * As Node's `fetch` takes it. It sends a stream with the Content-Length of the headers and not in chunks (seen with
 * Node 24 and in VS Code's extension host), so that nothing has to be held in memory. Unlike undici alone it may ask
 * for a chunk while the one before is still in use, so each is a copy.
 */
function bodyOf(body: ExchangeWatch['body']): Exclude<RequestInit['body'], undefined> {
  return body === null || typeof body === 'string' || body instanceof Uint8Array
    ? body
    : ReadableStream.from(copies(body));
}

async function* copies(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    // Not slice(): of a Buffer it is no copy.
    yield new Uint8Array(chunk);
  }
}
