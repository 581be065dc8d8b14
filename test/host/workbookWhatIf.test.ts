import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { WorkbookSummary } from '../../src/contributions.ts';
import { commandIds } from '../../src/contributions.ts';
import { resourcesOf } from '../../src/vscode/workbooks/resources.ts';
import { eventually } from '../support/eventually.ts';
import { answering } from './prompts.ts';
import { read, replace, show, somebodyWrites } from './workbookFilesScene.ts';
import { useWorkbookWorld } from './workbookScene.ts';

const { compareWorkbook, copyWorkbookChanges } = commandIds;

describe('What if', () => {
  const world = useWorkbookWorld();

  const sheet = (workbook: WorkbookSummary, name = 'Sales'): vscode.Uri =>
    world.uri(workbook, `worksheets/${name}.csv`);

  /** Changes a cell of a scratch copy as people do, and saves it there. */
  async function change(workbook: WorkbookSummary, before: string, after: string, name?: string): Promise<void> {
    const document = await show(sheet(workbook, name));
    await replace(document, before, after);
    assert.equal(await document.save(), true);
  }

  const run = async (id: string, ...args: readonly unknown[]): Promise<unknown> =>
    vscode.commands.executeCommand(id, ...args);

  /** What the tabs compare. */
  function compared(): string[][] {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    return tabs
      .map((tab) => resourcesOf(tab).map(({ path }) => path))
      .filter((paths) => paths.length > 1)
      .map((paths) => paths.toSorted());
  }

  const modes = (): string[] =>
    world.sim.workbookSessions.map(({ persistChanges }) => String(persistChanges)).toSorted();

  it('shows results of changes at once, and nobody else gets them', async () => {
    const scratch = await world.openBudget(false);
    await change(scratch, 'Apples,10', 'Apples,20');
    assert.match(await read(sheet(scratch, 'Übersicht 2026')), /^Net,60\n/u);
    const stored = await world.sim.workbook('/Budget.xlsx');
    assert.equal(stored.value('Sales', 'B2'), 10);
  });

  it('compares a sheet with the saved workbook, whose session ends with the comparison', async () => {
    const scratch = await world.openBudget(false);
    await change(scratch, 'Apples,10', 'Apples,20');
    await run(compareWorkbook, sheet(scratch));
    const both = ['/Budget.xlsx (scratch)/worksheets/Sales.csv', '/Budget.xlsx/worksheets/Sales.csv'];
    await eventually(() => assert.deepEqual(compared(), [both]));
    const saved = vscode.Uri.from({ scheme: 'onedrive-workbook', path: '/Budget.xlsx/worksheets/Sales.csv' });
    assert.match(await read(saved), /Apples,10,1.5,15,/u);
    assert.deepEqual(modes(), ['false', 'true']);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await eventually(() => assert.deepEqual(modes(), ['false']));
  });

  it('compares all sheets that were changed', async () => {
    const scratch = await world.openBudget(false);
    await change(scratch, 'Apples,10', 'Apples,20');
    await change(scratch, '0.2', '0.25', 'Übersicht 2026');
    await run(compareWorkbook, scratch.id);
    const paths = ['Sales', 'Übersicht 2026'].flatMap((name) =>
      ['/Budget.xlsx (scratch)', '/Budget.xlsx'].map((folder) => `${folder}/worksheets/${name}.csv`),
    );
    await eventually(() => assert.deepEqual(compared(), [paths.toSorted()]));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await eventually(() => assert.deepEqual(modes(), ['false']));
  });

  it('shows a sheet that is new, for which the saved workbook is not needed', async () => {
    const scratch = await world.openBudget(false);
    await vscode.workspace.fs.writeFile(sheet(scratch, 'Plan'), new TextEncoder().encode('1,2\n'));
    const messages = await answering('showInformationMessage', undefined, () => run(compareWorkbook, scratch.id));
    assert.deepEqual(messages, [
      'There is nothing to compare with: the saved workbook Budget.xlsx does not have Plan.',
    ]);
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    assert.deepEqual(activeTab && resourcesOf(activeTab).map(({ path }) => path), [sheet(scratch, 'Plan').path]);
    await eventually(() => assert.deepEqual(modes(), ['false']));
  });

  it('leaves the saved workbook open that was open before, or that somebody works with', async () => {
    const scratch = await world.openBudget(false);
    await run(compareWorkbook, world.uri(scratch, 'tables/Orders.csv'));
    await eventually(() => assert.equal(compared().length, 1));
    const saved = await world.openBudget();
    await show(sheet(saved));
    await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs));
    await run(compareWorkbook, sheet(scratch));
    await eventually(() => assert.equal(compared().length, 1));
    await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs));
    assert.deepEqual(modes(), ['false', 'true']);
  });

  it('says that nothing was changed', async () => {
    const scratch = await world.openBudget(false);
    const compare = (): Promise<unknown> => run(compareWorkbook, scratch.id);
    assert.deepEqual(await answering('showInformationMessage', undefined, compare), [
      'Nothing was changed in the scratch copy of Budget.xlsx.',
    ]);
    const copy = (): Promise<unknown> => run(copyWorkbookChanges, scratch.id);
    assert.deepEqual(await answering('showInformationMessage', undefined, copy), [
      'There is nothing to copy into Budget.xlsx.',
    ]);
    await eventually(() => assert.deepEqual(modes(), ['false']));
  });

  it('copies changes into the saved workbook after a question, and closes the scratch copy if wanted', async () => {
    const scratch = await world.openBudget(false);
    await change(scratch, 'Apples,10', 'Apples,20');
    await change(scratch, '0.2', '0.25', 'Übersicht 2026');
    let questions: string[] = [];
    const messages = await answering('showInformationMessage', 'Close Scratch Copy', async () => {
      questions = await answering('showWarningMessage', 'Copy', () => run(copyWorkbookChanges, scratch.id));
    });
    assert.deepEqual(questions, ['Copy changes in 2 sheets into Budget.xlsx?']);
    assert.deepEqual(messages, ['2 cells were copied into Budget.xlsx: Sales, Übersicht 2026.']);
    await eventually(() => assert.deepEqual(modes(), []));
    const stored = await world.sim.workbook('/Budget.xlsx');
    assert.deepEqual([stored.value('Sales', 'B2'), stored.value('Übersicht 2026', 'B5')], [20, 0.25]);
    assert.equal(stored.formula('Sales', 'D2'), 'B2*C2');
  });

  it('copies nothing without a yes', async () => {
    const scratch = await world.openBudget(false);
    await change(scratch, 'Apples,10', 'Apples,20');
    const questions = await answering('showWarningMessage', undefined, () => run(copyWorkbookChanges, sheet(scratch)));
    assert.deepEqual(questions, ['Copy 1 cell of Sales into Budget.xlsx?']);
    assert.equal((await world.sim.workbook('/Budget.xlsx')).value('Sales', 'B2'), 10);
    await eventually(() => assert.deepEqual(modes(), ['false']));
  });

  it('names the cell that somebody else changed meanwhile, and keeps theirs', async () => {
    const scratch = await world.openBudget(false);
    await change(scratch, 'Apples,10', 'Apples,20');
    await somebodyWrites(world, 'Sales', 'B2', 77);
    const errors = await answering('showErrorMessage', undefined, () =>
      answering('showWarningMessage', 'Copy', () => run(copyWorkbookChanges, scratch.id)),
    );
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /^Nothing of Sales was copied: somebody else changed B2 in the saved workbook\./u);
    assert.equal((await world.sim.workbook('/Budget.xlsx')).value('Sales', 'B2'), 77);
  });

  it('saves editors in the scratch copy first', async () => {
    const scratch = await world.openBudget(false);
    await replace(await show(sheet(scratch)), 'Apples,10', 'Apples,20');
    const questions = await answering('showWarningMessage', 'Save', () => run(copyWorkbookChanges, scratch.id));
    assert.deepEqual(questions, [
      'Editors of the scratch copy of Budget.xlsx have unsaved changes.',
      'Copy 1 cell of Sales into Budget.xlsx?',
    ]);
  });

  for (const [name, command] of Object.entries({ compare: compareWorkbook, copy: copyWorkbookChanges })) {
    it(`says why the saved workbook cannot be opened: ${name}`, async () => {
      const scratch = await world.openBudget(false);
      await change(scratch, 'Apples,10', 'Apples,20');
      world.sim.faults.add({ kind: 'status', status: 403, code: 'accessDenied', route: 'createWorkbookSession' });
      const errors = await answering('showErrorMessage', undefined, () => run(command, scratch.id));
      assert.equal(errors.length, 1);
      assert.match(errors[0] ?? '', /^The saved workbook Budget.xlsx cannot be opened beside the scratch copy\. /u);
      assert.deepEqual(modes(), ['false']);
    });
  }
});
