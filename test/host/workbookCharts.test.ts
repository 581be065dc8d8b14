import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import { SHEETS } from '../support/workbooks.ts';
import { replace, show, useEditors } from './workbookFilesScene.ts';
import { useWorkbookWorld } from './workbookScene.ts';

const { fs } = vscode.workspace;

describe('the files of an open workbook that are charts', () => {
  useEditors();
  const world = useWorkbookWorld();

  const drawn = (): number => world.sim.requests.filter(({ route }) => route === 'chartImage').length;

  it('are pictures that nobody can write, drawn once for each change', async () => {
    const workbook = await world.openBudget();
    const chart = world.uri(workbook, 'charts/Sales/Totals.png');
    const before = await fs.readFile(chart);
    assert.deepEqual(Array.from(before.slice(0, 4)), [0x89, 0x50, 0x4e, 0x47]);
    await fs.readFile(chart);
    assert.equal(drawn(), 1);
    const stat = await fs.stat(chart);
    assert.deepEqual([stat.permissions, stat.size], [vscode.FilePermission.Readonly, before.byteLength]);
    await assert.rejects(async () => fs.writeFile(chart, before));
    const changes: string[] = [];
    // As the image preview of VS Code watches what it shows.
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(chart, '*'));
    watcher.onDidChange((uri) => changes.push(uri.toString()));
    const sales = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    await replace(sales, 'Apples,10', 'Apples,90');
    assert.equal(await sales.save(), true);
    await eventually(() => assert.ok(changes.includes(chart.toString()), 'the preview hears of it'));
    watcher.dispose();
    assert.ok((await fs.stat(chart)).mtime > stat.mtime);
    assert.notDeepEqual(await fs.readFile(chart), before);
    assert.equal(drawn(), 2);
  });

  it('say so when the service cannot draw one, without failing the rest', async () => {
    const workbook = await world.openBudget();
    const radar = world.uri(workbook, `charts/${SHEETS.overview}/Radar.png`);
    await assert.rejects(async () => fs.readFile(radar), { code: 'Unavailable' });
    assert.equal((await fs.readFile(world.uri(workbook, 'charts/Sales/Units.png'))).byteLength > 0, true);
  });

  it('are loaded anew by the image preview after a change', async () => {
    const workbook = await world.openBudget();
    const sales = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    const beside = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    await vscode.commands.executeCommand('vscode.open', world.uri(workbook, 'charts/Sales/Totals.png'), beside);
    await eventually(() => assert.equal(drawn(), 1), 20_000);
    await replace(sales, 'Apples,10', 'Apples,90');
    assert.equal(await sales.save(), true);
    await eventually(() => assert.equal(drawn(), 2), 20_000);
  });
});
