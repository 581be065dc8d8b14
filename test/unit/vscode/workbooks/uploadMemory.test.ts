import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { StoredFile } from '../../../../src/upload/finished.ts';
import { UploadMemory } from '../../../../src/vscode/workbooks/open/uploadMemory.ts';
import { memoryState } from '../../../support/memoryState.ts';
import { itemNamed } from '../../../support/scriptedTransfers.ts';
import { testMachine, uploadRecord } from '../../../support/uploadRecords.ts';

const key = 'onedrive.uploadedWorkbooks';
const { destination, place } = uploadRecord('any');
const uriOf = (name: string): string => `file:///data/${name}`;

function stored(name: string, change: Partial<StoredFile> = {}): StoredFile {
  const item = { ...itemNamed(name), cTag: '"c:{1},1"' };
  return { uri: uriOf(name), size: 100, mtime: 7.25, item, verified: 'hash', destination, place, ...change };
}

describe('UploadMemory', () => {
  it('knows which item a workbook has become, and how it was then', async () => {
    const state = memoryState();
    await new UploadMemory(state, testMachine.id).remember(stored('Budget.xlsx'));
    assert.deepEqual(new UploadMemory(state, testMachine.id).get(uriOf('Budget.xlsx')), {
      uri: uriOf('Budget.xlsx'),
      driveId: 'drive',
      itemId: 'id-Budget.xlsx',
      name: 'Budget.xlsx',
      size: 100,
      mtime: 7.25,
      cTag: '"c:{1},1"',
      graph: 'https://graph.microsoft.com',
      account: 'b!own',
    });
  });

  it('takes no note of other files', async () => {
    const state = memoryState();
    await new UploadMemory(state, testMachine.id).remember(stored('notes.txt'));
    assert.deepEqual(state.keys(), []);
  });

  it('has the last upload of each file, and none that was forgotten', async () => {
    const state = memoryState();
    const memory = new UploadMemory(state, testMachine.id);
    const item = itemNamed('Budget 1.xlsx');
    await memory.remember(stored('Budget.xlsx'));
    await memory.remember(stored('Other.xlsm'));
    await memory.remember(stored('Budget.xlsx', { item, size: 200 }));
    const { itemId, size, ...others } = memory.get(uriOf('Budget.xlsx')) ?? {};
    assert.deepEqual([itemId, size], ['id-Budget 1.xlsx', 200]);
    assert.ok(!('cTag' in others), 'an item without cTag has none');
    await memory.forget(uriOf('Budget.xlsx'));
    assert.equal(memory.get(uriOf('Budget.xlsx')), undefined);
    assert.ok(memory.get(uriOf('Other.xlsm')));
    await memory.forget(uriOf('Other.xlsm'));
    assert.deepEqual(state.keys(), []);
  });

  it('tells the files of one machine from those of another that have the same path', async () => {
    const state = memoryState();
    const [here, there] = [new UploadMemory(state, testMachine.id), new UploadMemory(state, 'there')];
    await here.remember(stored('Budget.xlsx'));
    assert.equal(there.get(uriOf('Budget.xlsx')), undefined);
    await there.remember(stored('Budget.xlsx', { size: 200 }));
    await there.forget(uriOf('Budget.xlsx'));
    assert.equal(here.get(uriOf('Budget.xlsx'))?.size, 100);
  });

  it('keeps what other windows have written, and drops the oldest of more than 200', async () => {
    const state = memoryState();
    const windows = [new UploadMemory(state, testMachine.id), new UploadMemory(state, testMachine.id)] as const;
    for (let index = 0; index < 201; index++) {
      await windows[index % 2 === 0 ? 0 : 1].remember(stored(`${index}.xlsx`));
    }
    assert.equal(windows[0].get(uriOf('0.xlsx')), undefined);
    assert.ok(windows[0].get(uriOf('1.xlsx')));
    assert.ok(windows[0].get(uriOf('199.xlsx')));
    assert.equal(state.get<unknown[]>(key)?.length, 200);
  });

  it('leaves out what does not look right', async () => {
    const state = memoryState();
    const memory = new UploadMemory(state, testMachine.id);
    for (const broken of ['text', 7, { no: 'list' }, [null, 'x', {}, { uri: uriOf('a.xlsx') }]]) {
      await state.update(key, broken);
      assert.equal(memory.get(uriOf('a.xlsx')), undefined);
    }
    await memory.remember(stored('a.xlsx'));
    const [good] = state.get<object[]>(key) ?? [];
    for (const change of [{ size: 'large' }, { mtime: null }, { cTag: 7 }, { machine: undefined }]) {
      await state.update(key, [{ ...good, ...change }]);
      assert.equal(memory.get(uriOf('a.xlsx')), undefined, JSON.stringify(change));
    }
  });
});
