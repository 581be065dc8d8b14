// undici publishes types for its index only. These are the parts that are used of two of its files.

declare module 'undici/lib/dispatcher/agent.js' {
  export interface AgentOptions {
    readonly allowH2?: boolean;
    readonly connect?: { readonly timeout?: number };
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
