import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { LiveState } from '../../../../src/upload/running/liveProgress.ts';
import type { UploadRow } from '../../../../src/upload/running/rows.ts';
import { topRows } from '../../../../src/upload/running/rows.ts';
import { summaryOf } from '../../../../src/upload/running/summary.ts';
import { uploadRecord } from '../../../support/uploadRecords.ts';

type Changed = Parameters<typeof uploadRecord>[1];

function row(id: string, live?: LiveState, changed: Changed = {}): UploadRow {
  return {
    record: uploadRecord(id, { name: id, size: 1000, state: { kind: 'running' }, ...changed }),
    where: 'thisWindow',
    ...(live && { live }),
  };
}

const sending = (sent: number, bytesPerSecond = 100): LiveState => ({
  progress: { size: 1000, sent, accepted: 0 },
  bytesPerSecond,
});

describe('summaryOf', () => {
  it('is empty when this window runs nothing', () => {
    const elsewhere: UploadRow = { ...row('a', sending(1)), where: 'otherWindow' };
    const paused: UploadRow = { ...row('b'), where: 'nobody' };
    assert.equal(summaryOf([elsewhere, paused]).running, 0);
  });

  it('names the only upload and adds up several', () => {
    assert.deepEqual(summaryOf([row('a', sending(500))]), {
      running: 1,
      name: 'a',
      percent: 50,
      bytesPerSecond: 100,
      msLeft: 5000,
    });
    assert.deepEqual(summaryOf([row('a', sending(500)), row('b', sending(1000, 300))]), {
      running: 2,
      percent: 75,
      bytesPerSecond: 400,
      msLeft: 1250,
    });
  });

  it('counts a file of a folder upload with its folder', () => {
    const rows = [row('folder', sending(200), { kind: 'folder' }), row('file', sending(100), { parent: 'folder' })];
    assert.deepEqual(summaryOf(rows), { running: 1, name: 'folder', percent: 20, bytesPerSecond: 100, msLeft: 8000 });
    assert.deepEqual(topRows(rows), rows.slice(0, 1));
    assert.deepEqual(topRows(rows.slice(1)), rows.slice(1));
  });

  it('says what all wait for, and nothing as long as one moves', () => {
    const offline = row('a', { ...sending(1), wait: { reason: 'offline' } });
    const queued = row('b', undefined, { state: { kind: 'queued' } });
    assert.deepEqual(summaryOf([offline, queued]).waiting, { reason: 'offline' });
    assert.equal(summaryOf([offline, row('c', sending(5))]).waiting, undefined);
  });
});
