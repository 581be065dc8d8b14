import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UnexpectedAnswerError } from '../../src/graph/errors.ts';
import type { StreamBody } from '../../src/graph/transport.ts';
import { commitUploadSession, createUploadSession, UploadSessionClient } from '../../src/graph/uploadSession.ts';
import type { CreatedSession } from '../../src/graph/uploadSession.ts';
import { rejectionOf, useTokenHosts } from '../support/tokenHosts.ts';
import type { TokenHosts } from '../support/tokenHosts.ts';

const body: StreamBody = {
  length: 10,
  async *open() {
    yield await Promise.resolve(new Uint8Array(10));
  },
};
const item = { id: '1', name: 'a', size: 10, file: {} };
const target = { by: 'name', drive: { kind: 'drive', id: 'd' }, parentId: 'p', name: 'a' } as const;

/** Everything that is asked of an upload URL, and what it answers. */
const requests = [
  {
    method: 'PUT',
    answer: { status: 202, json: { nextExpectedRanges: ['10-'] } },
    send: (session: UploadSessionClient, { url }: CreatedSession, signal: AbortSignal) =>
      session.putFragment(url, { start: 0, end: 10, total: 20, body }, 'd', signal),
  },
  {
    method: 'GET',
    answer: { status: 200, json: { nextExpectedRanges: ['10-'] } },
    send: (session: UploadSessionClient, { url }: CreatedSession, signal: AbortSignal) => session.status(url, signal),
  },
  {
    method: 'POST',
    answer: { status: 201, json: item },
    send: (session: UploadSessionClient, { url }: CreatedSession, signal: AbortSignal) =>
      session.commit(url, 'd', signal),
  },
  {
    method: 'DELETE',
    answer: { status: 204 },
    send: (session: UploadSessionClient, { url }: CreatedSession, signal: AbortSignal) => session.cancel(url, signal),
  },
] as const;

function create(hosts: TokenHosts, uploadUrl: string): Promise<CreatedSession> {
  hosts.graphSays(200, { json: { uploadUrl, nextExpectedRanges: ['0-'] } });
  return createUploadSession(hosts.client, target, { conflictBehavior: 'fail' }, hosts.signal);
}

for (const way of ['a connection of our own', "the host's own fetch"] as const) {
  describe(`the token and an upload URL, over ${way}`, () => {
    const started = useTokenHosts('http', way);

    for (const { method, answer, send } of requests) {
      it(`does not go with the ${method}`, async () => {
        const hosts = started();
        hosts.elsewhere.answer = () => answer;
        const created = await create(hosts, `${hosts.elsewhere.origin}/rup/1?tempauth=x`);
        await send(new UploadSessionClient(hosts), created, hosts.signal);
        assert.deepEqual(
          hosts.elsewhere.heard.map((request) => `${request.method} ${request.path}`),
          [`${method} /rup/1?tempauth=x`],
        );
        hosts.assertTokenKept(created);
      });

      it(`does not go with the ${method} when the upload URL is on Graph's own host`, async () => {
        const hosts = started();
        const created = await create(hosts, `${hosts.graph.origin}/rup/1?tempauth=x`);
        hosts.graph.answer = () => answer;
        await send(new UploadSessionClient(hosts), created, hosts.signal);
        const heard = hosts.graph.heard.at(-1);
        assert.equal(`${heard?.method} ${heard?.path}`, `${method} /rup/1?tempauth=x`);
        assert.equal(heard?.headers.authorization, undefined);
      });

      it(`stays, and so do the bytes, when the ${method} is redirected`, async () => {
        const hosts = started();
        hosts.elsewhere.answer = () => ({ status: 307, headers: { location: `${hosts.plain.origin}/rup/1` } });
        const created = await create(hosts, `${hosts.elsewhere.origin}/rup/1?tempauth=x`);
        const error = await rejectionOf(send(new UploadSessionClient(hosts), created, hosts.signal));
        assert.ok(error instanceof UnexpectedAnswerError);
        assert.equal(error.kind, 'redirect');
        assert.deepEqual(hosts.plain.heard, []);
        hosts.assertTokenKept(error);
      });
    }

    it('goes to Graph only when a session is committed under its URL', async () => {
      const hosts = started();
      const { url } = await create(hosts, `${hosts.elsewhere.origin}/rup/1?tempauth=x`);
      hosts.graphSays(201, { json: item });
      const stored = await commitUploadSession(
        hosts.client,
        { driveId: 'd', itemId: 'p' },
        'a',
        url,
        {
          conflictBehavior: 'rename',
        },
        hosts.signal,
      );
      assert.match(hosts.graph.heard.at(-1)?.body ?? '', /sourceUrl/u);
      hosts.assertOnlyGraphAsked();
      hosts.assertTokenKept(stored);
    });
  });
}
