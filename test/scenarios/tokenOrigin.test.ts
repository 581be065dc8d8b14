import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createFolder, listChildren } from '../../src/graph/drives.ts';
import { UnexpectedAnswerError } from '../../src/graph/errors.ts';
import { followedSites } from '../../src/graph/sites.ts';
import { createWorkbookSession } from '../../src/graph/workbook/session.ts';
import { rejectionOf, useTokenHosts } from '../support/tokenHosts.ts';
import type { TokenHosts } from '../support/tokenHosts.ts';

const folder = { driveId: 'd', itemId: 'p' };
const path = '/v1.0/drives/d/items/p/children?$skiptoken=2';

/** Addresses that an answer might name and that are not Graph's, however they look. */
const foreign: Readonly<Record<string, (hosts: TokenHosts) => string>> = {
  'on another host': ({ elsewhere }) => `${elsewhere.origin}${path}`,
  'on another port of the same host': ({ plain }) => `${plain.origin}${path}`,
  'with the host of Graph as user name': ({ graph, elsewhere }) =>
    `${graph.origin}@${new URL(elsewhere.origin).host}${path}`,
  'with the host of Graph as user name and password': ({ elsewhere }) =>
    `${elsewhere.origin.replace('://', '://127.0.0.1:80@')}${path}`,
  'with a user name before the host of Graph': ({ graph }) => `${graph.origin.replace('://', '://someone@')}${path}`,
  'with a password before the host of Graph': ({ graph }) => `${graph.origin.replace('://', '://:secret@')}${path}`,
  'on a host that begins with the name of Graph': ({ graph }) => `http://127.0.0.1.example.test:${graph.port}${path}`,
  'on a host that ends with the name of Graph': ({ graph }) => `http://example-127.0.0.1.test:${graph.port}${path}`,
  'with the address of Graph in its path': ({ graph, elsewhere }) => `${elsewhere.origin}/${graph.origin}${path}`,
  'with the address of Graph in its query': ({ graph, elsewhere }) => `${elsewhere.origin}/?url=${graph.origin}${path}`,
  'with the address of Graph behind a hash': ({ graph, elsewhere }) => `${elsewhere.origin}/#@${graph.origin}${path}`,
  'with line breaks in it': ({ elsewhere }) => `${elsewhere.origin.replace('localhost', 'local\nhost')}${path}`,
  'with backslashes': ({ elsewhere }) => `${elsewhere.origin.replace('//', '\\\\')}${path}`,
  'without a scheme': ({ elsewhere }) => `\t//${new URL(elsewhere.origin).host}${path}`,
  'with another scheme': ({ graph }) => `${graph.origin.replace('http', 'ftp')}${path}`,
  'that is none': () => 'next',
};

/** Ways in which an answer names the address of the next request that carries the token. */
const followed: Readonly<
  Record<string, { tell: (hosts: TokenHosts, address: string) => void; ask: (hosts: TokenHosts) => Promise<unknown> }>
> = {
  '@odata.nextLink of a folder': {
    tell: (hosts, address) => hosts.graphSays(200, { json: { value: [], '@odata.nextLink': address } }),
    ask: ({ client, signal }) => listChildren(client, folder, {}, signal),
  },
  '@odata.nextLink of sites': {
    tell: (hosts, address) => hosts.graphSays(200, { json: { value: [], '@odata.nextLink': address } }),
    ask: ({ client, signal }) => followedSites(client, undefined, signal),
  },
  'Location of an operation': {
    // Headers have no room for line breaks; whoever wrote them there has them removed on the way.
    tell: (hosts, address) => hosts.graphSays(202, { headers: { location: address.replaceAll(/\s/gu, '') } }),
    ask: ({ client, clock, signal }) => createWorkbookSession(client, folder, true, clock, signal),
  },
  'resourceLocation of an operation': {
    tell: (hosts, address) => {
      hosts.graph.answer = ({ method }) =>
        method === 'POST'
          ? { status: 202, headers: { location: `${hosts.graph.origin}/v1.0/operations/1` } }
          : { status: 200, json: { status: 'succeeded', resourceLocation: address } };
    },
    ask: ({ client, clock, signal }) => createWorkbookSession(client, folder, true, clock, signal),
  },
};

