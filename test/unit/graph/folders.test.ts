import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findFolder, getFolder, getRootFolder, NotAFolderError } from '../../../src/graph/folders.ts';
import { clientFor } from '../../support/graphClient.ts';
import { ScriptedTransport } from '../../support/scriptedTransport.ts';

const never = new AbortController().signal;

function folderAt(path: string | undefined, driveType: string | undefined = 'business'): ReturnType<typeof getFolder> {
  const parentReference = { driveId: 'd', driveType, path };
  const json = { id: 'i', name: 'New', folder: {}, parentReference };
  return getFolder(clientFor(new ScriptedTransport({ status: 200, json })), 'd', 'i', never);
}

describe('getFolder', () => {
  for (const [path, expected] of [
    ['/drives/d/root:', '/New'],
    ['/drive/root:/Reports', '/Reports/New'],
    ['/drives/b!x/root:/50%25%20of%20%231/%E6%97%A5', '/50% of #1/日/New'],
    ['/drive/root:/50% off', '/50% off/New'],
    [undefined, '/New'],
  ] as const) {
    it(`makes ${expected} of the parent ${String(path)}`, async () => {
      assert.equal((await folderAt(path)).path, expected);
    });
  }

  it('gives ids and kind of drive', async () => {
    assert.deepEqual(await folderAt('/drive/root:', 'personal'), {
      driveId: 'd',
      itemId: 'i',
      driveType: 'personal',
      path: '/New',
    });
    assert.equal((await folderAt('/drive/root:', 'something new')).driveType, 'documentLibrary');
  });

  it('does not take a file for a folder', async () => {
    const client = clientFor(new ScriptedTransport({ status: 200, json: { id: 'i', name: 'a', file: {} } }));
    await assert.rejects(getFolder(client, 'd', 'i', never), NotAFolderError);
  });

  it('gives the place that a shortcut leads to', async () => {
    const json = {
      id: 'shortcut',
      name: 'Here',
      remoteItem: {
        id: 'there',
        name: 'There',
        folder: {},
        parentReference: { driveId: 'other', driveType: 'business', path: '/drives/other/root:/a' },
      },
      parentReference: { driveId: 'd', driveType: 'personal', path: '/drive/root:' },
    };
    const client = clientFor(new ScriptedTransport({ status: 200, json }));
    assert.deepEqual(await getFolder(client, 'd', 'shortcut', never), {
      driveId: 'other',
      itemId: 'there',
      driveType: 'business',
      path: '/a/There',
    });
  });
});

describe('getRootFolder', () => {
  it('gives the top of a drive', async () => {
    const json = { id: 'r', name: 'root', folder: {}, root: {}, parentReference: { driveType: 'business' } };
    const transport = new ScriptedTransport({ status: 200, json });
    assert.deepEqual(await getRootFolder(clientFor(transport), 'b!1', never), {
      driveId: 'b!1',
      itemId: 'r',
      driveType: 'business',
      path: '/',
    });
    assert.equal(new URL(transport.last.url).pathname, '/v1.0/drives/b!1/root');
  });
});

describe('findFolder', () => {
  const found = (status: number, json: unknown): ReturnType<typeof findFolder> =>
    findFolder(clientFor(new ScriptedTransport({ status, json })), 'd', '/a/b', never);

  it('tells a folder from nothing, from something else, and from a refusal', async () => {
    const item = { id: 'i', name: 'b', parentReference: { driveId: 'd', path: '/drive/root:/a' } };
    assert.equal((await found(200, { ...item, folder: {} }))?.path, '/a/b');
    assert.equal(await found(404, { error: { code: 'itemNotFound' } }), undefined);
    await assert.rejects(found(200, { ...item, file: {} }), NotAFolderError);
    await assert.rejects(found(403, { error: { code: 'accessDenied' } }), { status: 403 });
  });
});
