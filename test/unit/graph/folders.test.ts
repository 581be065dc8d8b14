import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { getFolder, NotAFolderError } from '../../../src/graph/folders.ts';
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
    [undefined, "/New"],
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
});
