import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import type { RouteName } from '../sim/index.ts';
import { eventually } from '../support/eventually.ts';
import { answering, replacing } from './prompts.ts';
import { read, replace, show, somebodyWrites } from './workbookFilesScene.ts';
import { run, useWorkbookWorld } from './workbookScene.ts';

const {
  closeWorkbook,
  openWorkbookInBrowser,
  recalculateWorkbook,
  recalculateWorkbookAs,
  refreshWorkbook,
  reopenWorkbook,
  reopenWorkbookAsPersistent,
  reopenWorkbookAsScratch,
} = commandIds;

/** Paths of what editors show. */
function shownFiles(): string[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri.path] : []));
}

describe('commands about open workbooks', () => {
  const world = useWorkbookWorld();

  /** Requests of one kind, by what they asked for. */
  function asked(route: RouteName): unknown[] {
    return world.sim.requests.filter((request) => request.route === route);
  }

  it('refresh a workbook, so that what others changed is shown', async () => {
    const workbook = await world.openBudget();
    const document = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    await somebodyWrites(world, 'Sales', 'A2', 'Cherries');
    await run(refreshWorkbook, workbook.id);
    await eventually(() => assert.match(document.getText(), /Cherries/u));
    assert.equal(asked('refreshWorkbookSession').length, 1);
  });

  it('recalculate the only workbook, and that of a resource, without a question', async () => {
    const workbook = await world.openBudget();
    const questions = await answering('showQuickPick', undefined, async () => {
      await run(recalculateWorkbook);
      await run(recalculateWorkbook, world.uri(workbook, 'worksheets/Sales.csv'), { groupId: 0 });
      await run(recalculateWorkbook, world.uri(workbook, 'charts/Sales/Totals.png').toString());
    });
    assert.deepEqual(questions, []);
    assert.equal(asked('calculateWorkbook').length, 3);
  });

  it('recalculate in the way that the user picks', async () => {
    const workbook = await world.openBudget();
    const questions = await answering('showQuickPick', 'All Formulas, Rebuilt', () =>
      run(recalculateWorkbookAs, workbook.id),
    );
    assert.deepEqual(questions, ['Recalculate Budget.xlsx']);
    await answering('showQuickPick', undefined, () => run(recalculateWorkbookAs, workbook.id));
    assert.equal(asked('calculateWorkbook').length, 1);
  });

  it('are about the workbook of the active editor, or ask which one', async () => {
    const persistent = await world.openBudget(true);
    await world.openBudget(false);
    const questions = await answering('showQuickPick', 'Budget.xlsx', () => run(recalculateWorkbook));
    assert.deepEqual(questions, ['Recalculate Workbook']);
    await show(world.uri(persistent, 'worksheets/Sales.csv'));
    assert.deepEqual(await answering('showQuickPick', undefined, () => run(recalculateWorkbook)), []);
    assert.equal(asked('calculateWorkbook').length, 2);
  });

  it('open a workbook in the browser', async () => {
    const { id } = await world.openBudget();
    const opened: string[] = [];
    const replaced = replacing(vscode.env, 'openExternal', (uri: vscode.Uri) => {
      opened.push(uri.toString(true));
      return Promise.resolve(true);
    });
    await run(openWorkbookInBrowser, id).finally(() => replaced.restore());
    assert.equal(opened.length, 1);
    assert.match(opened[0] ?? '', /^https?:.*Budget\.xlsx/u);
  });

  it('close a workbook at the service, with its editors', async () => {
    const workbook = await world.openBudget();
    await show(world.uri(workbook, 'worksheets/Sales.csv'));
    await assert.rejects(run(closeWorkbook, { workbook: undefined }), /its id/u);
    await run(closeWorkbook, world.uri(workbook, 'worksheets/Sales.csv'));
    assert.deepEqual([world.modes(), shownFiles()], [[], []]);
    const told = await answering('showInformationMessage', undefined, () => run(closeWorkbook, workbook.id));
    assert.deepEqual(told, ['Close Workbook Session: there is no open workbook that this can be done with.']);
  });

  it('ask before they close a scratch copy with changes', async () => {
    const workbook = await world.openBudget(false);
    const uri = world.uri(workbook, 'worksheets/Sales.csv');
    const document = await show(uri);
    await replace(document, 'Apples', 'Cherries');
    assert.equal(await document.save(), true);
    const close = (answer: string | undefined): Promise<string[]> =>
      answering('showWarningMessage', answer, () => run(closeWorkbook, uri));
    const question = 'Budget.xlsx is a scratch copy with changes. They are thrown away when it is closed.';
    assert.deepEqual(await close('Keep It'), [question]);
    assert.deepEqual(world.modes(), ['scratch']);
    await replace(document, 'Cherries', 'Mangos');
    assert.deepEqual(await close('Close'), [question]);
    assert.deepEqual([world.modes(), shownFiles()], [[], []]);
    assert.equal((await world.sim.workbook('/Budget.xlsx')).value('Sales', 'A2'), 'Apples');
  });

  it('ask about editors with unsaved changes before they close a persistent workbook', async () => {
    const workbook = await world.openBudget();
    const uri = world.uri(workbook, 'worksheets/Sales.csv');
    const close = (answer: string | undefined): Promise<string[]> =>
      answering('showWarningMessage', answer, () => run(closeWorkbook, uri));
    await replace(await show(uri), 'Apples', 'Cherries');
    assert.deepEqual(await close(undefined), ['An editor of Budget.xlsx has unsaved changes.']);
    assert.deepEqual(world.modes(), ['persistent']);
    await close('Save and Close');
    assert.deepEqual([world.modes(), shownFiles()], [[], []]);
    assert.equal((await world.sim.workbook('/Budget.xlsx')).value('Sales', 'A2'), 'Cherries');
  });

  it('close without saving when the user wants that', async () => {
    const workbook = await world.openBudget();
    const uri = world.uri(workbook, 'worksheets/Sales.csv');
    await replace(await show(uri), 'Apples', 'Cherries');
    await answering('showWarningMessage', 'Close Without Saving', () => run(closeWorkbook, uri));
    assert.deepEqual([world.modes(), shownFiles()], [[], []]);
    assert.equal((await world.sim.workbook('/Budget.xlsx')).value('Sales', 'A2'), 'Apples');
  });

  it('reopen a workbook in the other mode, and close it in this one', async () => {
    const workbook = await world.openBudget();
    world.sim.clearRequests();
    const errors = await answering('showErrorMessage', undefined, () => run(reopenWorkbookAsScratch, workbook.id));
    assert.deepEqual([errors, world.modes()], [[], ['scratch']]);
    // Its row was revealed, and VS Code asked for what is below.
    await eventually(() => assert.equal(asked('listWorksheets').length, 1));
    const scratch = await world.openBudget(false);
    await run(reopenWorkbookAsPersistent, scratch.id);
    assert.deepEqual(world.modes(), ['persistent']);
    await world.openBudget(true);
  });

  it('keep a scratch copy with changes beside the persistent workbook when the user wants that', async () => {
    const scratch = await world.openBudget(false);
    const document = await show(world.uri(scratch, 'worksheets/Sales.csv'));
    await replace(document, 'Apples', 'Cherries');
    await document.save();
    await answering('showWarningMessage', 'Keep It', () => run(reopenWorkbookAsPersistent, scratch.id));
    assert.deepEqual(world.modes().toSorted(), ['persistent', 'scratch']);
    // Both are open: the other one is only shown.
    await answering('showWarningMessage', 'Close', () => run(reopenWorkbookAsPersistent, scratch.id));
    assert.deepEqual(world.modes().toSorted(), ['persistent', 'scratch']);
    await world.openBudget(true);
  });

  it('tell once that the changes of a scratch copy are lost, and reopen it', async () => {
    const workbook = await world.openBudget(false);
    const uri = world.uri(workbook, 'worksheets/Sales.csv');
    const document = await show(uri);
    await replace(document, 'Apples', 'Cherries');
    await document.save();
    world.sim.clock.advance(8 * 60_000);
    const warnings = await answering('showWarningMessage', undefined, async () => {
      const errors = await answering('showErrorMessage', undefined, async () => {
        await run(refreshWorkbook, workbook.id);
        await run(refreshWorkbook, workbook.id);
      });
      assert.deepEqual(errors, []);
    });
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0] ?? '',
      /^The session of the scratch copy of Budget\.xlsx has ended, and the changes in it are lost/u,
    );
    assert.deepEqual(world.modes(), []);
    const file = { driveId: workbook.driveId, itemId: workbook.itemId };
    const refused = await answering('showErrorMessage', 'Reopen', () => world.call(file, { persistChanges: false }));
    assert.match(refused.join('\n'), /^The scratch copy of Budget\.xlsx has ended, .* Choose Reopen/u);
    await eventually(() => assert.deepEqual(world.modes(), ['scratch']));
    await eventually(async () => assert.match(await read(uri), /Apples/u));
  });

  it('tell why a workbook cannot go on, once', async () => {
    const workbook = await world.openBudget();
    world.sim.clock.advance(8 * 60_000);
    world.sim.faults.add({
      route: 'createWorkbookSession',
      kind: 'status',
      status: 403,
      code: 'accessDenied',
      times: 'always',
    });
    const errors = await answering('showErrorMessage', undefined, async () => run(recalculateWorkbook, workbook.id));
    assert.equal(errors.length, 1, String(errors));
    assert.match(errors[0] ?? '', /^Budget\.xlsx cannot go on\. /u);
    world.sim.faults.clear();
    await run(reopenWorkbook, workbook.id);
    assert.deepEqual(world.modes(), ['persistent']);
  });

  it('refuse what names no workbook', async () => {
    await world.openBudget();
    for (const wrong of [
      42,
      '',
      true,
      {},
      { workbook: {} },
      'onedrive-workbook:/',
      vscode.Uri.file('/x'),
      [7],
      [undefined, [42]],
    ]) {
      await assert.rejects(
        run(recalculateWorkbook, wrong),
        /a workbook must be given as its id/u,
        JSON.stringify(wrong),
      );
    }
    await assert.rejects(run(recalculateWorkbook, 'x', 'x'), /list/u);
    assert.deepEqual(asked('calculateWorkbook'), []);
  });
});
