import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { GraphClient } from '../../../src/graph/client.ts';
import type { GraphRequest } from '../../../src/graph/client.ts';
import { resolveCloud } from '../../../src/graph/clouds.ts';
import { GraphError, UnexpectedAnswerError } from '../../../src/graph/errors.ts';
import { asObject, stringAt } from '../../../src/graph/parse.ts';
import { TokenUnavailableError } from '../../../src/graph/tokens.ts';
import { clientParts, TokenList } from '../../support/graphClient.ts';
import { lostConnection, responseOf, ScriptedTransport } from '../../support/scriptedTransport.ts';
import type { Reply } from '../../support/scriptedTransport.ts';

const never = new AbortController().signal;
const idOf = (json: unknown): string => stringAt(asObject(json, ''), 'id', '');
const get: GraphRequest<string> = { method: 'GET', label: 'item', address: '/me/drive?x=1', read: idOf };
const post: GraphRequest<string> = { ...get, method: 'POST', json: { a: 1 } };
const ok = { status: 200, json: { id: 'it' } };

function talking(...script: Reply[]): ReturnType<typeof clientParts> & {
  transport: ScriptedTransport;
  client: GraphClient;
} {
  const transport = new ScriptedTransport(...script);
  const parts = clientParts(transport);
  return { ...parts, transport, client: new GraphClient(parts) };
}

