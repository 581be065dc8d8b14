import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { describe, it } from 'mocha';
import { systemClock } from '../../../../src/base/clock.ts';
import { TransportError } from '../../../../src/graph/transport.ts';
import type { HttpRequest, TransportFailure } from '../../../../src/graph/transport.ts';
import { HttpTransport } from '../../../../src/node/http/httpTransport.ts';
import { assertNothingLeft, openResources } from '../../../support/leaks.ts';
import type { Resources } from '../../../support/leaks.ts';
import { chunks } from '../../../support/line.ts';
import { TestNetwork } from '../../../support/networkSettings.ts';
import { Servers } from '../../../support/servers.ts';

const limits = { connectMs: 400, stallMs: 400, answerMs: 400, answerBytes: 1_000_000 };
/** For a busy machine; far less than any of the library's own limits. */
const graceMs = 1500;

type Peer = (socket: Socket) => void;

/** Takes everything and never says a word. */
const silent: Peer = (socket) => socket.resume();

/** Takes nothing. */
const deaf: Peer = (socket) => socket.pause();

/** Answers with something and then nothing more. */
const says =
  (text: string): Peer =>
  (socket) => {
    socket.once('data', () => socket.write(text));
  };

/** Answers with something and then goes on, so slowly that it never ends. */
const drips =
  (text: string): Peer =>
  (socket) => {
    socket.once('data', () => {
      socket.write(text);
      const timer = setInterval(() => socket.write('a'), 50);
      socket.once('close', () => clearInterval(timer));
    });
  };

/** A proxy that makes no connection but takes the part of the host itself. */
const tunnelTo =
  (host: Peer): Peer =>
  (socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      host(socket);
    });
  };

const stages: readonly (readonly [
  where: string,
  host: Peer,
  failure: TransportFailure,
  request?: Partial<HttpRequest>,
])[] = [
  ['before TLS is agreed on', silent, 'connectTimeout', { url: 'https://127.0.0.1' }],
  ['while it should take the body', deaf, 'connectionLost', { method: 'PUT', body: chunks(200) }],
  ['before the headers', silent, 'answerTimeout'],
  ['before the headers, after the body', silent, 'answerTimeout', { method: 'PUT', body: chunks(2) }],
  ['within the headers, byte by byte', drips('HTTP/1.1 200 OK\r\nx-long: '), 'answerTimeout'],
  ['within the body', says('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'), 'answerTimeout'],
  ['within the body, byte by byte', drips('HTTP/1.1 200 OK\r\ncontent-length: 900000\r\n\r\n'), 'answerTimeout'],
];

describe('HttpTransport, when the other side hangs', () => {
  const servers = new Servers();
  let network: TestNetwork;
  let transport: HttpTransport;
  let before: Resources;

  beforeEach(async () => {
    before = await openResources();
    network = new TestNetwork();
    transport = new HttpTransport(systemClock, limits, network);
  });
  afterEach(async () => {
    await transport.close();
    await servers.end();
    await assertNothingLeft(before);
  });

  /** @returns host and port. */
  function listen(peer: Peer): Promise<string> {
    return servers.listen(createServer(peer));
  }

  async function fails(request: Partial<HttpRequest> & Pick<HttpRequest, 'url'>): Promise<TransportError> {
    const start = performance.now();
    const error: unknown = await transport
      .send({ method: 'GET', headers: {}, ...request }, new AbortController().signal)
      .catch((reason: unknown) => reason);
    assert.ok(error instanceof TransportError, String(error));
    assert.ok(performance.now() - start < 400 + graceMs, 'it took too long');
    return error;
  }

  for (const [where, host, failure, request] of stages) {
    const { protocol } = new URL(request?.url ?? 'http://h');

    it(`ends ${where}`, async () => {
      const error = await fails({ ...request, url: `${protocol}//${await listen(host)}/` });
      assert.equal(error.failure, failure);
    });

    it(`ends ${where}, through a proxy`, async () => {
      network.set({ proxy: await listen(tunnelTo(host)) });
      const error = await fails({ ...request, url: `${protocol}//graph.example/` });
      assert.deepEqual([error.failure, error.host], [failure, 'graph.example']);
    });
  }

  for (const [where, proxy, protocol] of [
    ['before its TLS is agreed on', silent, 'https:'],
    ['before it answers', silent, 'http:'],
    ['within its answer, byte by byte', drips('HTTP/1.1 200 Connection established\r\nx-long: '), 'http:'],
  ] as const) {
    it(`ends when the proxy hangs ${where}`, async () => {
      const address = await listen(proxy);
      network.set({ proxy: `${protocol}//${address}` });
      const error = await fails({ url: 'https://graph.example/' });
      assert.deepEqual([error.failure, error.host, error.unsent], ['proxyUnreachable', address, true]);
    });
  }

  it('goes through no proxy of a kind that is not spoken, and not past it', async () => {
    for (const [address, host] of [
      ['socks5://proxy.test:1080', 'proxy.test:1080'],
      ['http://p:port', ''],
    ] as const) {
      network.set({ proxy: address });
      const error = await fails({ url: `http://${await listen(silent)}/` });
      assert.deepEqual([error.failure, error.host, error.unsent], ['proxyUnusable', host, true]);
    }
  });

  it('does not connect again and again with a host that speaks before it is asked', async () => {
    let connections = 0;
    network.set({
      proxy: await listen((socket) => {
        connections++;
        tunnelTo((host) => host.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'))(socket);
      }),
    });
    const error = await fails({ url: 'http://graph.example/' });
    assert.deepEqual([error.failure, error.unsent, connections], ['connectionLost', true, 1]);
  });

  it('lets the caller leave at any time, and others go on', async () => {
    const address = await listen((socket) => {
      socket.once('data', (head: Buffer) => {
        if (head.includes('CONNECT good.example')) {
          tunnelTo((host) => host.once('data', () => host.write('HTTP/1.1 204 Fine\r\n\r\n')))(socket);
          socket.emit('data', head);
        }
      });
    });
    network.set({ proxy: address });
    const leaving = new AbortController();
    const request = { method: 'GET', url: 'http://hangs.example/', headers: {} } as const;
    const hanging = transport.send(request, leaving.signal);
    const others = ['http://good.example/', 'http://good.example:81/'].map((url) =>
      transport.send({ ...request, url }, new AbortController().signal),
    );
    assert.deepEqual(
      (await Promise.all(others)).map(({ status }) => status),
      [204, 204],
    );
    const reason = new Error('enough');
    leaving.abort(reason);
    await assert.rejects(hanging, reason);
  });
});
