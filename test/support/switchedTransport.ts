import { TransportError } from '../../src/graph/transport.ts';
import type { HttpRequest, HttpResponse, Transport, TransportFailure } from '../../src/graph/transport.ts';

/** A line that can be unplugged. */
export class SwitchedTransport implements Transport {
  readonly #line: Transport;
  #unplugged = new AbortController();
  #failure: TransportFailure = 'nameNotResolved';
  /** Requests that found no line. */
  refused = 0;

  constructor(line: Transport) {
    this.#line = line;
  }

  isPlugged(): boolean {
    return !this.#unplugged.signal.aborted;
  }

  /** Breaks what is on its way; nothing gets through any more. */
  unplug(failure: TransportFailure = 'nameNotResolved'): void {
    this.#failure = failure;
    this.#unplugged.abort();
  }

  plugIn(): void {
    this.#unplugged = new AbortController();
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const { host } = new URL(request.url);
    if (!this.isPlugged()) {
      this.refused++;
      throw new TransportError(this.#failure, host);
    }
    try {
      return await this.#line.send(request, AbortSignal.any([signal, this.#unplugged.signal]));
    } catch (error) {
      throw this.isPlugged() || signal.aborted ? error : new TransportError('connectionLost', host);
    }
  }

  close(): Promise<void> {
    return this.#line.close();
  }
}
