import { TransportError } from '../../src/graph/transport.ts';
import type { HttpRequest, HttpResponse, Transport } from '../../src/graph/transport.ts';

/** A line that can be unplugged. */
export class SwitchedTransport implements Transport {
  readonly #line: Transport;
  #unplugged = new AbortController();
  /** Requests that found no line. */
  refused = 0;

  constructor(line: Transport) {
    this.#line = line;
  }

  /** Breaks what is on its way; nothing gets through any more. */
  unplug(): void {
    this.#unplugged.abort();
  }

  plugIn(): void {
    this.#unplugged = new AbortController();
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const unplugged = this.#unplugged.signal;
    const { host } = new URL(request.url);
    if (unplugged.aborted) {
      this.refused++;
      throw new TransportError('nameNotResolved', host);
    }
    try {
      return await this.#line.send(request, AbortSignal.any([signal, unplugged]));
    } catch (error) {
      throw unplugged.aborted && !signal.aborted ? new TransportError('connectionLost', host) : error;
    }
  }

  close(): Promise<void> {
    return this.#line.close();
  }
}
