import type { HttpRequest, HttpResponse, StreamBody, Transport } from '../../src/graph/transport.ts';

/** A line that changes the first byte of every streamed body. */
export class SabotagedTransport implements Transport {
  readonly #line: Transport;

  constructor(line: Transport) {
    this.#line = line;
  }

  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const { body } = request;
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
      return this.#line.send(request, signal);
    }
    return this.#line.send({ ...request, body: damaged(body) }, signal);
  }

  close(): Promise<void> {
    return this.#line.close();
  }
}

function damaged(body: StreamBody): StreamBody {
  return {
    length: body.length,
    async *open(signal) {
      let first = true;
      for await (const chunk of body.open(signal)) {
        const bytes = Uint8Array.from(chunk);
        if (first) {
          bytes[0] = (bytes[0] ?? 0) ^ 1;
          first = false;
        }
        yield bytes;
      }
    },
  };
}
