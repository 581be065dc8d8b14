import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { hasInterrupted } from '../../../../src/upload/running/interrupted.ts';
import type { UploadRow } from '../../../../src/upload/running/rows.ts';
import { ManualClock } from '../../../support/manualClock.ts';
import { never } from '../../../support/managing.ts';
import { settle } from '../../../support/settle.ts';
import { uploadRecord } from '../../../support/uploadRecords.ts';

const record = uploadRecord('a', { state: { kind: 'running' } });

describe('hasInterrupted', () => {
  it('knows at once when nobody is at any upload', async () => {
    const clock = new ManualClock();
    assert.equal(await hasInterrupted(() => [], clock, never()), false);
    assert.equal(await hasInterrupted(() => [{ record, where: 'nobody' }], clock, never()), true);
    assert.equal(await hasInterrupted(() => [{ record, where: 'otherMachine' }], clock, never()), false);
  });

  it('waits for a window that is about to end', async () => {
    const clock = new ManualClock();
    let row: UploadRow = { record, where: 'otherWindow' };
    const found = hasInterrupted(() => [row], clock, never());
    await settle();
    row = { record: { ...record, state: { kind: 'interrupted' } }, where: 'nobody' };
    clock.advance(1000);
    assert.equal(await found, true);
  });

  it('leaves a window alone that goes on', async () => {
    const clock = new ManualClock();
    const found = hasInterrupted(() => [{ record, where: 'otherWindow' }], clock, never());
    for (let second = 0; second < 30; second++) {
      clock.advance(1000);
      await settle();
    }
    assert.equal(await found, false);
  });

  it('finds what is left although another window is at something else, but not what that is about to begin', async () => {
    const clock = new ManualClock();
    const busy: UploadRow = { record, where: 'otherWindow' };
    let others: readonly UploadRow[] = [{ record: { ...record, id: 'new' }, where: 'nobody' }];
    let found: boolean | undefined;
    void hasInterrupted(() => [busy, ...others], clock, never()).then((answer) => {
      found = answer;
    });
    await settle();
    others = [{ record: { ...record, id: 'left' }, where: 'nobody' }];
    clock.advance(1000);
    await settle();
    assert.equal(found, undefined);
    clock.advance(1000);
    await settle();
    assert.equal(found, true);
  });
});
