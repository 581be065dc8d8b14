import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import { answering, replacing } from './prompts.ts';
import { replace, show, useEditors } from './workbookFilesScene.ts';
import { run, useWorkbookWorld } from './workbookScene.ts';

const { deleteWorksheet, newWorksheet, renameWorksheet } = commandIds;

/** What the active editor shows. */
function activePath(): string | undefined {
  return vscode.window.activeTextEditor?.document.uri.path;
}

describe('commands about sheets of open workbooks', () => {
  useEditors();
  const world = useWorkbookWorld();

  it('add a sheet and show it', async () => {
    const workbook = await world.openBudget();
    const titles = await answering('showInputBox', 'Plan 2027', () => run(newWorksheet, workbook.id));
    assert.deepEqual(titles, ['New Worksheet']);
    assert.equal((await world.sheets()).at(-1), 'Plan 2027');
    assert.equal(activePath(), '/Budget.xlsx/worksheets/Plan 2027.csv');
  });

  it('say while a name is typed what is wrong with it', async () => {
    const workbook = await world.openBudget();
    const said: unknown[] = [];
    const replaced = replacing(vscode.window, 'showInputBox', async (options: vscode.InputBoxOptions) => {
      for (const name of ['', 'a/b', 'SALES', 'Fine']) {
        said.push(await options.validateInput?.(name));
      }
    });
    await run(newWorksheet, workbook.id).finally(() => replaced.restore());
    assert.deepEqual(said, [
      'A sheet needs a name.',
      String.raw`The name of a sheet cannot contain any of these characters: \ / ? * [ ] :`,
      'There is a sheet with the name SALES already.',
      undefined,
    ]);
  });

  it('rename the sheet of the active editor, which goes on with it', async () => {
    const workbook = await world.openBudget();
    const document = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    await replace(document, 'Apples', 'Cherries');
    const asked = await answering('showWarningMessage', 'Save and Rename', () =>
      answering('showInputBox', 'Revenue', () => run(renameWorksheet)),
    );
    assert.deepEqual(asked, ['The editor of the sheet Sales has unsaved changes.']);
    const [first] = await world.sheets();
    assert.equal(first, 'Revenue');
    assert.equal((await world.sim.workbook('/Budget.xlsx')).value('Revenue', 'A2'), 'Cherries');
    assert.equal(activePath(), '/Budget.xlsx/worksheets/Revenue.csv');
    assert.equal(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length, 1);
  });

  it('rename nothing when the user thinks better of it', async () => {
    const workbook = await world.openBudget();
    const uri = world.uri(workbook, 'worksheets/Sales.csv');
    const before = await world.sheets();
    await answering('showInputBox', undefined, () => run(renameWorksheet, uri));
    await answering('showInputBox', 'Sales', () => run(renameWorksheet, uri));
    await replace(await show(uri), 'Apples', 'Cherries');
    await answering('showWarningMessage', 'Cancel', () =>
      answering('showInputBox', 'Revenue', () => run(renameWorksheet, uri)),
    );
    assert.deepEqual(await world.sheets(), before);
  });

  it('delete a sheet that the user picks, after a question', async () => {
    const workbook = await world.openBudget();
    const uri = world.uri(workbook, 'worksheets/Hidden.csv');
    await show(uri);
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    const remove = (answer: string): Promise<string[]> =>
      answering('showWarningMessage', answer, () =>
        answering('showQuickPick', 'Hidden', () => run(deleteWorksheet, workbook.id)),
      );
    assert.deepEqual(await remove('Cancel'), ['Delete the sheet Hidden of Budget.xlsx?']);
    assert.ok((await world.sheets()).includes('Hidden'));
    await remove('Delete');
    assert.ok(!(await world.sheets()).includes('Hidden'));
    const paths = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri.scheme] : []));
    assert.deepEqual(paths, ['untitled']);
    const told = await answering('showInformationMessage', undefined, () => run(deleteWorksheet, uri));
    assert.deepEqual(told, ['Delete Worksheet: the sheet is not in Budget.xlsx any more.']);
  });

  it('say what the service refuses', async () => {
    const workbook = await world.openBudget();
    world.sim.faults.add({ route: 'addWorksheet', kind: 'status', status: 403, code: 'accessDenied' });
    const errors = await answering('showErrorMessage', undefined, () =>
      answering('showInputBox', 'Plan', () => run(newWorksheet, workbook.id)),
    );
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /denied|may not|not allow/iu);
    assert.ok(!(await world.sheets()).includes('Plan'));
  });
});
