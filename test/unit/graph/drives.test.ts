import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { GraphClient } from '../../../src/graph/client.ts';
import {
  createFolder,
  createLink,
  ensureFolderPath,
  findChild,
  getItem,
  getMyDrive,
  listChildren,
} from '../../../src/graph/drives.ts';
import { clientFor } from '../../support/graphClient.ts';
import { lostConnection, ScriptedTransport } from '../../support/scriptedTransport.ts';
import type { Reply } from '../../support/scriptedTransport.ts';

const never = new AbortController().signal;
const folder = { driveId: 'd', itemId: 'p' };
const drive = { id: 'd', driveType: 'business', rootId: 'root' } as const;
const notFound = { status: 404, json: { error: { code: 'itemNotFound' } } };
const taken = { status: 409, json: { error: { code: 'nameAlreadyExists' } } };

function folderJson(name: string): Record<string, unknown> {
  return { id: `id-${name}`, name, folder: {}, parentReference: { driveId: 'd' } };
}

function fileJson(name: string): Record<string, unknown> {
  return { id: `id-${name}`, name, size: 1, file: {}, parentReference: { driveId: 'd' } };
}

function talking(...script: Reply[]): { client: GraphClient; transport: ScriptedTransport; sent: () => string[] } {
  const transport = new ScriptedTransport(...script);
  const sent = (): string[] =>
    transport.requests.map(
      ({ method, url }) => `${method} ${decodeURIComponent(url.replace(/^.*\/v1\.0/u, '').replace(/\?.*$/u, ''))}`,
    );
  return { client: clientFor(transport), transport, sent };
}

describe('getMyDrive', () => {
  const json = {
    id: 'b!x',
    driveType: 'business',
    owner: { user: { displayName: 'Ada' } },
    quota: { total: 10, used: 4, remaining: 6, state: 'normal' },
  };

  it('gives ids, kind, owner and quota', async () => {
    const { client, sent } = talking({ status: 200, json }, { status: 200, json: { id: '01ROOT' } });
    assert.deepEqual(await getMyDrive(client, never), {
      id: 'b!x',
      driveType: 'business',
      ownerName: 'Ada',
      quota: { total: 10, used: 4, remaining: 6 },
      rootId: '01ROOT',
    });
    assert.deepEqual(sent(), ['GET /me/drive', 'GET /me/drive/root']);
  });

  it('does without owner and quota, which may be withheld', async () => {
    const { client } = talking(
      { status: 200, json: { id: 'x', driveType: 'personal', quota: {} } },
      { status: 200, json: { id: 'r' } },
    );
    assert.deepEqual(await getMyDrive(client, never), { id: 'x', driveType: 'personal', quota: {}, rootId: 'r' });
  });

  it('names the owner by mail address or as a group when that is all there is', async () => {
    for (const [owner, name] of [
      [{ user: { email: 'ada@contoso.test' } }, 'ada@contoso.test'],
      [{ group: { displayName: 'Team' } }, 'Team'],
    ] as const) {
      const { client } = talking({ status: 200, json: { ...json, owner } }, { status: 200, json: { id: 'r' } });
      assert.equal((await getMyDrive(client, never)).ownerName, name);
    }
  });

  it('takes a kind that it does not know for a library', async () => {
    const { client } = talking(
      { status: 200, json: { id: 'x', driveType: 'new' } },
      { status: 200, json: { id: 'r' } },
    );
    assert.equal((await getMyDrive(client, never)).driveType, 'documentLibrary');
  });
});

describe('listChildren', () => {
  const link = 'https://graph.microsoft.com/v1.0/drives/d/items/p/children?$skiptoken=X%2F1';

  it('gives a page and where the list goes on', async () => {
    const { client, transport } = talking({
      status: 200,
      json: { value: [fileJson('a'), folderJson('b')], '@odata.nextLink': link },
    });
    const page = await listChildren(client, folder, {}, never);
    assert.deepEqual(
      page.items.map((item) => item.name),
      ['a', 'b'],
    );
    assert.equal(page.nextLink, link);
    assert.match(transport.last.url, /\/drives\/d\/items\/p\/children\?\$select=.*%2CremoteItem%2C.*&\$top=200$/u);
  });

  it('follows the link as it was given', async () => {
    const { client, transport } = talking({ status: 200, json: { value: [] } });
    const page = await listChildren(client, folder, { nextLink: link }, never);
    assert.deepEqual(page, { items: [] });
    assert.equal(transport.last.url, link);
  });

  it('goes on over empty pages, and pages without anything that is wanted', async () => {
    const { client, transport } = talking(
      { status: 200, json: { value: [], '@odata.nextLink': `${link}2` } },
      { status: 200, json: { value: [fileJson('a')], '@odata.nextLink': `${link}3` } },
      { status: 200, json: { value: [folderJson('b'), fileJson('c')] } },
    );
    const page = await listChildren(client, folder, { wanted: ({ kind }) => kind === 'folder' }, never);
    assert.deepEqual(
      page.items.map((item) => item.name),
      ['b'],
    );
    assert.equal(page.nextLink, undefined);
    assert.equal(transport.requests.length, 3);
  });

  it('does not follow a link that leads to itself', async () => {
    const { client } = talking({ status: 200, json: { value: [], '@odata.nextLink': link } });
    await assert.rejects(listChildren(client, folder, { nextLink: link }, never), { at: '@odata.nextLink' });
  });

  it('says where a malformed item is', async () => {
    const bad = { status: 200, json: { value: [fileJson('a'), { id: 'x' }] } };
    const { client } = talking(bad, bad, bad);
    await assert.rejects(listChildren(client, folder, {}, never), { at: 'value[1].name' });
  });
});

