import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { OwnRecords } from '../../../../src/upload/journal/ownRecords.ts';
import type { RecordFiles } from '../../../../src/upload/journal/ports.ts';
import type { UploadRecord } from '../../../../src/upload/journal/record.ts';
import { uploadRecord } from '../../../support/uploadRecords.ts';

/** Files whose answers come when the test says so. */
class SlowFiles implements RecordFiles {
  readonly onDidChange = () => ({ dispose: () => {} });
  readonly ids = new Set<string>();
  readonly answer: (() => void)[] = [];
  found: readonly UploadRecord[] = [];

  async readAll(): Promise<readonly UploadRecord[]> {
    const { found } = this;
    await new Promise<void>((resolve) => this.answer.push(resolve));
    return found;
  }

  save(): Promise<void> {
    return new Promise((resolve) => this.answer.push(resolve));
  }

  remove(): Promise<void> {
    return new Promise((resolve) => this.answer.push(resolve));
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

describe('OwnRecords', () => {
  const [older, newer] = [uploadRecord('a', { size: 1 }), uploadRecord('a', { size: 2 })];
  let files: SlowFiles;
  let own: OwnRecords;

  beforeEach(async () => {
    files = new SlowFiles();
    own = new OwnRecords(files);
    files.found = [older];
    const refreshed = own.refresh([]);
    files.answer.pop()?.();
    assert.equal(await refreshed, true);
  });

  it('does not fall back behind a save that was under way when the files were asked', async () => {
    const saved = own.save(newer, {});
    const refreshed = own.refresh([]);
    const [endSave, endRead] = files.answer;
    endRead?.();
    assert.equal(await refreshed, false);
    assert.deepEqual(own.get('a'), newer);
    endSave?.();
    await saved;
  });

  it('does not fall back behind a save that ended before the answer came', async () => {
    const refreshed = own.refresh([]);
    const saved = own.save(newer, {});
    const [endRead, endSave] = files.answer;
    endSave?.();
    await saved;
    endRead?.();
    assert.equal(await refreshed, false);
    assert.deepEqual(own.get('a'), newer);
  });

  it('does not bring back what was removed before the answer came', async () => {
    const refreshed = own.refresh([]);
    const removed = own.remove('a');
    const [endRead, endRemove] = files.answer;
    endRemove?.();
    await removed;
    endRead?.();
    assert.equal(await refreshed, false);
    assert.deepEqual([...own.all()], []);
  });

  it('takes over what others have written when nothing of it is its own', async () => {
    files.found = [newer, uploadRecord('b')];
    const refreshed = own.refresh([]);
    files.answer.pop()?.();
    assert.equal(await refreshed, true);
    assert.deepEqual([...own.all()], [newer, uploadRecord('b')]);
    files.found = [newer];
    const again = own.refresh([]);
    files.answer.pop()?.();
    assert.equal(await again, true, 'one is gone');
    assert.deepEqual([...own.all()], [newer]);
  });
});
