import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createFolder, getItem, listChildren } from '../../src/graph/drives.ts';
import { UnexpectedAnswerError } from '../../src/graph/errors.ts';
import { createUploadSession } from '../../src/graph/uploadSession.ts';
import { rejectionOf, useTokenHosts } from '../support/tokenHosts.ts';
import type { TokenHosts } from '../support/tokenHosts.ts';

const folder = { driveId: 'd', itemId: 'p' };

/** One request of each kind that carries the token. */
const asks: Readonly<Record<string, (hosts: TokenHosts) => Promise<unknown>>> = {
  GET: ({ client, signal }) => getItem(client, 'd', 'p', signal),
  'GET of a list': ({ client, signal }) => listChildren(client, folder, {}, signal),
  POST: ({ client, signal }) => createFolder(client, folder, 'a', signal),
  'POST for an upload session': ({ client, signal }) =>
    createUploadSession(
      client,
      { by: 'name', drive: { kind: 'drive', id: 'd' }, parentId: 'p', name: 'a' },
      { conflictBehavior: 'fail' },
      signal,
    ),
  'PUT with content': ({ client, signal }) =>
    client.request(
      {
        method: 'PUT',
        label: 'content',
        address: '/drives/d/items/p/content',
        content: { type: 'text/plain', body: new Uint8Array(100) },
        read: () => {},
      },
      signal,
    ),
  DELETE: ({ client, signal }) =>
    client.request({ method: 'DELETE', label: 'item', address: '/drives/d/items/p', read: () => {} }, signal),
};

const targets: Readonly<Record<string, (hosts: TokenHosts) => string>> = {
  'another host': ({ elsewhere }) => `${elsewhere.origin}/v1.0/me`,
  'another port': ({ plain }) => `${plain.origin}/v1.0/me`,
  'another host that has the name of Graph before it': ({ graph, elsewhere }) =>
    `${graph.origin}@${new URL(elsewhere.origin).host}/v1.0/me`,
  'another host without naming a scheme': ({ elsewhere }) => `//${new URL(elsewhere.origin).host}/v1.0/me`,
};

async function assertNotFollowed(hosts: TokenHosts, ask: (hosts: TokenHosts) => Promise<unknown>): Promise<void> {
  const error = await rejectionOf(ask(hosts));
  assert.ok(error instanceof UnexpectedAnswerError, String(error));
  assert.equal(error.kind, 'redirect');
  assert.equal(hosts.graph.heard.length, 1);
  hosts.assertOnlyGraphAsked();
  hosts.assertTokenKept(error);
}

for (const way of ['a connection of our own', "the host's own fetch"] as const) {
  describe(`the token and a redirect, over ${way}`, () => {
    const started = useTokenHosts('http', way);

    for (const status of [301, 302, 303, 307, 308]) {
      for (const [where, addressOf] of Object.entries(targets)) {
        it(`is not sent after a ${status} to ${where}`, async () => {
          const hosts = started();
          hosts.graphSays(status, { headers: { location: addressOf(hosts) } });
          await assertNotFollowed(hosts, ({ client, signal }) => getItem(client, 'd', 'p', signal));
        });
      }
    }

    for (const [what, ask] of Object.entries(asks)) {
      it(`is not sent elsewhere, nor is what went with it: ${what}`, async () => {
        const hosts = started();
        hosts.graphSays(307, { headers: { location: `${hosts.elsewhere.origin}/v1.0/me` } });
        await assertNotFollowed(hosts, ask);
      });
    }
  });

  describe(`the token and a redirect from https to http, over ${way}`, () => {
    const started = useTokenHosts('https', way);

    for (const status of [301, 302, 307, 308]) {
      it(`is not sent after a ${status}`, async () => {
        const hosts = started();
        hosts.graphSays(status, { headers: { location: `${hosts.plain.origin}/v1.0/me` } });
        await assertNotFollowed(hosts, ({ client, signal }) => getItem(client, 'd', 'p', signal));
      });
    }
  });
}
