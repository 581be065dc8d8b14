import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ItemInFolder } from '../../../src/graph/itemInFolder.ts';
import { getItemInFolder } from '../../../src/graph/itemInFolder.ts';
import { clientFor } from '../../support/graphClient.ts';
import { ScriptedTransport } from '../../support/scriptedTransport.ts';

const never = new AbortController().signal;

function read(json: unknown): Promise<ItemInFolder> {
  return getItemInFolder(clientFor(new ScriptedTransport({ status: 200, json })), 'd', 'i', never);
}

describe('getItemInFolder', () => {
  const file = { id: 'i', name: 'Budget.xlsx', size: 1, file: {} };

  it('tells the folder and the kind of the drive', async () => {
    const parentReference = { driveId: 'd', id: 'p', driveType: 'business', path: '/drive/root:/Reports' };
    const { item, ...place } = await read({ ...file, parentReference });
    assert.deepEqual([item.driveId, item.id, item.name], ['d', 'i', 'Budget.xlsx']);
    assert.deepEqual(place, { driveType: 'business', folderId: 'p' });
  });

  it('tells those of the item that a shortcut leads to', async () => {
    const remoteItem = { ...file, id: 'far', parentReference: { driveId: 'e', id: 'q', driveType: 'documentLibrary' } };
    const shortcut = { id: 'i', name: 'Budget.xlsx', parentReference: { driveId: 'd', id: 'p' }, remoteItem };
    const { item, ...place } = await read(shortcut);
    assert.deepEqual([item.driveId, item.id], ['e', 'far']);
    assert.deepEqual(place, { driveType: 'documentLibrary', folderId: 'q' });
  });

  it('leaves out what the service does not tell', async () => {
    const { item: _, ...nothing } = await read(file);
    assert.deepEqual(nothing, {});
    const { item: __, ...unknownKind } = await read({ ...file, parentReference: { driveType: 'new' } });
    assert.deepEqual(unknownKind, {});
  });
});