describe('findChild', () => {
  it('gives the item of a name', async () => {
    const { client, sent } = talking({ status: 200, json: fileJson('a b.txt') });
    assert.equal((await findChild(client, folder, 'a b.txt', never))?.id, 'id-a b.txt');
    assert.deepEqual(sent(), ['GET /drives/d/items/p:/a b.txt']);
  });

  it('gives nothing when there is none', async () => {
    const { client } = talking(notFound);
    assert.equal(await findChild(client, folder, 'a', never), undefined);
  });

  it('passes on every other failure', async () => {
    const { client } = talking({ status: 403, json: { error: { code: 'accessDenied' } } });
    await assert.rejects(findChild(client, folder, 'a', never), { status: 403 });
  });
});

describe('getItem', () => {
  it('gives an item by its ids', async () => {
    const { client, sent } = talking({ status: 200, json: fileJson('a') });
    assert.equal((await getItem(client, 'd', 'x', never)).name, 'a');
    assert.deepEqual(sent(), ['GET /drives/d/items/x']);
  });
});

describe('createFolder', () => {
  it('asks for a new folder and nothing else', async () => {
    const { client, transport } = talking({ status: 201, json: folderJson('New') });
    assert.equal((await createFolder(client, folder, 'New', never)).id, 'id-New');
    assert.deepEqual(JSON.parse(Buffer.from(transport.last.body).toString()), {
      name: 'New',
      folder: {},
      '@microsoft.graph.conflictBehavior': 'fail',
    });
  });

  it('gives the folder that is there already', async () => {
    const { client } = talking(taken, { status: 200, json: folderJson('new') });
    assert.equal((await createFolder(client, folder, 'New', never)).id, 'id-new');
  });

  it('finds its own folder when the answer was lost', async () => {
    const { client } = talking(lostConnection(), taken, { status: 200, json: folderJson('New') });
    assert.equal((await createFolder(client, folder, 'New', never)).id, 'id-New');
  });

  it('fails when the name belongs to a file', async () => {
    const { client } = talking(taken, { status: 200, json: fileJson('New') });
    await assert.rejects(createFolder(client, folder, 'New', never), { status: 409 });
  });
});

describe('ensureFolderPath', () => {
  it('is the root for an empty path', async () => {
    const { client, transport } = talking();
    assert.deepEqual(await ensureFolderPath(client, drive, '/', never), {
      driveId: 'd',
      itemId: 'root',
      driveType: 'business',
      path: '/',
    });
    assert.equal(transport.requests.length, 0);
  });

  it('walks through what is there, creates what is missing, and writes names as the service does', async () => {
    const { client, sent } = talking({ status: 200, json: folderJson('Reports') }, notFound, {
      status: 201,
      json: folderJson('2026'),
    });
    assert.deepEqual(await ensureFolderPath(client, drive, 'reports/2026/', never), {
      driveId: 'd',
      itemId: 'id-2026',
      driveType: 'business',
      path: '/Reports/2026',
    });
    assert.deepEqual(sent(), [
      'GET /drives/d/items/root:/reports',
      'GET /drives/d/items/id-Reports:/2026',
      'POST /drives/d/items/id-Reports/children',
    ]);
  });

  it('goes on in the drive that a shortcut leads to', async () => {
    const shortcut = {
      id: 's',
      name: 'Team',
      remoteItem: { id: 'far', folder: {}, parentReference: { driveId: 'other' } },
    };
    const { client, sent } = talking({ status: 200, json: shortcut }, { status: 200, json: folderJson('x') });
    await ensureFolderPath(client, drive, '/Team/x', never);
    assert.equal(sent()[1], 'GET /drives/other/items/far:/x');
  });

  it('fails when a file is in the way', async () => {
    const { client } = talking({ status: 200, json: fileJson('Reports') }, taken, {
      status: 200,
      json: fileJson('Reports'),
    });
    await assert.rejects(ensureFolderPath(client, drive, '/Reports', never), { status: 409 });
  });
});

describe('createLink', () => {
  it('asks for a link to look at, with the scope that is the default', async () => {
    const { client, transport, sent } = talking({ status: 201, json: { link: { webUrl: 'https://x.test/s' } } });
    assert.equal(await createLink(client, 'd', 'i', never), 'https://x.test/s');
    assert.deepEqual(sent(), ['POST /drives/d/items/i/createLink']);
    assert.deepEqual(JSON.parse(Buffer.from(transport.last.body).toString()), { type: 'view' });
  });
});