for (const [what, { tell, ask }] of Object.entries(followed)) {
  describe(`the token and an address that an answer names: ${what}`, () => {
    const started = useTokenHosts();

    for (const [where, addressOf] of Object.entries(foreign)) {
      it(`is not sent ${where}`, async () => {
        const hosts = started();
        tell(hosts, addressOf(hosts));
        const error = await rejectionOf(ask(hosts));
        assert.ok(error instanceof UnexpectedAnswerError, String(error));
        const unreadable = what.startsWith('Location') && ['that is none', 'without a scheme'].includes(where);
        assert.equal(error.kind, unreadable ? 'malformed' : 'otherOrigin');
        assert.equal(error.message.includes('localhost'), false, 'the address is not told: it may hold secrets');
        hosts.assertOnlyGraphAsked();
        hosts.assertTokenKept(error);
      });
    }
  });
}

describe('the token and an address with http where Graph has https', () => {
  const started = useTokenHosts('https');

  for (const [what, { tell, ask }] of Object.entries(followed)) {
    for (const [where, addressOf] of Object.entries<(hosts: TokenHosts) => string>({
      'the same host and port': ({ graph }) => `${graph.origin.replace('https', 'http')}${path}`,
      'the same host': ({ plain }) => `${plain.origin}${path}`,
    })) {
      it(`is not sent there (${what}, ${where})`, async () => {
        const hosts = started();
        tell(hosts, addressOf(hosts));
        const error = await rejectionOf(ask(hosts));
        assert.ok(error instanceof UnexpectedAnswerError, String(error));
        assert.equal(error.kind, 'otherOrigin');
        hosts.assertOnlyGraphAsked();
        hosts.assertTokenKept(error);
      });
    }
  }

  it('is sent to Graph itself', async () => {
    const hosts = started();
    const next = `${hosts.graph.origin}${path}`;
    hosts.graph.answer = ({ path: asked }) =>
      asked === path
        ? { status: 200, json: { value: [{ id: '1', name: 'a', file: {} }] } }
        : { status: 200, json: { value: [], '@odata.nextLink': next } };
    const page = await listChildren(hosts.client, folder, {}, hosts.signal);
    assert.equal(page.items.length, 1);
    assert.equal(hosts.graph.heard.at(-1)?.path, path);
    hosts.assertOnlyGraphAsked();
    hosts.assertTokenKept(page);
  });
});

describe('the token and addresses that are only told', () => {
  const started = useTokenHosts();

  /** Everything of an item that is an address, each leading elsewhere. */
  function itemWith(address: string): Record<string, unknown> {
    return {
      '@odata.context': `${address}/$metadata`,
      '@odata.id': address,
      '@odata.editLink': address,
      '@odata.readLink': address,
      '@microsoft.graph.downloadUrl': address,
      '@content.downloadUrl': address,
      '@microsoft.graph.sourceUrl': address,
      webUrl: address,
      webDavUrl: address,
      id: '1',
      name: 'a',
      folder: {},
      parentReference: { driveId: 'd', path: `${address}/root:/` },
      'children@odata.nextLink': address,
      'children@odata.navigationLink': address,
    };
  }

  it('stays with Graph whatever addresses an item holds', async () => {
    const hosts = started();
    hosts.graphSays(200, { json: { value: [itemWith(`${hosts.elsewhere.origin}/secret`)] } });
    const page = await listChildren(hosts.client, folder, {}, hosts.signal);
    assert.equal(page.items.length, 1);
    hosts.assertOnlyGraphAsked();
    hosts.assertTokenKept(page);
  });

  for (const status of [200, 201, 202]) {
    it(`stays with Graph when a ${status} names a monitor or another place of the item`, async () => {
      const hosts = started();
      const address = `${hosts.elsewhere.origin}/monitor/1`;
      const headers = {
        location: address,
        'content-location': address,
        'azure-asyncoperation': address,
        link: address,
      };
      hosts.graphSays(status, { json: itemWith(address), headers });
      const item = await createFolder(hosts.client, folder, 'a', hosts.signal);
      assert.equal(item.id, '1');
      hosts.assertOnlyGraphAsked();
      hosts.assertTokenKept(item);
    });
  }

  it('stays with Graph when a 401 names where to sign in', async () => {
    const hosts = started();
    const uri = `${hosts.elsewhere.origin}/authorize`;
    hosts.graphSays(401, { headers: { 'www-authenticate': `Bearer realm="", authorization_uri="${uri}"` } });
    const error = await rejectionOf(listChildren(hosts.client, folder, {}, hosts.signal));
    assert.equal(String(error), 'SignInRequiredError: sign-in required: rejected');
    hosts.assertOnlyGraphAsked();
    hosts.assertTokenKept(error);
  });
});
