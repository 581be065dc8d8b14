import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { OpenWorkbook } from '../../../../src/workbook/session/openWorkbook.ts';
import { folderName } from '../../../../src/workbook/session/folderName.ts';
import { settle } from '../../../support/settle.ts';
import { book, done, held, made, never, WorkbookScene } from '../../../support/workbookScene.ts';

const other = { ...book, itemId: '01B', name: 'BUDGET.xlsx' };

function folders(list: readonly OpenWorkbook[]): string[] {
  return list.map(({ opened }) => opened.folder);
}

describe('the folder of an open workbook', () => {
  for (const [persistChanges, taken, expected] of [
    [true, [], 'Budget.xlsx'],
    [false, [], 'Budget.xlsx (scratch)'],
    [false, ['Budget.xlsx'], 'Budget.xlsx (scratch)'],
    [true, ['BUDGET.XLSX', 'Budget.xlsx (scratch)'], 'Budget.xlsx 2'],
    [false, ['Budget.xlsx (Scratch)'], 'Budget.xlsx (scratch) 2'],
    [true, ['Budget.xlsx', 'Budget.xlsx 2', 'Budget.xlsx 4'], 'Budget.xlsx 3'],
    [true, ['Budget.xlsx 2'], 'Budget.xlsx'],
  ] as const) {
    it(`is ${expected} beside ${taken.join(', ') || 'nothing'}`, () => {
      assert.equal(folderName('Budget.xlsx', persistChanges, taken), expected);
    });
  }

  it('is not that of another one that is being opened', async () => {
    const creating = held(made('s1'));
    const scene = new WorkbookScene([creating.reply, made('s2')]);
    const both = Promise.all([scene.workbooks.open(book, true, never), scene.workbooks.open(other, true, never)]);
    await settle();
    creating.release();
    assert.deepEqual(folders(await both), ['Budget.xlsx', 'BUDGET.xlsx 2']);
  });

  it('stays while it is open, and is free again when it is closed', async () => {
    const scene = new WorkbookScene([made('s1'), made('s2'), done, made('s3')]);
    const first = await scene.open();
    const second = await scene.workbooks.open(other, true, never);
    await scene.workbooks.close(first, never);
    assert.equal(second.opened.folder, 'BUDGET.xlsx 2');
    const again = await scene.open();
    assert.deepEqual(folders([again, second]), ['Budget.xlsx', 'BUDGET.xlsx 2']);
  });

  it('is the same after a reload, and not given to what is opened meanwhile', async () => {
    const scene = new WorkbookScene([made('s1'), made('s2')]);
    await scene.open();
    await scene.workbooks.open(other, true, never);
    await settle();
    const next = new WorkbookScene([made('s3')], scene.records);
    await next.settled(next.workbooks.open({ ...other, itemId: '01C' }, true, never));
    assert.deepEqual(folders(next.workbooks.list), ['Budget.xlsx', 'BUDGET.xlsx 2', 'BUDGET.xlsx 3']);
  });
});