describe('GraphClient', () => {
  describe('sends', () => {
    it('a token, an id of its own and who we are to the version root of its cloud', async () => {
      const { client, transport } = talking(ok);
      assert.equal(await client.request(get, never), 'it');
      assert.equal(transport.last.url, 'https://graph.microsoft.com/v1.0/me/drive?x=1');
      assert.deepEqual(transport.last.headers, {
        accept: 'application/json',
        authorization: 'Bearer token-1',
        'client-request-id': '00000000-0000-4000-8000-000000000001',
        'user-agent': 'ISV|OneDriveSessions|OneDriveSessions/1.2.3',
      });
    });

    it('JSON', async () => {
      const { client, transport } = talking(ok);
      await client.request({ ...post, headers: { 'if-match': '"e"' } }, never);
      assert.equal(Buffer.from(transport.last.body).toString(), '{"a":1}');
      assert.equal(transport.last.headers['content-type'], 'application/json');
      assert.equal(transport.last.headers['if-match'], '"e"');
    });

    it('bytes', async () => {
      const { client, transport } = talking(ok);
      const content = { type: 'text/plain', body: new Uint8Array([1, 2]) };
      await client.request({ ...get, method: 'PUT', content }, never);
      assert.deepEqual([...transport.last.body], [1, 2]);
      assert.equal(transport.last.headers['content-type'], 'text/plain');
    });

    it('the address that Graph gave as it is', async () => {
      const { client, transport } = talking(ok);
      const address = 'https://graph.microsoft.com/v1.0/me/drive?$skiptoken=a%2Fb';
      await client.request({ ...get, address }, never);
      assert.equal(transport.last.url, address);
    });

    for (const address of [
      'https://graph.microsoft.com.evil.test/v1.0/me',
      'http://graph.microsoft.com/v1.0/me',
      'https://graph.microsoft.com:444/v1.0/me',
      'https://me@evil.test/v1.0',
      '//evil.test/me',
      'me/drive',
    ]) {
      it(`no token to ${address}`, async () => {
        const { client, transport } = talking(ok);
        const request = client.request({ ...get, address }, never).catch((error: unknown) => error);
        const outcome = await request;
        const leaked = transport.requests.some((sent) => new URL(sent.url).host !== 'graph.microsoft.com');
        assert.equal(leaked, false);
        if (transport.requests.length === 0) {
          assert.ok(outcome instanceof UnexpectedAnswerError);
        }
      });
    }

    it('the token to the Graph of a custom cloud', async () => {
      const transport = new ScriptedTransport(ok);
      const cloud = resolveCloud('custom', { graph: 'http://127.0.0.1:81', authority: 'http://127.0.0.1:82' });
      await new GraphClient(clientParts(transport, { cloud })).request(get, never);
      assert.equal(transport.last.url, 'http://127.0.0.1:81/v1.0/me/drive?x=1');
    });
  });

  describe('reads', () => {
    it('an answer without a body', async () => {
      const { client } = talking({ status: 204 });
      assert.equal(await client.request({ ...get, read: (json) => json }, never), undefined);
    });

    it('a web page as what it is, with status and request id, without asking again', async () => {
      const { client, transport } = talking({
        status: 200,
        text: '\n<!DOCTYPE html><html>Sign in</html>',
        headers: { 'request-id': 'r' },
      });
      await assert.rejects(client.request(get, never), (error) => {
        assert.ok(error instanceof UnexpectedAnswerError);
        assert.deepEqual([error.kind, error.status, error.requestId], ['html', 200, 'r']);
        return true;
      });
      assert.equal(transport.requests.length, 1);
    });

    it('a redirect as somebody in between', async () => {
      const { client } = talking({ status: 302, headers: { location: 'https://portal.test' } });
      await assert.rejects(client.request(get, never), { kind: 'redirect' });
    });

    it('cut-off JSON by asking again, not for long', async () => {
      const cut = { status: 200, text: '{"id":"i' };
      const { client, transport } = talking(cut, cut, cut, ok);
      await assert.rejects(client.request(get, never), { kind: 'malformed' });
      assert.equal(transport.requests.length, 3);
    });

    it('JSON of another shape with the place in it', async () => {
      const wrong = { status: 200, json: { id: 5 } };
      const { client } = talking(wrong, wrong, wrong);
      await assert.rejects(client.request(get, never), { kind: 'malformed', at: 'id', status: 200 });
    });

    it('the time of the service', async () => {
      const { client, clock } = talking({ ...ok, headers: { date: 'Fri, 02 Jan 2026 03:05:05 GMT' } });
      await client.request(get, never);
      assert.equal(client.serverTime() - clock.now(), 60_000);
    });
  });

  describe('tries again', () => {
    it('after a broken connection and a fault of the server, waiting longer each time', async () => {
      const { client, clock } = talking(lostConnection(), { status: 503 }, { status: 500 }, ok);
      assert.equal(await client.request(get, never), 'it');
      assert.deepEqual(clock.waits, [750, 1500, 3000]);
    });

    it('until it has tried often enough, and tells the last error', async () => {
      const { client, transport } = talking({ status: 500 }, { status: 500 }, { status: 500 }, { status: 502 });
      await assert.rejects(client.request(get, never), (error) => error instanceof GraphError && error.status === 502);
      assert.equal(transport.requests.length, 4);
    });

    it('nothing that may have been carried out', async () => {
      for (const failure of [lostConnection(), { status: 503, headers: { 'retry-after': '1' } }, { status: 504 }]) {
        const { client, transport } = talking(failure, ok);
        await assert.rejects(client.request(post, never));
        assert.equal(transport.requests.length, 1);
      }
    });

    it('anything that was not sent, because the sign-in service had no token just then', async () => {
      const { client, clock, transport, tokens } = talking(ok);
      assert.ok(tokens instanceof TokenList);
      const given = tokens.getToken.bind(tokens);
      let busy = true;
      tokens.getToken = (...demand) => {
        const answer = busy ? Promise.reject(new TokenUnavailableError(new Error('busy'))) : given(...demand);
        busy = false;
        return answer;
      };
      assert.equal(await client.request(post, never), 'it');
      assert.deepEqual(clock.waits, [750]);
      assert.equal(transport.requests.length, 1);
    });

    it('such a request when it does no harm', async () => {
      const { client } = talking(lostConnection(), ok);
      assert.equal(await client.request({ ...post, repeatable: true }, never), 'it');
    });

    it('anything that was throttled, after the time that was asked for', async () => {
      const { client, clock, transport } = talking({ status: 429, headers: { 'retry-after': '17' } }, ok);
      assert.equal(await client.request(post, never), 'it');
      assert.equal(clock.monotonic(), 17_000);
      assert.equal(transport.requests.length, 2);
    });

    it('holding everybody else back when throttled without a time', async () => {
      const { client, clock, governor } = talking({ status: 429 }, ok);
      let held = 0;
      governor.onDidHold(({ until }) => (held = until - clock.now()));
      await client.request(get, never);
      assert.equal(held, 750);
    });

    it('nothing that will fail again', async () => {
      for (const status of [400, 403, 404, 409, 412, 423, 507]) {
        const { client, transport } = talking({ status, json: { error: { code: 'invalidRequest' } } });
        await assert.rejects(client.request(get, never), (error) => {
          assert.ok(error instanceof GraphError);
          assert.equal(error.status, status);
          return true;
        });
        assert.equal(transport.requests.length, 1);
      }
    });

    it('nothing once aborted, and gives up waiting', async () => {
      const { client, transport, clock } = talking({ status: 503 }, ok);
      const abort = new AbortController();
      const request = client.request(get, abort.signal);
      while (clock.waits.length === 0) {
        await Promise.resolve();
      }
      abort.abort(new Error('enough'));
      await assert.rejects(request, /enough/u);
      assert.equal(transport.requests.length, 1);
      assert.equal(clock.pending, 0);
    });
  });

  describe('after an abort', () => {
    it('still takes the answer of a request that asked for grace', async () => {
      const abort = new AbortController();
      const { client, clock } = talking(async (_request, signal) => {
        abort.abort();
        await clock.delay(4000, signal);
        return responseOf(ok);
      });
      assert.equal(await client.request({ ...post, graceMs: 5000 }, abort.signal), 'it');
      assert.equal(clock.pending, 0);
    });

    it('not longer than that', async () => {
      const abort = new AbortController();
      const { client, clock } = talking(async (_request, signal) => {
        abort.abort(new Error('enough'));
        await clock.delay(6000, signal);
        return responseOf(ok);
      });
      await assert.rejects(client.request({ ...post, graceMs: 5000 }, abort.signal), /enough/u);
      assert.equal(clock.pending, 0);
    });

    it('stops any other request at once', async () => {
      const abort = new AbortController();
      const { client, clock } = talking(async (_request, signal) => {
        abort.abort(new Error('enough'));
        await clock.delay(1, signal);
        return responseOf(ok);
      });
      await assert.rejects(client.request(post, abort.signal), /enough/u);
    });
  });

  it('logs a line for each request, without address and token', async () => {
    const secret = { ...ok, headers: { 'request-id': 'abc' } };
    const { client, log } = talking({ status: 503 }, lostConnection(), secret);
    await client.request(get, never);
    assert.match(log.text, /debug GET item 503 in \d+ ms request-id=-/u);
    assert.match(log.text, /debug GET item connectionLost in \d+ ms/u);
    assert.match(log.text, /debug GET item 200 in \d+ ms request-id=abc/u);
    assert.doesNotMatch(log.text, /token-|https?:|\/me\//u);
  });
});
