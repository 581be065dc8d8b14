import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import type { WorkbookSummary } from '../../src/contributions.ts';
import { answering } from './prompts.ts';
import { signIn } from './setup.ts';
import { read, replace, show } from './workbookFilesScene.ts';
import { useWorkbookWorld } from './workbookScene.ts';

describe('open workbooks and who is signed in', () => {
  const world = useWorkbookWorld();

  afterEach(() => signIn(world.sim.issueToken()));

  /** A scratch copy in which a cell was changed. */
  async function changedScratch(): Promise<WorkbookSummary> {
    const workbook = await world.openBudget(false);
    const document = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    await replace(document, 'Apples', 'Cherries');
    assert.equal(await document.save(), true);
    return workbook;
  }

  async function signOut(answer: string): Promise<string[]> {
    return answering('showWarningMessage', answer, async () => vscode.commands.executeCommand(commandIds.signOut));
  }

  it('go on in their sessions after the next token of the same person', async () => {
    const workbook = await changedScratch();
    await signIn(world.sim.issueToken());
    const told = await answering('showErrorMessage', undefined, async () =>
      vscode.commands.executeCommand(commandIds.refreshWorkbook, workbook.id),
    );
    assert.deepEqual(told, []);
    assert.match(await read(world.uri(workbook, 'worksheets/Sales.csv')), /Cherries/u);
    assert.deepEqual(world.modes(), ['scratch']);
  });

  it('are of no use to somebody else', async () => {
    const workbook = await world.openBudget();
    await signIn(world.sim.issueToken({ account: 'somebody.else@contoso.example' }));
    const told = await answering('showErrorMessage', undefined, async () =>
      vscode.commands.executeCommand(commandIds.refreshWorkbook, workbook.id),
    );
    assert.match(told.join('\n'), /^Budget\.xlsx was opened with another account\./u);
    await signIn(world.sim.issueToken());
  });

  it('are closed by signing out, at the service as well', async () => {
    await world.openBudget();
    await changedScratch();
    const question = 'Budget.xlsx is a scratch copy with changes. They are thrown away when it is closed.';
    assert.deepEqual(await signOut('Close'), [question]);
    assert.deepEqual(world.modes(), []);
  });

  it('keep their account signed in when the user wants to keep one', async () => {
    const workbook = await changedScratch();
    await signOut('Keep It');
    assert.deepEqual(world.modes(), ['scratch']);
    assert.match(await read(world.uri(workbook, 'worksheets/Sales.csv')), /Cherries/u);
  });
});
