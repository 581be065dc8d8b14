/**
 * The port through which all HTTP goes. The protocol layer knows nothing of sockets; adapters live in `src/node`.
 */

/** A request body of known length that is produced on demand, so that memory does not grow with its size. */
export interface StreamBody {
  /** Exact number of bytes that `open` yields. */
  readonly length: number;
  /**
   * Starts a fresh pass over the bytes. Called at most once for each request that is sent.
   * A chunk may be overwritten as soon as the next one is asked for.
   */
  open(signal: AbortSignal): AsyncIterable<Uint8Array>;
}

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface HttpRequest {
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | StreamBody;
}

export interface HttpResponse {
  readonly status: number;
  /** Header names in lower case; of a repeated header the values joined by ", ". */
  readonly headers: ReadonlyMap<string, string>;
  /** The decoded body. Every answer that this product reads is a small JSON text. */
  readonly body: string;
}

export interface Transport {
  /**
   * Sends one request and reads the whole answer. Never follows redirects, never retries.
   * Rejects with {@link TransportError} when no complete answer arrived, with the signal's reason when aborted.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
  /** Ends idle connections. The transport can be used again afterwards. */
  close(): Promise<void>;
}

/** Why no answer arrived. */
export type TransportFailure =
  | 'nameNotResolved'
  | 'connectionRefused'
  | 'connectTimeout'
  | 'tls'
  /** The proxy does not answer. The error names the proxy's host. */
  | 'proxyUnreachable'
  /** The proxy's address cannot be read, or is of a kind that is not spoken: then the error names its host. */
  | 'proxyUnusable'
  /** The proxy wants a user and password, or others (407). The error names the proxy's host. */
  | 'proxyAuthentication'
  /** The proxy does not let anybody through to the host. The error names the proxy's host. */
  | 'proxyRefused'
  | 'answerTimeout'
  | 'connectionLost'
  | 'answerTooLarge'
  | 'other';

/** No complete answer arrived. The message names the host, never a path or query: those can be secrets. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly failure: TransportFailure;
  readonly host: string;
  /** Whether it is certain that nothing of the request was sent: there was no connection. */
  readonly unsent: boolean;

  constructor(failure: TransportFailure, host: string, options: ErrorOptions & { readonly unsent?: boolean } = {}) {
    super(`${failure} (${host})`, options);
    this.failure = failure;
    this.host = host;
    this.unsent = options.unsent === true;
  }
}
