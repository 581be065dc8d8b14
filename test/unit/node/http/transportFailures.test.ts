import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { TransportError } from '../../../../src/graph/transport.ts';
import type { HttpRequest } from '../../../../src/graph/transport.ts';
import { chunks, passEnded, testLimits, transports, useLine } from '../../../support/line.ts';

const never = new AbortController().signal;

for (const [name, make] of transports) {
  describe(`${name}, when something goes wrong,`, () => {
    const line = useLine(make);

    async function failure(request: Pick<HttpRequest, 'url'> & Partial<HttpRequest>): Promise<TransportError> {
      const error: unknown = await line()
        .transport.send({ method: 'GET', headers: {}, ...request }, never)
        .then(() => assert.fail('it succeeded'))
        .catch((reason: unknown) => reason);
      assert.ok(error instanceof TransportError, String(error));
      assert.doesNotMatch(String(error), /secret|\/a\/b/u);
      return error;
    }

    it('tells a refused connection', async () => {
      const url = await line().serving(() => {});
      await line().hangUp();
      const error = await failure({ url });
      assert.equal(error.failure, 'connectionRefused');
      assert.equal(error.host, new URL(url).host);
    });

    it('tells a name that does not exist', async () => {
      assert.equal((await failure({ url: 'http://no-such-host.invalid/' })).failure, 'nameNotResolved');
    });

    it('tells a connection that is reset while the body is sent, and ends the pass over the body', async () => {
      const url = await line().serving((request) => request.once('data', () => request.socket.resetAndDestroy()));
      const body = chunks(200);
      assert.equal((await failure({ method: 'PUT', url, body })).failure, 'connectionLost');
      await passEnded(body);
    });

    it('tells an answer that was cut', async () => {
      const url = await line().serving((request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half');
        setImmediate(() => request.socket.resetAndDestroy());
      });
      assert.equal((await failure({ url })).failure, 'connectionLost');
    });

    it('tells an answer that is no HTTP', async () => {
      const url = await line().connecting((socket) => socket.end('SSH-2.0-OpenSSH\r\n\r\n'));
      assert.equal((await failure({ url })).failure, 'connectionLost');
    });

    it('tells a server that speaks no TLS where TLS is spoken', async () => {
      const url = await line().connecting((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      assert.equal((await failure({ url: url.replace('http:', 'https:') })).failure, 'tls');
    });

    it('does not take more of an answer than it may have', async () => {
      const url = await line().serving((_request, response) => response.end('x'.repeat(10_001)));
      assert.equal((await failure({ url })).failure, 'answerTooLarge');
    });

    it('does not wait forever for an answer', async () => {
      const url = await line().serving(() => {});
      assert.equal((await failure({ url })).failure, 'answerTimeout');
    });

    it('does not wait forever for the rest of an answer', async () => {
      const url = await line().serving((_request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half');
      });
      assert.equal((await failure({ url })).failure, 'answerTimeout');
    });

    it('notices when the body does not move any more', async () => {
      const url = await line().connecting((socket) => socket.on('error', () => {}).pause());
      const start = performance.now();
      const error = await failure({ method: 'PUT', url, body: chunks(1000) });
      assert.equal(error.failure, 'connectionLost');
      assert.ok(performance.now() - start < testLimits.answerMs);
    });

    it('sends nothing but the length that was announced', async () => {
      const url = await line().serving((request, response) => {
        request.resume();
        request.on('end', () => response.end());
      });
      for (const length of [65_535, 65_537]) {
        const error = await failure({ method: 'PUT', url, body: chunks(1, length) });
        assert.equal(error.failure, 'other');
      }
    });
  });
}
