import type { HttpRequest, HttpResponse, Transport } from '../../src/graph/transport.ts';
import { TransportError } from '../../src/graph/transport.ts';

/** A request as the transport got it, with its whole body. */
export interface SentRequest extends Omit<HttpRequest, 'body'> {
  readonly body: Uint8Array;
}

/** An answer as a script spells it: with JSON, a text or nothing in it. */
export interface PlainReply {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What happens to one request: an answer, or an error instead of one. */
export type Reply =
  PlainReply | Error | ((request: SentRequest, signal: AbortSignal) => Promise<HttpResponse> | HttpResponse);

/** A transport that answers from a script, one reply for each request, and keeps what it was sent. */
export class ScriptedTransport implements Transport {
  readonly requests: SentRequest[] = [];
  readonly #script: Reply[];

  constructor(...script: Reply[]) {
    this.#script = script;
  }

  /** Replies that nobody asked for yet. */
  get left(): number {
    return this.#script.length;
  }

  get last(): SentRequest {
    const request = this.requests.at(-1);
    if (request === undefined) {
      throw new Error('nothing was sent');
    }
    return request;
  }

  add(...replies: Reply[]): void {
    this.#script.push(...replies);
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    signal.throwIfAborted();
    const sent = { ...request, body: await bytesOf(request.body, signal) };
    this.requests.push(sent);
    const reply = this.#script.shift();
    if (reply === undefined) {
      throw new Error(`no reply in the script for ${request.method} ${new URL(request.url).pathname}`);
    }
    if (reply instanceof Error) {
      throw reply;
    }
    return typeof reply === 'function' ? reply(sent, signal) : responseOf(reply);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export function responseOf(reply: PlainReply): HttpResponse {
  const body = reply.json === undefined ? (reply.text ?? '') : JSON.stringify(reply.json);
  return { status: reply.status, headers: new Map(Object.entries(reply.headers ?? {})), body };
}

/** The error of a broken connection. */
export function lostConnection(host = 'graph.microsoft.com'): TransportError {
  return new TransportError('connectionLost', host);
}

async function bytesOf(body: HttpRequest['body'], signal: AbortSignal): Promise<Uint8Array> {
  if (body === undefined) {
    return new Uint8Array();
  }
  if (typeof body === 'string') {
    return new TextEncoder().encode(body);
  }
  if (body instanceof Uint8Array) {
    return body;
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of body.open(signal)) {
    chunks.push(Uint8Array.from(chunk));
  }
  return Buffer.concat(chunks);
}
