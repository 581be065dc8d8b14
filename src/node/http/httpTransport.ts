import { systemClock } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import type { HttpRequest, HttpResponse, Transport } from '../../graph/transport.ts';
import { Agents } from './agents.ts';
import type { NetworkParts } from './agents.ts';
import { ExchangeWatch } from './exchangeWatch.ts';
import type { HttpLimits } from './exchangeWatch.ts';
import type { ResponseData } from './undici.ts';

/** The service may take long to put a large file together after its last fragment. */
export const defaultHttpLimits: HttpLimits = {
  connectMs: 20_000,
  stallMs: 60_000,
  answerMs: 180_000,
  answerBytes: 32 * 1024 * 1024,
};

/** Sends everything directly, and trusts what Node trusts. */
const directly: Omit<NetworkParts, 'clock'> = {
  settings: () => ({ proxy: '', noProxy: [], proxySupport: 'off', strictTls: true, systemCertificates: false }),
  environment: {},
  log: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
};

/** HTTP/1.1 on undici, with connections that are kept and used again. */
export class HttpTransport implements Transport {
  readonly #clock: Clock;
  readonly #limits: HttpLimits;
  readonly #network: Omit<NetworkParts, 'clock'>;
  #agents: Agents | undefined;

  constructor(clock: Clock = systemClock, limits: HttpLimits = defaultHttpLimits, network = directly) {
    this.#clock = clock;
    this.#limits = limits;
    this.#network = network;
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    signal.throwIfAborted();
    // Not at the top: an extension that sends nothing must not load an HTTP client.
    const { undici } = await import('./undici.ts');
    signal.throwIfAborted();
    const watch = new ExchangeWatch(request, this.#limits, this.#clock, signal);
    try {
      const url = new URL(request.url);
      this.#agents ??= new Agents(undici, this.#limits, { ...this.#network, clock: this.#clock });
      // To the proxy, through it, and TLS.
      void watch.sending(3);
      const answer = await undici.send(this.#agents.for(url), {
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method,
        headers: watch.headers,
        body: watch.body,
        signal: watch.signal,
      });
      watch.answering();
      const text = await answer.body.text();
      return await watch.answered({ status: answer.statusCode, headers: headersOf(answer), body: text });
    } catch (error) {
      throw watch.explain(error);
    } finally {
      watch.end();
    }
  }

  async close(): Promise<void> {
    const agents = this.#agents;
    this.#agents = undefined;
    await agents?.close();
  }
}

function headersOf(answer: ResponseData): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) {
      headers.set(name.toLowerCase(), typeof value === 'string' ? value : value.join(', '));
    }
  }
  return headers;
}
