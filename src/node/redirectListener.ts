import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignInError } from '../auth/errors.ts';
import type { RedirectAnswer, RedirectListener } from '../auth/ports.ts';
import { orAborted } from '../base/abort.ts';
import { isLoopback } from '../graph/hosts.ts';
import { codeOf } from './durableFiles.ts';

/** What the browser shows at the end, as HTML. */
export interface RedirectPages {
  readonly done: string;
  readonly failed: string;
}

/** A port that is free on one of the two addresses of this machine may be taken on the other. */
const attempts = 10;
/** Codes have a few thousand characters at most. */
const longestForm = 64 * 1024;
/** Who connects and says nothing is sent away. */
const patienceMs = 15_000;

const headers = {
  'content-type': 'text/html; charset=utf-8',
  connection: 'close',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/**
 * Waits on any free port of this machine for the browser to come back from the sign-in page (RFC 8252, section 7.3).
 * `localhost` can mean either of two addresses: both are listened on, so that no other program can get the answer.
 * @throws {SignInError} with the problem `portTaken` when it cannot listen.
 */
export async function listenForRedirect(pages: RedirectPages): Promise<RedirectListener> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const listener = new Listener(pages);
    const port = await listener.open();
    if (port !== undefined) {
      return { port, answer: (state, signal) => listener.answer(state, signal), close: () => listener.close() };
    }
  }
  throw new SignInError('portTaken');
}

class Listener {
  readonly #pages: RedirectPages;
  readonly #servers: Server[] = [];
  readonly #answered = Promise.withResolvers<RedirectAnswer>();
  /** The state that is waited for. */
  #state: string | undefined;
  /** What every tab is shown once the answer is there. */
  #shown: RedirectPages[keyof RedirectPages] | undefined;

  constructor(pages: RedirectPages) {
    this.#pages = pages;
  }

  /** @returns the port, or nothing when it was free on one address only. */
  async open(): Promise<number | undefined> {
    try {
      const port = await this.#listen('127.0.0.1', 0);
      await this.#listen('::1', port).catch((error: unknown) => {
        // Machines without IPv6 say one of these.
        if (!['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL', 'ENOTSUP'].includes(codeOf(error))) {
          throw error;
        }
      });
      return port;
    } catch {
      await this.close();
      return undefined;
    }
  }

  answer(state: string, signal: AbortSignal): Promise<RedirectAnswer> {
    this.#state = state;
    return orAborted(this.#answered.promise, signal);
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#servers.splice(0).map(async (server) => {
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        await closed;
      }),
    );
  }

  async #listen(host: string, port: number): Promise<number> {
    const server = createServer({ requestTimeout: patienceMs, headersTimeout: patienceMs }, (request, response) => {
      void this.#serve(request, response).catch(() => response.destroy());
    });
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    this.#servers.push(server);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
    return (server.address() as AddressInfo).port;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = URL.parse(`http://${request.headers.host ?? ''}${request.url ?? ''}`);
    // A page of somebody else whose name leads here must learn nothing, not even that there is a listener.
    if (url === null || !isLoopback(url.hostname)) {
      return this.#send(response, 403, '');
    }
    if (url.pathname !== '/') {
      return this.#send(response, 404, '');
    }
    if (request.method !== 'GET' && request.method !== 'POST') {
      return this.#send(response, 405, '');
    }
    const form = request.method === 'GET' ? url.searchParams : await formOf(request);
    const answer = form === undefined ? undefined : answerIn(form);
    if (answer === undefined || this.#state === undefined || answer.state !== this.#state) {
      return this.#send(response, 400, this.#pages.failed);
    }
    if (this.#shown === undefined) {
      this.#shown = answer.code === undefined ? this.#pages.failed : this.#pages.done;
      // Whoever gets the answer will close soon: the page goes out before.
      response.once('close', () => this.#answered.resolve(answer));
    }
    return this.#send(response, 200, this.#shown);
  }

  #send(response: ServerResponse, status: number, page: string): void {
    response.writeHead(status, status === 405 ? { ...headers, allow: 'GET, POST' } : headers).end(page);
  }
}

/** @returns nothing when it is neither a code nor an error. */
function answerIn(form: URLSearchParams): RedirectAnswer | undefined {
  const [code, state, error, errorDescription] = ['code', 'state', 'error', 'error_description'].map(
    (name) => form.get(name) ?? '',
  );
  if (!state || (!code && !error)) {
    return undefined;
  }
  return error ? { state, error, ...(errorDescription && { errorDescription }) } : { state, ...(code && { code }) };
}

/** The form of a POST; `undefined` when it is too long. */
async function formOf(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no encoding was set
    const bytes = chunk as Buffer;
    length += bytes.length;
    if (length > longestForm) {
      return undefined;
    }
    chunks.push(bytes);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
