import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { QuickXorHash } from '../../src/graph/quickXorHash.ts';
import type { SimItem, Simulator } from '../sim/index.ts';

/**
 * Checks that the service has exactly these bytes at the path. The simulator hashes what it receives with code of its
 * own, so both kinds of hash come from two sources.
 */
export function assertStored(sim: Simulator, path: string, content: Uint8Array): SimItem {
  const item = sim.item(path);
  assert.ok(item, `there is no ${path}`);
  assert.equal(item.size, content.length);
  assert.equal(item.sha256, createHash('sha256').update(content).digest('hex'));
  const quickXorHash = new QuickXorHash();
  quickXorHash.update(content);
  assert.equal(item.quickXorHash, quickXorHash.digest());
  return item;
}
