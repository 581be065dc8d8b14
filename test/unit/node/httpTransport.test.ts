import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server as TcpServer, Socket } from 'node:net';
import { describe, it } from 'mocha';
import { systemClock } from '../../../src/base/clock.ts';
import { HttpTransport } from '../../../src/node/httpTransport.ts';
import type { HttpRequest, StreamBody } from '../../../src/graph/transport.ts';
import { TransportError } from '../../../src/graph/transport.ts';
import { assertNothingLeft, openResources } from '../../support/leaks.ts';
import type { Resources } from '../../support/leaks.ts';

const never = new AbortController().signal;
const limits = { connectMs: 2000, stallMs: 300, answerMs: 1500, answerBytes: 10_000 };

/** A body of `count` chunks, which notes whether its pass was ended. */
function chunks(count: number, length = count * 65_536): StreamBody & { ended: boolean } {
  return {
    length,
    ended: false,
    async *open() {
      try {
        for (let index = 0; index < count; index++) {
          yield Buffer.alloc(65_536, index);
        }
      } finally {
        this.ended = true;
      }
    },
  };
}

/** The pass over a body ends a moment after its request. */
async function passEnded(body: { readonly ended: boolean }): Promise<void> {
  for (let turn = 0; turn < 200 && !body.ended; turn++) {
    await systemClock.delay(5);
  }
  assert.equal(body.ended, true);
}

