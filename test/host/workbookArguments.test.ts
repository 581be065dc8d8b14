import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { namesIds, workbooksFor } from '../../src/vscode/workbooks/chooseOpen.ts';
import type { OpenChoice } from '../../src/vscode/workbooks/chooseOpen.ts';
import type { OpenWorkbook } from '../../src/workbook/session/openWorkbook.ts';
import { done, made, never, WorkbookScene } from '../support/workbookScene.ts';
import { answering } from './prompts.ts';

const choice: OpenChoice = { title: 'Refresh Workbook', many: true };

describe('what commands about open workbooks are called with', () => {
  let scene: WorkbookScene;
  let persistent: OpenWorkbook;
  let scratch: OpenWorkbook;
  let restores: number;

  beforeEach(async () => {
    restores = 0;
    scene = new WorkbookScene([made('s1'), made('s2', false), done, done]);
    persistent = await scene.open();
    scratch = await scene.open(false);
  });
  afterEach(async () => {
    await Promise.all([persistent, scratch].map((workbook) => scene.workbooks.close(workbook, never)));
  });

  function found(item?: unknown, items?: unknown, how = choice): Promise<readonly OpenWorkbook[]> {
    const restored = (): Promise<void> => {
      restores++;
      return Promise.resolve();
    };
    return workbooksFor({ workbooks: scene.workbooks, restored }, item, items, how);
  }

  it('are rows of the view, of which several can be in one workbook', async () => {
    const row = { kind: 'workbook', workbook: scratch };
    const sheet = { kind: 'sheet', workbook: scratch, sheet: { id: '1', name: 'Sales' } };
    assert.deepEqual(await found(row), [scratch]);
    assert.deepEqual(await found(row, [row, sheet]), [scratch]);
    assert.deepEqual(await found(sheet, [{ kind: 'workbook', workbook: persistent }, sheet]), [persistent, scratch]);
    assert.equal(namesIds(row, [row]), false);
  });

  it('are ids, and resources in whatever case', async () => {
    assert.deepEqual(await found(scratch.opened.id), [scratch]);
    assert.deepEqual(await found(undefined, [scratch.opened.id, persistent.opened.id]), [persistent, scratch]);
    assert.deepEqual(await found(null, null, { ...choice, eligible: (each) => each === scratch }), [scratch]);
    const uri = vscode.Uri.parse('onedrive-workbook:/budget.XLSX (Scratch)/worksheets/Sales.csv', true);
    assert.deepEqual(await found(uri, { groupId: 1 }), [scratch]);
    assert.deepEqual(await found(uri.toString()), [scratch]);
    assert.deepEqual(
      [namesIds('a', ['b']), namesIds(uri, undefined), namesIds(undefined, undefined)],
      [true, false, false],
    );
  });

  it('are nothing, and the user picks some', async () => {
    let picked: readonly OpenWorkbook[] = [];
    const titles = await answering('showQuickPick', 'nothing', async () => {
      picked = await found(undefined, undefined, { ...choice, many: false });
    });
    assert.deepEqual([titles, picked, restores], [['Refresh Workbook'], [], 0]);
  });

  it('are something that is not open any more: those of before a reload are waited for', async () => {
    const told = await answering('showInformationMessage', undefined, async () => {
      assert.deepEqual(await found('nobody-has-this-id'), []);
    });
    assert.deepEqual([told.length, restores], [1, 1]);
    assert.deepEqual(await found(scratch.opened.id, undefined, { ...choice, eligible: () => false }), []);
  });
});
