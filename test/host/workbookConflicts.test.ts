import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import { eventually } from '../support/eventually.ts';
import { SHEETS } from '../support/workbooks.ts';
import { read, replace, show, somebodyWrites, useEditors } from './workbookFilesScene.ts';
import { useWorkbookWorld } from './workbookScene.ts';

describe('the files of an open workbook that somebody else changes', () => {
  useEditors();
  const world = useWorkbookWorld();

  it('are saved cell by cell: changes of other cells are no conflict, and come to the editor', async () => {
    const workbook = await world.openBudget();
    const document = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    await replace(document, 'Apples,10', 'Apples,20');
    await somebodyWrites(world, 'Sales', 'B3', 5);
    assert.equal(await document.save(), true);
    await eventually(() => assert.match(document.getText(), /Apples,20,1\.5,30,.*\nPears,5,2\.25,11\.25,/u));
  });

  it('are not written where somebody else changed the same cell; VS Code asks, and overwrites it when told so', async () => {
    const workbook = await world.openBudget();
    const uri = world.uri(workbook, 'worksheets/Sales.csv');
    const document = await show(uri);
    await replace(document, 'Apples,10', 'Apples,20');
    await somebodyWrites(world, 'Sales', 'B2', 11);
    const before = await vscode.workspace.fs.stat(uri);
    assert.equal(await document.save(), false);
    const after = await vscode.workspace.fs.stat(uri);
    assert.ok(after.mtime > before.mtime && after.size !== before.size, 'so that VS Code sees a conflict');
    assert.equal((await world.sim.workbook('/Budget.xlsx')).value('Sales', 'B2'), 11);
    // VS Code does not even try: it shows its own question.
    world.sim.clearRequests();
    assert.equal(await document.save(), false);
    assert.deepEqual(world.sim.requests, []);
    assert.match(await read(uri), /Apples,11,/u, 'what Compare shows');
    assert.equal(await document.save(), false);
    await overwrite(document);
    await eventually(() => assert.equal(document.isDirty, false));
    // VS Code closes what its question was about.
    const again = await show(uri);
    await eventually(() => assert.match(again.getText(), /Apples,20,1\.5,30,/u));
    const stored = await world.sim.workbook('/Budget.xlsx');
    assert.deepEqual([stored.value('Sales', 'B2'), stored.formula('Sales', 'D2')], [20, 'B2*C2']);
  });

  it('come anew to an editor that gives its changes up', async () => {
    const workbook = await world.openBudget();
    const document = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    await replace(document, 'Apples,10', 'Apples,20');
    await somebodyWrites(world, 'Sales', 'B2', 11);
    assert.equal(await document.save(), false);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await eventually(() => assert.match(document.getText(), /Apples,11,1\.5,16\.5,/u));
    await replace(document, 'Apples,11', 'Apples,12');
    assert.equal(await document.save(), true);
  });

  it('keep what an editor has not saved while another file of the same cells is saved', async () => {
    const workbook = await world.openBudget();
    const table = await show(world.uri(workbook, 'tables/Orders.csv'));
    await replace(table, 'Plums,7', 'Plums,8');
    const sheet = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    await replace(sheet, 'Apples,10', 'Apples,20');
    assert.equal(await sheet.save(), true);
    assert.equal(table.isDirty, true);
    assert.match(table.getText(), /Apples,10,.*\n.*\nPlums,8,/u);
    assert.equal(await table.save(), true);
    await eventually(() => {
      assert.match(table.getText(), /Apples,20,1\.5,30,.*\n.*\nPlums,8,3,24,/u);
      assert.equal(sheet.getText(), table.getText());
    });
  });

  it('are read anew after a calculation', async () => {
    const workbook = await world.openBudget();
    const overview = await show(world.uri(workbook, `worksheets/${SHEETS.overview}.csv`));
    await somebodyWrites(world, 'Sales', 'B2', 20);
    await vscode.commands.executeCommand(commandIds.recalculateWorkbook, workbook.id);
    await eventually(() => assert.match(overview.getText(), /^Net,60\n/u));
  });
});

/** What the button Overwrite of VS Code's question does, in the words of its command. */
async function overwrite(document: vscode.TextDocument): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', document.uri);
  await vscode.commands.executeCommand('workbench.files.action.acceptLocalChanges', document.uri);
}