describe('HttpTransport', () => {
  let before: Resources;
  let transport: HttpTransport;
  let server: Server | TcpServer | undefined;
  const sockets = new Set<Socket>();

  beforeEach(async () => {
    before = await openResources();
    transport = new HttpTransport(systemClock, limits);
  });

  afterEach(async () => {
    await transport.close();
    if (server !== undefined) {
      for (const socket of sockets) {
        socket.destroy();
      }
      sockets.clear();
      server.close();
      await once(server, 'close');
      server = undefined;
    }
    await assertNothingLeft(before);
  });

  async function listening(created: Server | TcpServer): Promise<string> {
    server = created;
    server.on('connection', (socket: Socket) => sockets.add(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // The cast is what Node's documentation asks for: only pipes have a text as address.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/a/b?c=secret`;
  }

  function serving(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
    return listening(createServer(handler));
  }

  async function failure(request: Pick<HttpRequest, 'url'> & Partial<HttpRequest>): Promise<TransportError> {
    const error: unknown = await transport
      .send({ method: 'GET', headers: {}, ...request }, never)
      .then(() => assert.fail('it succeeded'))
      .catch((reason: unknown) => reason);
    assert.ok(error instanceof TransportError, String(error));
    assert.doesNotMatch(String(error), /secret|\/a\/b/u);
    return error;
  }

  it('sends method, path, headers and text, and reads status, headers and body', async () => {
    const seen: unknown[] = [];
    const url = await serving((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { method, url: path, headers } = request;
        seen.push(method, path, headers['x-mine'], headers['content-length'], Buffer.concat(parts).toString());
        response.writeHead(207, { 'X-Answer': ['1', '2'], 'Content-Type': 'text/plain' }).end('grüße');
      });
    });
    const answer = await transport.send({ method: 'POST', url, headers: { 'x-mine': 'y' }, body: 'hällo' }, never);
    assert.deepEqual(seen, ['POST', '/a/b?c=secret', 'y', '6', 'hällo']);
    assert.equal(answer.status, 207);
    assert.equal(answer.headers.get('x-answer'), '1, 2');
    assert.equal(answer.headers.get('content-type'), 'text/plain');
    assert.equal(answer.body, 'grüße');
  });

  it('streams a body with its exact length, and does not encode it in chunks', async () => {
    let headers: unknown;
    let bytes = 0;
    const url = await serving((request, response) => {
      headers = [request.headers['content-length'], request.headers['transfer-encoding']];
      request.on('data', (part: Buffer) => (bytes += part.length));
      request.on('end', () => response.end());
    });
    const body = chunks(50);
    await transport.send({ method: 'PUT', url, headers: {}, body }, never);
    assert.deepEqual(headers, [String(50 * 65_536), undefined]);
    assert.equal(bytes, 50 * 65_536);
    assert.equal(body.ended, true);
  });

  it('sends an empty body with its length', async () => {
    let length: string | undefined;
    const url = await serving((request, response) => {
      length = request.headers['content-length'];
      response.end();
    });
    await transport.send({ method: 'PUT', url, headers: {}, body: chunks(0) }, never);
    assert.equal(length, '0');
  });

  it('sends nothing but the length that was announced', async () => {
    const url = await serving((request, response) => {
      request.resume();
      request.on('end', () => response.end());
    });
    for (const length of [65_535, 65_537]) {
      const error = await failure({ method: 'PUT', url, body: chunks(1, length) });
      assert.equal(error.failure, 'other');
    }
  });

  it('does not follow redirects', async () => {
    let requests = 0;
    const url = await serving((_request, response) => {
      requests++;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    assert.equal((await transport.send({ method: 'GET', url, headers: {} }, never)).status, 302);
    assert.equal(requests, 1);
  });

  it('uses a connection again', async () => {
    const ports = new Set<unknown>();
    const url = await serving((request, response) => {
      ports.add(request.socket.remotePort);
      request.resume();
      request.on('end', () => response.end('x'));
    });
    for (let turn = 0; turn < 5; turn++) {
      await transport.send({ method: 'GET', url, headers: {} }, never);
      await transport.send({ method: 'PUT', url, headers: {}, body: chunks(2) }, never);
    }
    assert.equal(ports.size, 1);
  });

  it('can be used after it was closed', async () => {
    const url = await serving((_request, response) => response.end('still there'));
    await transport.send({ method: 'GET', url, headers: {} }, never);
    await transport.close();
    assert.equal((await transport.send({ method: 'GET', url, headers: {} }, never)).body, 'still there');
  });

  it('tells a refused connection', async () => {
    const url = await serving(() => {});
    server?.close();
    server = undefined;
    const error = await failure({ url });
    assert.equal(error.failure, 'connectionRefused');
    assert.equal(error.host, new URL(url).host);
  });

  it('tells a name that does not exist', async () => {
    assert.equal((await failure({ url: 'http://no-such-host.invalid/' })).failure, 'nameNotResolved');
  });

  it('tells a connection that is reset while the body is sent, and ends the pass over the body', async () => {
    const url = await serving((request) => request.once('data', () => request.socket.resetAndDestroy()));
    const body = chunks(200);
    assert.equal((await failure({ method: 'PUT', url, body })).failure, 'connectionLost');
    await passEnded(body);
  });

  it('tells an answer that was cut', async () => {
    const url = await serving((request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setImmediate(() => request.socket.resetAndDestroy());
    });
    assert.equal((await failure({ url })).failure, 'connectionLost');
  });

  it('tells an answer that is no HTTP', async () => {
    const url = await listening(createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n\r\n')));
    assert.equal((await failure({ url })).failure, 'connectionLost');
  });

  it('tells a server that speaks no TLS where TLS is spoken', async () => {
    const url = await listening(createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    assert.equal((await failure({ url: url.replace('http:', 'https:') })).failure, 'tls');
  });

  it('does not take more of an answer than it may have', async () => {
    const url = await serving((_request, response) => response.end('x'.repeat(10_001)));
    assert.equal((await failure({ url })).failure, 'answerTooLarge');
  });

  it('does not wait forever for an answer', async () => {
    const url = await serving(() => {});
    assert.equal((await failure({ url })).failure, 'answerTimeout');
  });

  it('does not wait forever for the rest of an answer', async () => {
    const url = await serving((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
    });
    assert.equal((await failure({ url })).failure, 'answerTimeout');
  });

  it('notices when the body does not move any more', async () => {
    const url = await listening(createTcpServer((socket) => socket.on('error', () => {}).pause()));
    const start = performance.now();
    const error = await failure({ method: 'PUT', url, body: chunks(1000) });
    assert.equal(error.failure, 'connectionLost');
    assert.ok(performance.now() - start < limits.answerMs);
  });

  it('lets a slow body be slow', async () => {
    const url = await serving((request, response) => {
      request.resume();
      request.on('end', () => response.end('done'));
    });
    const body: StreamBody = {
      length: 8 * 65_536,
      async *open() {
        for (let index = 0; index < 8; index++) {
          await systemClock.delay(100);
          yield Buffer.alloc(65_536);
        }
      },
    };
    assert.equal((await transport.send({ method: 'PUT', url, headers: {}, body }, never)).body, 'done');
  });

  it('gives the answer that comes before the whole body was read', async () => {
    const url = await serving((_request, response) => response.writeHead(413).end('too much'));
    const answer = await transport.send({ method: 'PUT', url, headers: {}, body: chunks(3) }, never);
    assert.equal(answer.status, 413);
  });

  it('throws what the body threw', async () => {
    const url = await serving((request) => request.resume());
    const body: StreamBody = {
      length: 100_000,
      async *open() {
        yield Buffer.alloc(50_000);
        throw await Promise.resolve(new Error('the disk is gone'));
      },
    };
    await assert.rejects(transport.send({ method: 'PUT', url, headers: {}, body }, never), /the disk is gone/u);
  });

  describe('when aborted', () => {
    const reason = new Error('enough');

    it('before it began, sends nothing', async () => {
      const url = await serving(() => assert.fail('something was sent'));
      await assert.rejects(transport.send({ method: 'GET', url, headers: {} }, AbortSignal.abort(reason)), reason);
    });

    it('rejects with the reason while it waits for the answer', async () => {
      const abort = new AbortController();
      const url = await serving(() => abort.abort(reason));
      await assert.rejects(transport.send({ method: 'GET', url, headers: {} }, abort.signal), reason);
    });

    it('ends the pass over the body and the connection', async () => {
      const abort = new AbortController();
      const url = await serving((request) => request.once('data', () => abort.abort(reason)));
      const body = chunks(2000);
      await assert.rejects(transport.send({ method: 'PUT', url, headers: {}, body }, abort.signal), reason);
      await passEnded(body);
    });

    it('rejects with the reason while it reads the answer', async () => {
      const abort = new AbortController();
      const url = await serving((_request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half');
        setTimeout(() => abort.abort(reason), 50);
      });
      await assert.rejects(transport.send({ method: 'GET', url, headers: {} }, abort.signal), reason);
    });
  });
});
