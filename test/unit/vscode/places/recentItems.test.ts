import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { JsonObject } from '../../../../src/base/json.ts';
import { RecentItems } from '../../../../src/vscode/places/recentItems.ts';
import { memoryState } from '../../../support/memoryState.ts';

interface Item {
  readonly driveId: string;
  readonly itemId: string;
  readonly name: string;
}

const key = 'recent';
const graph = 'https://graph.microsoft.com';
const elsewhere = 'https://microsoftgraph.chinacloudapi.cn';

function read({ driveId, itemId, name }: JsonObject): Item | undefined {
  return typeof driveId === 'string' && typeof itemId === 'string' && typeof name === 'string'
    ? { driveId, itemId, name }
    : undefined;
}

function item(itemId: string, name = itemId): Item {
  return { driveId: 'd', itemId, name };
}

describe('recent items', () => {
  it('are the newest first, each once, five at most, also in the next window', async () => {
    const memory = memoryState();
    const recent = new RecentItems(memory, key, read);
    for (const id of ['1', '2', '3', '4', '5', '6']) {
      await recent.remember(graph, item(id));
    }
    await recent.remember(graph, item('3', 'new name'));
    assert.deepEqual(new RecentItems(memory, key, read).of(graph), [
      item('3', 'new name'),
      item('6'),
      item('5'),
      item('4'),
      item('2'),
    ]);
  });

  it('are those of one Graph service, whose ids mean nothing in another', async () => {
    const recent = new RecentItems(memoryState(), key, read);
    await recent.remember(graph, item('1'));
    await recent.remember(elsewhere, item('1', 'there'));
    assert.deepEqual(recent.of(graph), [item('1')]);
    await recent.forget(elsewhere, item('1'));
    assert.deepEqual(recent.of(elsewhere), []);
    assert.deepEqual(recent.of(graph), [item('1')]);
  });

  it('are only those that look right', async () => {
    const memory = memoryState();
    await memory.update(key, [null, 'x', { ...item('1') }, { ...item('2'), graph: 2 }, { driveId: 'd', graph }]);
    const recent = new RecentItems(memory, key, read);
    assert.deepEqual(recent.of(graph), []);
    await memory.update(key, 'x');
    await recent.remember(graph, item('4'));
    assert.deepEqual(recent.of(graph), [item('4')]);
  });
});
