import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import { SHEETS } from '../support/workbooks.ts';
import { read, replace, requestsOfCells, show, useEditors } from './workbookFilesScene.ts';
import { useWorkbookWorld } from './workbookScene.ts';

const sales = [
  'Product,Units,Price,Total,Sold on',
  'Apples,10,1.5,15,2026-01-02',
  'Pears,4,2.25,9,2026-01-03',
  'Plums,7,3,21,2026-01-04',
  '',
].join('\n');

describe('the files of an open workbook', () => {
  useEditors();
  const world = useWorkbookWorld();

  it('are in folders: sheets, tables, names and charts', async () => {
    const workbook = await world.openBudget();
    const { File, Directory } = vscode.FileType;
    const list = async (path: string): Promise<[string, vscode.FileType][]> =>
      vscode.workspace.fs.readDirectory(world.uri(workbook, path));
    const root = await vscode.workspace.fs.readDirectory(vscode.Uri.parse('onedrive-workbook:/', true));
    assert.deepEqual(root, [['Budget.xlsx', Directory]]);
    const groups = ['worksheets', 'tables', 'names', 'charts'].map((name) => [name, Directory]);
    assert.deepEqual(await list(''), groups);
    assert.deepEqual(
      await list('worksheets'),
      Object.values(SHEETS).map((name) => [`${name}.csv`, File]),
    );
    assert.deepEqual(await list('tables'), [['Orders.csv', File]]);
    const names = ['Totals.csv', 'TaxRate.csv', 'Sales!Local.csv'].toSorted();
    assert.deepEqual((await list('names')).map(([name]) => name).toSorted(), names);
    assert.deepEqual(await list('charts/Sales'), [
      ['Totals.png', File],
      ['Units.png', File],
    ]);
  });

  it('have the cells of a sheet, a table and a name', async () => {
    const workbook = await world.openBudget();
    assert.equal(await read(world.uri(workbook, 'worksheets/Sales.csv')), sales);
    assert.equal(await read(world.uri(workbook, 'worksheets/sales.csv')), sales);
    assert.equal(await read(world.uri(workbook, 'tables/Orders.csv')), sales);
    assert.equal(await read(world.uri(workbook, 'names/Totals.csv')), '15\n9\n21\n');
    assert.equal(await read(world.uri(workbook, 'names/Sales!Local.csv')), 'Apples\n');
  });

  it('are read once for all who ask at the same time', async () => {
    const workbook = await world.openBudget();
    const uri = world.uri(workbook, 'worksheets/Sales.csv');
    await vscode.workspace.fs.stat(uri);
    world.sim.clearRequests();
    await Promise.all([read(uri), read(uri), vscode.workspace.fs.stat(uri)]);
    const stat = await vscode.workspace.fs.stat(uri);
    assert.equal(stat.size, sales.length);
    await show(uri);
    assert.equal(requestsOfCells(world).length, 2, requestsOfCells(world).join('\n'));
  });

  it('say what is not there, and what is not open', async () => {
    const workbook = await world.openBudget();
    const stat = async (uri: vscode.Uri): Promise<unknown> => vscode.workspace.fs.stat(uri);
    for (const path of ['worksheets/None.csv', 'worksheets/Sales.txt', 'charts/None', 'charts/Sales/None.png', 'x']) {
      await assert.rejects(stat(world.uri(workbook, path)), { code: 'FileNotFound' }, path);
    }
    const other = vscode.Uri.parse('onedrive-workbook:/Other.xlsx/worksheets/Sales.csv', true);
    await assert.rejects(stat(other), /Other\.xlsx is not open any more\. Open it with Open Workbook Session/u);
  });

  it('write what was changed, and show what formulas make of it, in all editors', async () => {
    const workbook = await world.openBudget();
    const document = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    const overview = await show(world.uri(workbook, `worksheets/${SHEETS.overview}.csv`));
    assert.match(overview.getText(), /^Net,45\n/u);
    await replace(document, 'Apples,10', 'Apples,20');
    assert.equal(await document.save(), true);
    await eventually(() => {
      assert.match(document.getText(), /Apples,20,1\.5,30,/u);
      assert.match(overview.getText(), /^Net,60\n/u);
    });
    assert.deepEqual([document.isDirty, overview.isDirty], [false, false]);
    const stored = await world.sim.workbook('/Budget.xlsx');
    assert.equal(stored.value('Sales', 'B2'), 20);
    assert.equal(stored.formula('Sales', 'D2'), 'B2*C2');
  });

  it('take formulas, and can be saved again and again', async () => {
    const workbook = await world.openBudget();
    const document = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    await replace(document, 'Pears,4', 'Pears,=2*3');
    assert.equal(await document.save(), true);
    await eventually(() => assert.match(document.getText(), /Pears,6,2\.25,13\.5,/u));
    await replace(document, 'Pears', 'Cherries');
    assert.equal(await document.save(), true);
    await eventually(() => assert.equal(document.isDirty, false));
    const stored = await world.sim.workbook('/Budget.xlsx');
    assert.equal(stored.formula('Sales', 'B3'), '2*3');
    assert.equal(stored.value('Sales', 'A3'), 'Cherries');
    assert.equal(stored.formula('Sales', 'D3'), 'B3*C3');
  });

  it('leave formulas alone whose earlier results come back with an undone change', async () => {
    const workbook = await world.openBudget();
    const document = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    await replace(document, 'Apples,10', 'Apples,20');
    assert.equal(await document.save(), true);
    await eventually(() => assert.match(document.getText(), /Apples,20,1\.5,30,/u));
    await replace(document, 'Apples,20,1.5,30', 'Apples,10,1.5,15');
    assert.equal(await document.save(), true);
    await eventually(() => assert.match(document.getText(), /Apples,10,1\.5,15,/u));
    const stored = await world.sim.workbook('/Budget.xlsx');
    assert.deepEqual([stored.value('Sales', 'B2'), stored.formula('Sales', 'D2')], [10, 'B2*C2']);
  });

  it('keep the byte order mark and the line ends that an editor gave them', async () => {
    const workbook = await world.openBudget();
    const uri = world.uri(workbook, 'names/Totals.csv');
    await read(uri);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('\uFEFF15\r\n9\r\n=20+2\r\n'));
    assert.equal(
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(uri)),
      '\uFEFF15\r\n9\r\n22\r\n',
    );
  });

  it('refuse a text that is not in UTF-8', async () => {
    const workbook = await world.openBudget();
    const uri = world.uri(workbook, 'names/Totals.csv');
    const writing = async (): Promise<void> => vscode.workspace.fs.writeFile(uri, new Uint8Array([0xe4, 0x0a]));
    await assert.rejects(writing(), /not in UTF-8/u);
    assert.equal(await read(uri), '15\n9\n21\n');
  });
});
