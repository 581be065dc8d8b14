import assert from 'node:assert/strict';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { inspect } from 'node:util';
import { systemRandom } from '../../src/base/random.ts';
import { GraphClient } from '../../src/graph/client.ts';
import { resolveCloud } from '../../src/graph/clouds.ts';
import type { ExchangeServices } from '../../src/graph/exchange.ts';
import { HostGovernor } from '../../src/graph/governor.ts';
import type { HttpRequest, HttpResponse, Transport } from '../../src/graph/transport.ts';
import { FetchTransport } from '../../src/node/http/fetchTransport.ts';
import { defaultHttpLimits, HttpTransport } from '../../src/node/http/httpTransport.ts';
import { systemClock } from '../../src/base/clock.ts';
import { makeAuthority } from './certificate.ts';
import { startHeardServer } from './heardServer.ts';
import type { HeardServer } from './heardServer.ts';
import { assertNothingLeft, openResources } from './leaks.ts';
import type { Resources } from './leaks.ts';
import { MemoryLog } from './memoryLog.ts';
import { VirtualClock } from './virtualClock.ts';

/** An access token in three parts, as a JWT has them; none may be seen anywhere but at Graph. */
const token = 'eyJhbGciOiJub25l.eyJ1cG4iOiJhZGEifQ.c2lnbmF0dXJl';

/** The product's two ways over the network. */
const waysOut = {
  'a connection of our own': () => new HttpTransport(),
  "the host's own fetch": () => new FetchTransport(fetch, defaultHttpLimits, systemClock),
} as const satisfies Record<string, () => Transport>;

/** Sends over real sockets, and knows where to. */
class CountingTransport implements Transport {
  readonly origins = new Set<string>();
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    this.origins.add(new URL(request.url).origin);
    return this.#transport.send(request, signal);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}

/** Graph, as a server that answers what a test wants, and a second server that must never see the token. */
export class TokenHosts implements ExchangeServices {
  readonly graph: HeardServer;
  readonly elsewhere: HeardServer;
  /** At Graph's host name without TLS, when Graph has it. */
  readonly plain: HeardServer;
  readonly transport: CountingTransport;
  readonly clock = new VirtualClock();
  readonly governor = new HostGovernor(this.clock);
  readonly log = new MemoryLog();
  readonly client: GraphClient;
  readonly signal = AbortSignal.timeout(20_000);

  constructor(transport: Transport, graph: HeardServer, elsewhere: HeardServer, plain: HeardServer) {
    this.transport = new CountingTransport(transport);
    this.graph = graph;
    this.elsewhere = elsewhere;
    this.plain = plain;
    const { clock, governor, log } = this;
    this.client = new GraphClient({
      transport: this.transport,
      clock,
      governor,
      log,
      cloud: resolveCloud('custom', { graph: graph.origin, authority: graph.origin }),
      tokens: { getToken: () => Promise.resolve(token) },
      random: systemRandom,
      version: '0.0.0',
    });
  }

  /** Graph answers every request so. */
  graphSays(status: number, answer: { json?: unknown; headers?: Record<string, string> } = {}): void {
    this.graph.answer = () => ({ status, ...answer });
  }

  /**
   * Checks where the token went: to Graph, and neither to the other servers nor into the log.
   * @param told what the caller of the client got; it must not hold the token either.
   */
  assertTokenKept(told: unknown): void {
    for (const { headers } of this.graph.heard) {
      assert.equal(headers.authorization, `Bearer ${token}`, 'Graph gets the token');
    }
    const outside = inspect([...this.elsewhere.heard, ...this.plain.heard, told, this.log.text], { depth: 20 });
    for (const part of [token, ...token.split('.')]) {
      assert.equal(outside.includes(part), false, 'the token was seen outside of Graph');
    }
    for (const { headers } of [...this.elsewhere.heard, ...this.plain.heard]) {
      assert.equal(headers.authorization, undefined);
    }
  }

  /** Checks that Graph was asked and nobody else was. */
  assertOnlyGraphAsked(): void {
    assert.deepEqual([...this.transport.origins], [this.graph.origin]);
    assert.ok(this.graph.heard.length > 0);
    assert.deepEqual([...this.elsewhere.heard, ...this.plain.heard], []);
  }

  async close(): Promise<void> {
    await this.transport.close();
    await Promise.all([this.graph.close(), this.elsewhere.close(), this.plain.close()]);
  }
}

/** The servers, anew for each test; with TLS where Graph is to have it. */
export function useTokenHosts(
  graph: 'http' | 'https' = 'http',
  way: keyof typeof waysOut = 'a connection of our own',
): () => TokenHosts {
  const authority = makeAuthority();
  const trusted = getCACertificates('default');
  let hosts: TokenHosts | undefined;
  let opened: Resources;
  before(() => {
    setDefaultCACertificates([...trusted, authority.ca]);
  });
  after(() => {
    setDefaultCACertificates(trusted);
  });
  beforeEach(async () => {
    opened = await openResources();
    const tls = graph === 'https' ? authority.issue(['127.0.0.1', 'localhost']) : undefined;
    hosts = new TokenHosts(
      waysOut[way](),
      await startHeardServer('127.0.0.1', tls),
      await startHeardServer('localhost', tls),
      await startHeardServer('127.0.0.1'),
    );
  });
  afterEach(async () => {
    await hosts?.close();
    await assertNothingLeft(opened);
  });
  return () => {
    assert.ok(hosts);
    return hosts;
  };
}

/** What a promise was rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => assert.fail('it was not rejected'),
    (error: unknown) => error,
  );
}
