import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import { eventually } from '../support/eventually.ts';
import { answering } from './prompts.ts';
import { setSetting } from './setup.ts';
import { replace, show, somebodyWrites, useEditors } from './workbookFilesScene.ts';
import { useWorkbookWorld } from './workbookScene.ts';

describe('the files of an open workbook while somebody types', () => {
  useEditors();
  const world = useWorkbookWorld();

  async function valuesOf(...addresses: readonly string[]): Promise<unknown[]> {
    const stored = await world.sim.workbook('/Budget.xlsx');
    return addresses.map((address) => stored.value('Sales', address));
  }

  /** The text of a save has been taken. */
  async function isWriting(): Promise<void> {
    await eventually(() => assert.ok(world.sim.requests.some(({ method }) => method === 'PATCH')));
    world.sim.clearRequests();
  }

  /** An editor that got one change while it saved another. */
  async function typedWhileSaved(): Promise<vscode.TextDocument> {
    const workbook = await world.openBudget();
    const document = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    world.sim.faults.add({ route: 'readRange', nth: 3, kind: 'delay', ms: 1500 });
    await replace(document, 'Apples,10', 'Apples,20');
    const saving = document.save();
    await isWriting();
    await replace(document, 'Pears,4', 'Pears,5');
    await saving;
    return document;
  }

  it('get all changes that are typed in a row while saves are slow, and keep those of others', async () => {
    const workbook = await world.openBudget();
    const document = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    await somebodyWrites(world, 'Sales', 'C3', 3);
    world.sim.clearRequests();
    world.sim.faults.add({ route: 'readRange', times: 'always', kind: 'delay', ms: 250 });
    await replace(document, 'Apples,10', 'Apples,2');
    const first = document.save();
    await isWriting();
    await replace(document, 'Apples,2', 'Apples,20');
    await replace(document, 'Plums,7', 'Plums,8');
    await first;
    await replace(document, 'Plums,8', 'Plums,81');
    await document.save();
    await replace(document, 'Plums,81', 'Plums,82');
    await replace(document, 'Pears,4', 'Pears,5');
    await eventually(() => {
      assert.equal(document.isDirty, false);
      assert.match(document.getText(), /Apples,20,1\.5,30,.*\nPears,5,3,15,.*\nPlums,82,3,246,/u);
    }, 20_000);
    assert.deepEqual(await valuesOf('B2', 'B3', 'C3', 'B4'), [20, 5, 3, 82]);
  });

  it('get what was typed while they were saved, too, although VS Code tells extensions that it is saved', async () => {
    const document = await typedWhileSaved();
    await eventually(() => assert.match(document.getText(), /Apples,20,1\.5,30,.*\nPears,5,2\.25,11\.25,/u));
    assert.deepEqual(await valuesOf('B2', 'B3'), [20, 5]);
  });

  it('are asked about when they are closed with something that was typed while they were saved', async () => {
    await setSetting('files.autoSave', 'off');
    try {
      const document = await typedWhileSaved();
      const asked = await answering('showWarningMessage', 'Save and Close', async () =>
        vscode.commands.executeCommand(commandIds.closeWorkbook, document.uri),
      );
      assert.deepEqual(asked, ['An editor of Budget.xlsx has unsaved changes.']);
    } finally {
      await setSetting('files.autoSave', undefined);
    }
    assert.deepEqual(await valuesOf('B2', 'B3'), [20, 5]);
  });

  it('keep what somebody else wrote where an editor never showed it', async () => {
    const workbook = await world.openBudget();
    const document = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    await replace(document, 'Apples,10', 'Apples,20');
    await somebodyWrites(world, 'Sales', 'B3', 77);
    world.sim.faults.add({ route: 'readRange', nth: 3, kind: 'delay', ms: 1500 });
    world.sim.clearRequests();
    const saving = document.save();
    await isWriting();
    // So that the editor keeps its text when it is saved.
    await replace(document, 'Pears,4', 'Pears,5');
    await saving;
    assert.equal(await vscode.workspace.save(document.uri), undefined);
    assert.deepEqual(await valuesOf('B2', 'B3'), [20, 77]);
    await eventually(async () => {
      // VS Code loads nothing while it saves, as it does by itself.
      await vscode.commands.executeCommand('workbench.action.files.revert');
      assert.match(document.getText(), /Apples,20,.*\nPears,77,/u);
    });
  });

  it('can be changed further after a save that failed when all was written', async () => {
    const workbook = await world.openBudget();
    const document = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    await replace(document, 'Apples,10', 'Apples,2');
    world.sim.faults.add({ route: 'readRange', nth: 3, kind: 'status', status: 400, code: 'invalidRequest' });
    assert.equal(await document.save(), false);
    assert.deepEqual(await valuesOf('B2'), [2]);
    await replace(document, 'Apples,2', 'Apples,20');
    assert.equal(await document.save(), true);
    await eventually(() => assert.match(document.getText(), /Apples,20,1\.5,30,/u));
  });

  it('can be changed back after a save that failed when all was written', async () => {
    const workbook = await world.openBudget();
    const document = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    await replace(document, 'Apples,10,1.5,15', 'Apples,2,1.5,7');
    world.sim.faults.add({ route: 'readRange', nth: 3, kind: 'status', status: 400, code: 'invalidRequest' });
    assert.equal(await document.save(), false);
    assert.deepEqual(await valuesOf('B2', 'D2'), [2, 7]);
    await replace(document, 'Apples,2,1.5,7', 'Apples,10,1.5,15');
    await replace(document, 'Plums,7', 'Plums,8');
    assert.equal(await document.save(), true);
    assert.deepEqual(await valuesOf('B2', 'B4'), [10, 8]);
    assert.equal((await world.sim.workbook('/Budget.xlsx')).formula('Sales', 'D2'), 'B2*C2');
  });

  it('are loaded again by an editor that is saved without a change of its own', async () => {
    const workbook = await world.openBudget();
    const document = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    await somebodyWrites(world, 'Sales', 'B2', 11);
    await vscode.commands.executeCommand('workbench.action.files.save');
    await eventually(() => assert.match(document.getText(), /Apples,11,1\.5,16\.5,/u));
  });
});
