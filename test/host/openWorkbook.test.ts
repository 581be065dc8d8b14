import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import { useWorkbookWorld } from './workbookScene.ts';

describe('onedrive.openWorkbook', () => {
  const world = useWorkbookWorld();

  it('opens a session on an item, and tells of the workbook', async () => {
    const item = world.sim.item('/Budget.xlsx');
    const summary = await world.openBudget();
    assert.deepEqual(summary, {
      id: summary.id,
      driveId: item?.driveId,
      itemId: item?.id,
      name: 'Budget.xlsx',
      persistChanges: true,
      root: 'onedrive-workbook:/Budget.xlsx',
    });
    const [session] = world.sim.workbookSessions;
    assert.equal(session?.path, '/Budget.xlsx');
    assert.equal(session.persistChanges, true);
  });

  it('opens a file in both modes, each in a folder of its own, and each once', async () => {
    const persistent = await world.openBudget(true);
    const scratch = await world.openBudget(false);
    assert.notEqual(persistent.id, scratch.id);
    assert.deepEqual(await world.openBudget(true), persistent);
    assert.deepEqual(await world.openBudget(false), scratch);
    assert.equal(vscode.Uri.parse(scratch.root, true).path, '/Budget.xlsx (scratch)');
    assert.equal(world.sim.workbookSessions.length, 2);
  });

  it('tells a caller of arguments that make no sense', async () => {
    const nonsense: readonly unknown[][] = [
      [42],
      [{}],
      [{ driveId: 'b!x' }],
      [{ driveId: 'b!x', itemId: 7 }],
      [{ driveId: 'b!x', itemId: '01A' }, { persistChanges: 'yes' }],
      [{ driveId: 'b!x', itemId: '01A' }, 'scratch'],
    ];
    for (const args of nonsense) {
      await assert.rejects(
        async () => vscode.commands.executeCommand(commandIds.openWorkbook, ...args),
        /must be/u,
        JSON.stringify(args),
      );
    }
  });
});
