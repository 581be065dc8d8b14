import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { UploadRow } from '../../../../src/upload/running/rows.ts';
import { clearable, isInterrupted, rowsNamed } from '../../../../src/upload/running/rows.ts';
import { markAt } from '../../../support/scriptedTransfers.ts';
import { uploadRecord } from '../../../support/uploadRecords.ts';

const folder = rowOf('folder');
const first = rowOf('first', 'folder');
const second = rowOf('second', 'folder');
const other = rowOf('other');

function rowOf(id: string, parent?: string): UploadRow {
  return { record: uploadRecord(id, { ...(parent !== undefined && { parent }) }), where: 'nobody' };
}

function idsOf(rows: readonly UploadRow[]): string[] {
  return rows.map(({ record }) => record.id);
}

describe('rowsNamed', () => {
  it('finds rows by their ids, a folder without its files', () => {
    assert.deepEqual(idsOf(rowsNamed([folder, first, other], new Set(['folder']))), ['folder']);
    assert.deepEqual(idsOf(rowsNamed([folder, first, other], new Set(['first', 'nobody']))), ['first']);
  });

  it('finds the files of a folder for which nothing can be done, or that has ended', () => {
    assert.deepEqual(idsOf(rowsNamed([first, second, other], new Set(['folder']))), ['first', 'second']);
  });
});

describe('clearable', () => {
  it('leaves a folder as long as one of its files is still wanted', () => {
    const rows = [folder, first, second, other];
    assert.deepEqual(idsOf(clearable(rows, (row) => row !== second)), ['first', 'other']);
    assert.deepEqual(idsOf(clearable(rows, () => true)), ['folder', 'first', 'second', 'other']);
  });
});

describe('isInterrupted', () => {
  it('counts what was under way, also when the service may have forgotten it since', () => {
    const session = { ...markAt(50, 30), expires: 1 };
    for (const kind of ['queued', 'running', 'interrupted'] as const) {
      assert.equal(isInterrupted({ record: uploadRecord('a', { state: { kind }, session }), where: 'nobody' }), true);
    }
  });

  it('leaves alone what the user has paused, and what another window is at', () => {
    const paused = uploadRecord('a', { state: { kind: 'paused' } });
    assert.equal(isInterrupted({ record: paused, where: 'nobody' }), false);
    const running = uploadRecord('a', { state: { kind: 'running' } });
    assert.equal(isInterrupted({ record: running, where: 'otherWindow' }), false);
    assert.equal(isInterrupted({ record: running, where: 'otherMachine' }), false);
  });
});
