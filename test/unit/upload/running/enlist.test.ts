import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { UploadRecord } from '../../../../src/upload/journal/record.ts';
import { enlist } from '../../../../src/upload/running/enlist.ts';
import type { JournalEntry } from '../../../../src/upload/journal/ports.ts';
import { ManualClock } from '../../../support/manualClock.ts';
import { task } from '../../../support/managing.ts';
import { markAt } from '../../../support/scriptedTransfers.ts';

const place = { graph: 'https://graph.test', account: { id: 'me' }, machine: { id: 'here', name: 'here' } };

function listing(): { clock: ManualClock; newId: () => string } {
  let lastId = 0;
  return { clock: new ManualClock(), newId: () => `id-${++lastId}` };
}

/** An upload that was paused with something on the server. */
function paused(changed: Partial<UploadRecord> = {}): JournalEntry {
  const { records } = enlist([task('a')], [], place, { clock: new ManualClock(), newId: () => 'old' }, undefined);
  const [record] = records;
  assert.ok(record);
  return {
    record: { ...record, startedAt: 5, state: { kind: 'paused' }, session: markAt(50, 30), ...changed },
    where: 'nobody',
  };
}

describe('enlist', () => {
  it('makes a record of everything that was decided, with no secret place for anything else', () => {
    const [record] = enlist([task('a', { deferCommit: true })], [], place, listing(), 'folder').records;
    assert.equal(record?.parent, 'folder');
    assert.equal(record.state.kind, 'queued');
    assert.equal(record.startedAt, 0);
    assert.deepEqual(record.rules, { conflictBehavior: 'fail', conflict: 'ask', verify: true, deferCommit: true });
    assert.equal('source' in record, false);
  });

  it('goes on with what is pending of the same file', () => {
    const { records, obsolete } = enlist([task('a')], [paused()], place, listing(), undefined);
    assert.deepEqual(obsolete, []);
    assert.equal(records[0]?.id, 'old');
    assert.equal(records[0].session?.accepted, 30);
    assert.equal(records[0].state.kind, 'queued');
  });

  it('goes on with a pending folder, whatever was found in it so far', () => {
    const { source: _none, size: _size, mtime: _mtime, ...folder } = task('photos');
    const first = enlist([folder], [], place, listing(), undefined).records;
    const entries = first.map((record) => ({ record: { ...record, size: 500 }, where: 'nobody' }) as const);
    const { records, obsolete } = enlist([folder], entries, place, listing(), undefined);
    assert.deepEqual(obsolete, []);
    assert.equal(records[0]?.id, first[0]?.id);
  });

  for (const [what, entry, changed] of [
    ['another size', paused(), { size: 99 }],
    ['another time', paused(), { mtime: 8 }],
    ['another rule', paused(), { conflictBehavior: 'replace' }],
    ['a commit later', paused(), { deferCommit: true }],
    ['another item to replace', paused(), { replaces: { itemId: 'x', cTag: 'y' } }],
    ['a file that was seen to have changed', paused({ state: { kind: 'changed' } }), {}],
    ['another account', paused({ place: { ...place, account: { id: 'you' } } }), {}],
    ['another service', paused({ place: { ...place, graph: 'https://other.test' } }), {}],
  ] as const) {
    it(`gives up what is pending, and begins anew, for ${what}`, () => {
      const { records, obsolete } = enlist([task('a', changed)], [entry], place, listing(), undefined);
      assert.deepEqual(obsolete, ['old']);
      assert.equal(records[0]?.id, 'id-1');
      assert.equal(records[0].session, undefined);
    });
  }

  for (const [what, entry] of [
    ['that another window is at', { ...paused(), where: 'otherWindow' }],
    ['of another machine', { ...paused(), where: 'otherMachine' }],
    ['that is being given up', paused({ state: { kind: 'discarding' } })],
    ['of another file', paused({ uri: 'file:///b' })],
    ['to another name', paused({ name: 'b' })],
  ] as const) {
    it(`leaves an upload alone ${what}`, () => {
      const { records, obsolete } = enlist([task('a')], [entry], place, listing(), undefined);
      assert.deepEqual(obsolete, []);
      assert.equal(records[0]?.id, 'id-1');
    });
  }

  it('uses a pending upload for one new one only', () => {
    const { records } = enlist([task('a'), task('a')], [paused()], place, listing(), undefined);
    assert.deepEqual(
      records.map(({ id }) => id),
      ['old', 'id-2'],
    );
  });
});
