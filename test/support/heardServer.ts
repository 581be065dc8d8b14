import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Certificate } from './certificate.ts';

/** A request as it came in. */
export interface HeardRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface HeardAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/** A server on loopback that writes down everything it hears and answers as it is told. */
export class HeardServer {
  readonly heard: HeardRequest[] = [];
  /** What the next requests get. */
  answer: (request: HeardRequest) => HeardAnswer = () => ({ status: 200, json: {} });
  /** Origin: `http://127.0.0.1:41234`. */
  readonly origin: string;
  readonly #close: () => Promise<void>;

  /** Use {@link startHeardServer}. */
  constructor(origin: string, close: () => Promise<void>) {
    this.origin = origin;
    this.#close = close;
  }

  get port(): string {
    return new URL(this.origin).port;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request).catch(() => Buffer.alloc(0));
    const { method = '', url = '', headers } = request;
    const heard: HeardRequest = { method, path: url, headers, body: body.toString('latin1') };
    this.heard.push(heard);
    const { status, headers: sent = {}, json } = this.answer(heard);
    response.writeHead(status, { 'content-type': 'application/json', ...sent });
    response.end(json === undefined ? '' : JSON.stringify(json));
  }

  close(): Promise<void> {
    return this.#close();
  }
}

/** @param host name under which it is reached. @param tls speaks https when given. */
export async function startHeardServer(host: '127.0.0.1' | 'localhost', tls?: Certificate): Promise<HeardServer> {
  let heard: HeardServer | undefined;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    void heard?.handle(request, response);
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // An AddressInfo for whatever listens on a port.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const { port } = server.address() as AddressInfo;
  heard = new HeardServer(`${tls === undefined ? 'http' : 'https'}://${host}:${port}`, async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return heard;
}
