import { setTimeout as delay } from 'node:timers/promises';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { assertNothingLeft, openResources, type Resources } from '../../support/leaks.ts';
import { type Simulator, type SimulatorOptions, startSimulator, type ViolationRule } from '../index.ts';

type Headers = Readonly<Record<string, string>>;

/** One answer. */
export class Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;

  constructor(status: number, headers: IncomingHttpHeaders, text: string) {
    this.status = status;
    this.headers = headers;
    this.text = text;
  }

  /** What the JSON body holds below the keys; undefined when there is nothing. */
  at(...keys: readonly (string | number)[]): unknown {
    let value: unknown = JSON.parse(this.text);
    for (const key of keys) {
      value =
        typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined;
    }
    return value;
  }

  textAt(...keys: readonly (string | number)[]): string {
    return String(this.at(...keys));
  }

  /** Status, error code and first inner code in one line, for comparing. */
  get refusal(): string {
    const inner = this.at('error', 'innerError', 'code') ?? this.at('error', 'innererror', 'code');
    const parts = [this.status, this.at('error', 'code'), inner];
    return parts.filter((part) => typeof part === 'string' || typeof part === 'number').join(' ');
  }
}

export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Headers;
  readonly body?: Uint8Array | string;
  /** Sends the body without Content-Length. */
  readonly chunked?: boolean;
  /** Gives up after that many milliseconds. */
  readonly giveUpAfter?: number;
}

/** A client that does exactly what it is told, wrong things too. */
export class TestClient {
  readonly sim: Simulator;
  token: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(sim: Simulator) {
    this.sim = sim;
    this.token = sim.issueToken();
  }

  /** Rejects when the connection breaks. */
  async send({ method, url, headers = {}, body, chunked, giveUpAfter }: RawRequest): Promise<Reply> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const length = body === undefined || chunked ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const { protocol, hostname, port } = new URL(url);
    // The path goes out as written: URL would tidy it up.
    const path = url.slice(`${protocol}//${hostname}:${port}`.length);
    const sent = request({
      agent: this.#agent,
      host: hostname,
      port,
      path,
      method,
      headers: { ...length, ...headers },
    });
    sent.on('response', (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () =>
        resolve(new Reply(response.statusCode ?? 0, response.headers, Buffer.concat(pieces).toString())),
      );
    });
    sent.on('error', reject);
    const timer =
      giveUpAfter === undefined ? undefined : setTimeout(() => sent.destroy(new Error('gave up')), giveUpAfter);
    if (chunked) {
      sent.write('');
      sent.flushHeaders();
    }
    sent.end(body);
    return promise.finally(() => clearTimeout(timer));
  }

  /** A Graph request with the token. `path` starts behind the version unless it names one. */
  graph(method: string, path: string, body?: object | Uint8Array | string, headers: Headers = {}): Promise<Reply> {
    const raw = body === undefined || body instanceof Uint8Array || typeof body === 'string';
    return this.send({
      method,
      url: `${this.sim.graphUrl}${/^\/(v1\.0|beta)\//u.test(path) ? '' : '/v1.0'}${path}`,
      headers: {
        Authorization: `Bearer ${this.token}`,
        ...(raw ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
    });
  }

  /** A request for the control of the simulator. */
  control(method: string, path: string, body?: object | string): Promise<Reply> {
    return this.send({
      method,
      url: `${this.sim.graphUrl}/_sim${path}`,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  /** createUploadSession for a path in the own drive; replaces unless `item` says otherwise. */
  createSession(path: string, item: object = {}, more: object = {}, headers: Headers = {}): Promise<Reply> {
    const address = path.split('/').map(encodeURIComponent).join('/');
    const body = { item: { '@microsoft.graph.conflictBehavior': 'replace', ...item }, ...more };
    return this.graph('POST', `/me/drive/root:${address}:/createUploadSession`, body, headers);
  }

  /** The upload URL of a new session. */
  async uploadUrl(path: string, item: object = {}, more: object = {}, headers: Headers = {}): Promise<string> {
    const reply = await this.createSession(path, item, more, headers);
    if (reply.status !== 200) {
      throw new Error(`no session: ${reply.text}`);
    }
    return reply.textAt('uploadUrl');
  }

  /** One fragment of `content`. */
  fragment(
    url: string,
    content: Uint8Array,
    start: number,
    end = content.length,
    headers: Headers = {},
    giveUpAfter?: number,
  ): Promise<Reply> {
    return this.send({
      method: 'PUT',
      url,
      headers: { 'Content-Range': `bytes ${start}-${end - 1}/${content.length}`, ...headers },
      body: content.subarray(start, end),
      ...(giveUpAfter === undefined ? {} : { giveUpAfter }),
    });
  }

  /** All fragments in order; the last answer. */
  async fragments(url: string, content: Uint8Array, size: number): Promise<Reply> {
    let reply: Reply | undefined;
    for (let start = 0; start < content.length; start += size) {
      reply = await this.fragment(url, content, start, Math.min(start + size, content.length));
    }
    if (reply === undefined) {
      throw new Error('nothing to send');
    }
    return reply;
  }

  status(url: string): Promise<Reply> {
    return this.send({ method: 'GET', url });
  }

  cancel(url: string): Promise<Reply> {
    return this.send({ method: 'DELETE', url });
  }

  commit(url: string): Promise<Reply> {
    return this.send({ method: 'POST', url, body: '' });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Waits until something is so. @throws Error after five seconds */
export async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!isSo()) {
    if (performance.now() > deadline) {
      throw new Error('it did not happen');
    }
    await delay(5);
  }
}

/** The rules that were broken so far, in order. */
export function rules(sim: Simulator): ViolationRule[] {
  return sim.violations.map((violation) => violation.rule);
}

/** A fresh simulator and client for each test of a suite; nothing may be left open by a test. */
export function useSimulator(options: SimulatorOptions = {}): { readonly sim: Simulator; readonly client: TestClient } {
  let client: TestClient | undefined;
  let opened: Resources = new Map();
  before(async () => {
    // The first listener of a process opens a spare file handle that stays.
    const first = await startSimulator();
    await first.close();
  });
  beforeEach(async () => {
    opened = await openResources();
    client = new TestClient(await startSimulator(options));
  });
  afterEach(async () => {
    client?.close();
    await client?.sim.close();
    await assertNothingLeft(opened);
  });
  const current = (): TestClient => {
    if (client === undefined) {
      throw new Error('only inside a test');
    }
    return client;
  };
  return {
    get sim() {
      return current().sim;
    },
    get client() {
      return current();
    },
  };
}

/** The size of fragments on the grid. */
export const GRID = 327_680;
