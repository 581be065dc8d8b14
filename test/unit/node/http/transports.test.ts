import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { systemClock } from '../../../../src/base/clock.ts';
import type { StreamBody } from '../../../../src/graph/transport.ts';
import { chunks, passEnded, transports, useLine } from '../../../support/line.ts';

const never = new AbortController().signal;

for (const [name, make] of transports) {
  describe(name, () => {
    const line = useLine(make);

    it('sends method, path, headers and text, and reads status, headers and body', async () => {
      const seen: unknown[] = [];
      const url = await line().serving((request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
          const { method, url: path, headers } = request;
          seen.push(method, path, headers['x-mine'], headers['content-length'], Buffer.concat(parts).toString());
          response.writeHead(207, { 'X-Answer': ['1', '2'], 'Content-Type': 'text/plain' }).end('grüße');
        });
      });
      const answer = await line().transport.send(
        { method: 'POST', url, headers: { 'x-mine': 'y' }, body: 'hällo' },
        never,
      );
      assert.deepEqual(seen, ['POST', '/a/b?c=secret', 'y', '6', 'hällo']);
      assert.equal(answer.status, 207);
      assert.equal(answer.headers.get('x-answer'), '1, 2');
      assert.equal(answer.headers.get('content-type'), 'text/plain');
      assert.equal(answer.body, 'grüße');
    });

    it('streams a body with its exact length, and does not encode it in chunks', async () => {
      let headers: unknown;
      let bytes = 0;
      const url = await line().serving((request, response) => {
        headers = [request.headers['content-length'], request.headers['transfer-encoding']];
        request.on('data', (part: Buffer) => (bytes += part.length));
        request.on('end', () => response.end());
      });
      const body = chunks(50);
      await line().transport.send({ method: 'PUT', url, headers: {}, body }, never);
      assert.deepEqual(headers, [String(50 * 65_536), undefined]);
      assert.equal(bytes, 50 * 65_536);
      assert.equal(body.ended, true);
    });

    it('has sent a chunk before the body fills it anew', async () => {
      const received: Buffer[] = [];
      const url = await line().serving((request, response) => {
        request.on('data', (part: Buffer) => received.push(part));
        request.on('end', () => response.end());
      });
      const body = {
        length: 40 * 65_536,
        async *open(): AsyncGenerator<Uint8Array> {
          const chunk = Buffer.alloc(65_536);
          for (let index = 0; index < 40; index++) {
            yield chunk.fill(index);
          }
        },
      };
      await line().transport.send({ method: 'PUT', url, headers: {}, body }, never);
      const bytes = Buffer.concat(received);
      const seen = Array.from({ length: 80 }, (_, index) => bytes[index * 32_768]);
      assert.deepEqual(
        seen,
        Array.from({ length: 80 }, (_, index) => index >> 1),
      );
    });

    it('sends an empty body with its length', async () => {
      let length: string | undefined;
      const url = await line().serving((request, response) => {
        length = request.headers['content-length'];
        response.end();
      });
      await line().transport.send({ method: 'PUT', url, headers: {}, body: chunks(0) }, never);
      assert.equal(length, '0');
    });

    it('does not follow redirects', async () => {
      let requests = 0;
      const url = await line().serving((_request, response) => {
        requests++;
        response.writeHead(302, { location: '/elsewhere' }).end();
      });
      assert.equal((await line().transport.send({ method: 'GET', url, headers: {} }, never)).status, 302);
      assert.equal(requests, 1);
    });

    it('uses a connection again', async () => {
      const ports = new Set<unknown>();
      const url = await line().serving((request, response) => {
        ports.add(request.socket.remotePort);
        request.resume();
        request.on('end', () => response.end('x'));
      });
      for (let turn = 0; turn < 5; turn++) {
        await line().transport.send({ method: 'GET', url, headers: {} }, never);
        await line().transport.send({ method: 'PUT', url, headers: {}, body: chunks(2) }, never);
      }
      assert.equal(ports.size, 1);
    });

    it('offers servers nothing but HTTP/1.1', async () => {
      let hello: Buffer = Buffer.alloc(0);
      const url = await line().connecting((socket) => {
        socket.once('data', (bytes: Buffer) => {
          hello = bytes;
          socket.destroy();
        });
      });
      const request = { method: 'GET', url: url.replace('http:', 'https:'), headers: {} } as const;
      await assert.rejects(line().transport.send(request, never));
      assert.equal(hello.includes('\u0008http/1.1', 'latin1'), true);
      assert.equal(hello.includes('\u0002h2', 'latin1'), false);
    });

    it('can be used after it was closed', async () => {
      const url = await line().serving((_request, response) => response.end('still there'));
      await line().transport.send({ method: 'GET', url, headers: {} }, never);
      await line().transport.close();
      assert.equal((await line().transport.send({ method: 'GET', url, headers: {} }, never)).body, 'still there');
    });

    it('lets a slow body be slow', async () => {
      const url = await line().serving((request, response) => {
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
      assert.equal((await line().transport.send({ method: 'PUT', url, headers: {}, body }, never)).body, 'done');
    });

    it('gives the answer that comes before the whole body was read', async () => {
      const url = await line().serving((_request, response) => response.writeHead(413).end('too much'));
      const answer = await line().transport.send({ method: 'PUT', url, headers: {}, body: chunks(3) }, never);
      assert.equal(answer.status, 413);
    });

    it('throws what the body threw', async () => {
      const url = await line().serving((request) => request.resume());
      const body: StreamBody = {
        length: 100_000,
        async *open() {
          yield Buffer.alloc(50_000);
          throw await Promise.resolve(new Error('the disk is gone'));
        },
      };
      await assert.rejects(
        line().transport.send({ method: 'PUT', url, headers: {}, body }, never),
        /the disk is gone/u,
      );
    });

    describe('when aborted', () => {
      const reason = new Error('enough');

      it('before it began, sends nothing', async () => {
        const url = await line().serving(() => assert.fail('something was sent'));
        await assert.rejects(
          line().transport.send({ method: 'GET', url, headers: {} }, AbortSignal.abort(reason)),
          reason,
        );
      });

      it('rejects with the reason while it waits for the answer', async () => {
        const abort = new AbortController();
        const url = await line().serving(() => abort.abort(reason));
        await assert.rejects(line().transport.send({ method: 'GET', url, headers: {} }, abort.signal), reason);
      });

      it('ends the pass over the body and the connection', async () => {
        const abort = new AbortController();
        const url = await line().serving((request) => request.once('data', () => abort.abort(reason)));
        const body = chunks(2000);
        await assert.rejects(line().transport.send({ method: 'PUT', url, headers: {}, body }, abort.signal), reason);
        await passEnded(body);
      });

      it('rejects with the reason while it reads the answer', async () => {
        const abort = new AbortController();
        const url = await line().serving((_request, response) => {
          response.writeHead(200, { 'content-length': '100' });
          response.write('half');
          setTimeout(() => abort.abort(reason), 50);
        });
        await assert.rejects(line().transport.send({ method: 'GET', url, headers: {} }, abort.signal), reason);
      });
    });
  });
}
