import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import { read, replace, show, useEditors } from './workbookFilesScene.ts';
import { useWorkbookWorld } from './workbookScene.ts';

const { fs } = vscode.workspace;

describe('the files of an open workbook that are worksheets', () => {
  useEditors();
  const world = useWorkbookWorld();

  it('are created as sheets, empty and with content', async () => {
    const workbook = await world.openBudget();
    const events = eventsIn('onedrive-workbook');
    await fs.writeFile(world.uri(workbook, 'worksheets/Empty.csv'), new Uint8Array());
    const plan = world.uri(workbook, 'worksheets/Plan.csv');
    await fs.writeFile(plan, new TextEncoder().encode('1,2,=A1+B1\n'));
    assert.equal(await read(plan), '1,2,3\n');
    assert.deepEqual((await world.sheets()).slice(-2), ['Empty', 'Plan']);
    assert.equal((await world.sim.workbook('/Budget.xlsx')).formula('Plan', 'C1'), 'A1+B1');
    await eventually(() => assert.ok(events.seen.includes(`created ${plan.path}`)));
    events.dispose();
  });

  it('are not created from what is no CSV', async () => {
    const workbook = await world.openBudget();
    const broken = new TextEncoder().encode('1,"2\n');
    await assert.rejects(async () => fs.writeFile(world.uri(workbook, 'worksheets/Plan.csv'), broken));
    assert.ok(!(await world.sheets()).includes('Plan'));
  });

  it('are renamed, with what an editor has not saved yet', async () => {
    const workbook = await world.openBudget();
    const [from, to] = [world.uri(workbook, 'worksheets/Sales.csv'), world.uri(workbook, 'worksheets/Umsatz.csv')];
    const document = await show(from);
    await replace(document, 'Apples,10', 'Apples,20');
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(from, to);
    assert.equal(await vscode.workspace.applyEdit(edit), true);
    assert.deepEqual((await world.sheets()).slice(0, 1), ['Umsatz']);
    const renamed = await show(to);
    await eventually(() => assert.match(renamed.getText(), /Apples,20,/u));
    assert.equal(await renamed.save(), true);
    assert.equal((await world.sim.workbook('/Budget.xlsx')).value('Umsatz', 'B2'), 20);
    await assert.rejects(async () => fs.stat(from), { code: 'FileNotFound' });
  });

  it('are deleted', async () => {
    const workbook = await world.openBudget();
    const uri = world.uri(workbook, 'worksheets/Hidden.csv');
    await fs.delete(uri);
    assert.ok(!(await world.sheets()).includes('Hidden'));
    await assert.rejects(async () => fs.stat(uri), { code: 'FileNotFound' });
  });

  it('have names that Excel takes', async () => {
    const workbook = await world.openBudget();
    const make = async (name: string): Promise<void> =>
      fs.writeFile(world.uri(workbook, `worksheets/${name}.csv`), new Uint8Array());
    await assert.rejects(make('x'.repeat(32)), /31 characters/u);
    await assert.rejects(make('Q1: what'), /cannot contain any of these characters/u);
    await assert.rejects(make('history'), /Excel keeps the name/u);
    await assert.rejects(make("'quoted'"), /apostrophe/u);
    const renaming = async (): Promise<void> =>
      fs.rename(world.uri(workbook, 'worksheets/Sales.csv'), world.uri(workbook, 'worksheets/Hidden.csv'));
    await assert.rejects(renaming(), /already/u);
    assert.equal((await world.sheets()).length, 5);
  });

  it('are the only ones that come and go', async () => {
    const workbook = await world.openBudget();
    const uri = (path: string): vscode.Uri => world.uri(workbook, path);
    const attempts: readonly (() => Thenable<void>)[] = [
      () => fs.writeFile(uri('tables/New.csv'), new Uint8Array()),
      () => fs.writeFile(uri('worksheets/New.csv/deeper.csv'), new Uint8Array()),
      () => fs.createDirectory(uri('worksheets/New')),
      () => fs.delete(uri('tables/Orders.csv')),
      () => fs.rename(uri('names/Totals.csv'), uri('names/Sums.csv')),
      () => fs.rename(uri('worksheets/Sales.csv'), uri('tables/Sales.csv')),
    ];
    for (const [index, attempt] of attempts.entries()) {
      await assert.rejects(async () => attempt(), /NoPermissions|FileNotFound|Only worksheets/u, String(index));
    }
  });

  it('are gone when the workbook is closed, and there again when it is open', async () => {
    const workbook = await world.openBudget();
    const uri = world.uri(workbook, 'worksheets/Sales.csv');
    await show(uri);
    const events = eventsIn('onedrive-workbook');
    await vscode.commands.executeCommand('onedrive.closeWorkbook', workbook.id);
    await eventually(() => assert.ok(events.seen.includes(`deleted ${uri.path}`)));
    await assert.rejects(async () => fs.stat(uri), /FileNotFound|not open any more/u);
    await world.openBudget();
    assert.match(await read(uri), /^Product/u);
    events.dispose();
  });
});

/** What watchers hear from a file system. */
function eventsIn(scheme: string): { readonly seen: readonly string[]; dispose(): void } {
  const base = vscode.Uri.from({ scheme, path: '/' });
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(base, '**'));
  const seen: string[] = [];
  watcher.onDidCreate(({ path }) => seen.push(`created ${path}`));
  watcher.onDidChange(({ path }) => seen.push(`changed ${path}`));
  watcher.onDidDelete(({ path }) => seen.push(`deleted ${path}`));
  return { seen, dispose: () => watcher.dispose() };
}
