import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { UploadRow } from '../../../../src/upload/running/rows.ts';
import { UploadNodes } from '../../../../src/vscode/uploads/uploadNodes.ts';
import { sessionMark, uploadRecord } from '../../../support/uploadRecords.ts';

const now = 1_760_000_100_000;
const folder = uploadRecord('folder', { kind: 'folder', state: { kind: 'paused' } });
const child = uploadRecord('child', { parent: 'folder', state: { kind: 'paused' } });
const file = uploadRecord('file', { state: { kind: 'paused' } });

function row(record = file, change: Partial<UploadRow> = {}): UploadRow {
  return { record, where: 'nobody', ...change };
}

describe('UploadNodes', () => {
  it('keeps the object of each row and tells which ones have changed', () => {
    const nodes = new UploadNodes();
    assert.equal(nodes.update([row(), row(folder)], now), undefined);
    const [first] = nodes.below(undefined);
    assert.deepEqual(nodes.update([row(), row(folder)], now), []);
    const changed = nodes.update([row(file, { where: 'otherWindow' }), row(folder)], now);
    assert.deepEqual(changed, [first]);
    assert.equal(nodes.below(undefined)[0], first);
    assert.equal(first?.standing, 'otherWindow');
  });

  it('notices a change of the record, of what goes on, and of what time makes of it', () => {
    const nodes = new UploadNodes();
    const expiring = { ...file, session: sessionMark(0, { expires: now + 1000 }) };
    nodes.update([row(expiring)], now);
    assert.equal(nodes.update([row(expiring)], now + 2000)?.length, 1);
    assert.deepEqual(
      [...nodes.all].map(({ standing }) => standing),
      ['expired'],
    );
    assert.equal(nodes.update([row({ ...expiring })], now + 2000)?.length, 1);
    assert.equal(nodes.update([row(expiring, { live: {} })], now + 2000)?.length, 1);
  });

  it('wants all rows to be looked at when one comes, goes or moves', () => {
    const nodes = new UploadNodes();
    nodes.update([row(file)], now);
    const [first] = nodes.below(undefined);
    assert.equal(nodes.update([row(file), row(folder)], now), undefined);
    assert.equal(nodes.below(undefined)[0], first);
    assert.equal(nodes.update([row(folder), row(file)], now), undefined);
    assert.equal(nodes.update([row(folder)], now), undefined);
    assert.equal([...nodes.all].length, 1);
  });

  it('has files below the folder that they were uploaded with, as long as that is listed', () => {
    const nodes = new UploadNodes();
    nodes.update([row(folder), row(child)], now);
    const [top, ...others] = nodes.below(undefined);
    assert.deepEqual(others, []);
    assert.deepEqual(
      nodes.below(top).map(({ record }) => record.id),
      ['child'],
    );
    assert.equal(nodes.update([row(child)], now), undefined);
    assert.deepEqual(
      nodes.below(undefined).map(({ record }) => record.id),
      ['child'],
    );
  });
});
