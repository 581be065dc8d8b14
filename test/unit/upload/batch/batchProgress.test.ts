import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Clock } from '../../../../src/base/clock.ts';
import { BatchProgress } from '../../../../src/upload/batch/batchProgress.ts';

function clockAt(times: number[]): Clock {
  return { now: () => 0, monotonic: () => times.shift() ?? 0, delay: () => Promise.resolve() };
}

describe('BatchProgress', () => {
  it('adds up the files of a batch', () => {
    const progress = new BatchProgress([100, 300], clockAt([0, 1000, 1000]));
    progress.update(0, { size: 100, sent: 50, accepted: 0 });
    progress.update(1, { size: 300, sent: 150, accepted: 0 });
    const snapshot = progress.snapshot();
    assert.equal(snapshot.files, 2);
    assert.equal(snapshot.finished, 0);
    assert.equal(snapshot.size, 400);
    assert.equal(snapshot.sent, 200);
    assert.equal(snapshot.bytesPerSecond, 150);
    assert.equal(snapshot.msLeft, (200 / 150) * 1000);
  });

  it('takes a file that is stored as sent whole', () => {
    const progress = new BatchProgress([100], clockAt([]));
    const item = { id: 'i', driveId: 'd', name: 'a', size: 100, eTag: '', webUrl: '', kind: 'file' } as const;
    progress.settle(0, { status: 'uploaded', item, verified: 'hash' });
    assert.equal(progress.snapshot().sent, 100);
    assert.equal(progress.snapshot().finished, 1);
  });

  it('takes the bytes of a file that will not be stored out of the sum, so that the rest can reach 100 percent', () => {
    const progress = new BatchProgress([100, 300], clockAt([]));
    progress.update(0, { size: 100, sent: 60, accepted: 0 });
    progress.settle(0, { status: 'failed', error: new Error('broken') });
    progress.update(1, { size: 300, sent: 300, accepted: 300 });
    const { size, sent, finished } = progress.snapshot();
    assert.deepEqual({ size, sent, finished }, { size: 300, sent: 300, finished: 1 });
  });

  it('follows a file whose size turned out to be another', () => {
    const progress = new BatchProgress([100], clockAt([]));
    progress.update(0, { size: 120, sent: 10, accepted: 0 });
    assert.equal(progress.snapshot().size, 120);
  });
});
