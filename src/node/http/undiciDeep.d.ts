// undici publishes types for its index only. These are the parts that are used of four of its files.

declare module 'undici/lib/dispatcher/agent.js' {
  import type { Socket } from 'node:net';

  /** Where to connect to. Given a connection, TLS is spoken on that. */
  export interface ConnectTarget {
    readonly host: string;
    readonly hostname: string;
    readonly protocol: string;
    readonly port: string;
    readonly servername?: string | null;
    readonly httpSocket?: Socket;
  }

  /** Calls back once, with an error or a connection that is ready to be written to. */
  export type Connector = (target: ConnectTarget, callback: ConnectCallback) => unknown;
  export type ConnectCallback = (...result: [error: Error, socket: null] | [error: null, socket: Socket]) => void;

  export interface AgentOptions {
    readonly allowH2?: boolean;
    readonly connect?: Connector;
    /** Milliseconds from the last byte sent, or from the start of a stalled request, to the answer's headers. */
    readonly headersTimeout?: number;
    /** Milliseconds between two parts of the answer. */
    readonly bodyTimeout?: number;
    /** Bytes. */
    readonly maxResponseSize?: number;
  }

  export default class Agent {
    constructor(options: AgentOptions);
    /** Lets running requests finish. */
    close(): Promise<void>;
  }
}

declare module 'undici/lib/core/connect.js' {
  import type { SecureContext } from 'node:tls';
  import type { Connector } from 'undici/lib/dispatcher/agent.js';

  export interface ConnectorOptions {
    readonly allowH2?: boolean;
    /** Milliseconds until the connection, with TLS where it is spoken, has to be ready. */
    readonly timeout?: number;
    readonly secureContext?: SecureContext | undefined;
    readonly rejectUnauthorized?: boolean;
  }

  export default function buildConnector(options: ConnectorOptions): Connector;
}

declare module 'undici/lib/api/api-request.js' {
  import type Agent from 'undici/lib/dispatcher/agent.js';

  export interface RequestOptions {
    readonly origin: string;
    readonly path: string;
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | Uint8Array | AsyncIterable<Uint8Array> | null;
    readonly signal: AbortSignal;
  }

  export interface ResponseData {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: { text(): Promise<string> };
  }

  export default function request(this: Agent, options: RequestOptions): Promise<ResponseData>;
}

declare module 'undici/lib/api/api-connect.js' {
  import type { Duplex } from 'node:stream';
  import type Agent from 'undici/lib/dispatcher/agent.js';

  export interface TunnelOptions {
    readonly origin: string;
    /** Host and port to be connected with. */
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
  }

  export interface TunnelData {
    readonly statusCode: number;
    readonly socket: Duplex;
  }

  export default function connect(this: Agent, options: TunnelOptions): Promise<TunnelData>;
}
