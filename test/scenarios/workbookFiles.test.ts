import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { problemAt, useWorkbookFiles } from '../support/workbookFiles.ts';
import type { WorkbookFiles } from '../support/workbookFiles.ts';
import { SHEETS } from '../support/workbooks.ts';

/** What a sheet with all kinds of values looks like. */
const values = `'007,0.1,#DIV/0!
'1e5,-1234.5,#N/A
'2026-01-02,1e+21,#NUM!
'TRUE,TRUE,'5
'=A1,FALSE,TRUE
'#N/A,2026-01-02,
''quoted,2026-01-02T08:30:00,
"two
lines",12:00:00,
"a,b;""c""",,
" spaces ",,
ä€😀,,
`;

describe('sheets as files', () => {
  const started = useWorkbookFiles();

  async function opened(persistChanges = true): Promise<WorkbookFiles> {
    const files = started();
    await files.open(undefined, persistChanges);
    return files;
  }

  it('show each kind of value, and are saved without a request when nothing changed', async () => {
    const files = await opened();
    const sheet = await files.sheet(SHEETS.values);
    assert.equal((await files.read(sheet)).text, values);
    const report = await files.edit(sheet, (text) => text);
    assert.equal(report.cells, 0);
    assert.deepEqual(files.engine.requests('writeRange'), []);
  });

  it('can be copied value by value: what is read is what was written', async () => {
    const files = await opened();
    const sheet = await files.sheet(SHEETS.hidden);
    // Formulas whose results are errors became errors.
    await files.edit(sheet, () => values);
    assert.equal((await files.read(sheet)).text, values);
  });

  it('keep what was changed in the file, with its formulas and their new results', async () => {
    const files = await opened();
    const sheet = await files.sheet(SHEETS.sales);
    const report = await files.edit(sheet, (text) =>
      text.replace('Apples,10,1.5', "'007,20,1.5").replace('9,2026-01-03', '=B3*10,2026-02-28'),
    );
    assert.equal(report.cells, 4);
    const { text } = await files.read(await files.sheet(SHEETS.overview));
    assert.equal(text, 'Net,91\nTax,18.2\nGross,109.2\nUnits,31\nTax rate,0.2\n');
    const stored = await files.stored();
    assert.deepEqual(
      ['A2', 'B2', 'D2', 'D3', 'E3'].map((cell) => stored.value(SHEETS.sales, cell)),
      ['007', 20, 30, 40, 46_081],
    );
    assert.deepEqual(
      ['D2', 'D3'].map((cell) => stored.formula(SHEETS.sales, cell)),
      ['B2*C2', 'B3*10'],
    );
    assert.equal(stored.text(SHEETS.sales, 'E3'), '2026-02-28');
  });

  it('give dates a format where the cell has none', async () => {
    const files = await opened();
    await files.edit(await files.sheet(SHEETS.hidden), () => 'hidden,2026-01-02,08:30:00,2026-01-02T08:30\n');
    const stored = await files.stored();
    assert.deepEqual(
      ['B1', 'C1', 'D1'].map((cell) => stored.text(SHEETS.hidden, cell)),
      ['2026-01-02', '08:30:00', '2026-01-02 08:30:00'],
    );
  });

  it('grow by rows and columns, and shrink', async () => {
    const files = await opened();
    const sheet = await files.sheet(SHEETS.hidden);
    await files.edit(sheet, () => 'a,b\nc,d,e\n,,,f\n');
    assert.equal((await files.read(sheet)).text, 'a,b,,\nc,d,e,\n,,,f\n');
    await files.edit(sheet, () => 'a\nc\n');
    assert.equal((await files.read(sheet)).text, 'a\nc\n');
  });

  it('leave the file alone in a scratch session, which has the changes', async () => {
    const files = await opened(false);
    const before = files.engine.sim.item('/Book.xlsx');
    const sheet = await files.sheet(SHEETS.sales);
    await files.edit(sheet, (text) => text.replace('Apples,10', 'Apples,20'));
    assert.match((await files.read(sheet)).text, /^Apples,20,1\.5,30,/mu);
    const after = files.engine.sim.item('/Book.xlsx');
    assert.deepEqual([after?.eTag, after?.quickXorHash], [before?.eTag, before?.quickXorHash]);
  });

  it('are not saved over what somebody else wrote, in whatever cells are to be changed', async () => {
    const files = await opened();
    const sheet = await files.sheet(SHEETS.sales);
    const other = (): unknown => files.edit(sheet, (text) => text.replace('Pears,4', 'Pears,5'));
    const mine = (text: string): string => text.replace('Apples', 'Figs').replace('Pears,4', 'Pears,6');
    await assert.rejects(files.edit(sheet, mine, other), problemAt('cellChanged', 'B3'));
    assert.match((await files.read(sheet)).text, /^Apples,10,.*\nPears,5,/mu);
    await files.edit(
      sheet,
      (text) => text.replace('Apples', 'Figs'),
      () => files.edit(sheet, (text) => text.replace('Pears,5', 'Pears,7')),
    );
    assert.match((await files.read(sheet)).text, /^Figs,10,.*\nPears,7,/mu);
  });

  it('are not saved when rows came to the sheet meanwhile', async () => {
    const files = await opened();
    const sheet = await files.sheet(SHEETS.hidden);
    const other = (): unknown => files.edit(sheet, (text) => `${text}more\n`);
    await assert.rejects(
      files.edit(sheet, () => 'x\n', other),
      problemAt('shapeChanged'),
    );
  });
});

describe('tables and names as files', () => {
  const started = useWorkbookFiles();

  it('of a table take changes, more rows and fewer rows', async () => {
    const files = started();
    await files.open();
    const table = await files.table('Orders');
    const added = await files.edit(
      table,
      (text) => `${text.replace('Plums,7', 'Plums,8')}Figs,2,5,=B5*C5,2026-03-01\n`,
    );
    assert.deepEqual([added.cells, added.rowsAdded], [1, 1]);
    assert.match((await files.read(table)).text, /^Plums,8,3,24,2026-01-04\nFigs,2,5,10,2026-03-01\n$/mu);
    assert.equal((await files.stored()).table('Orders'), 'A1:E5');
    const deleted = await files.edit(table, (text) => text.split('\n').slice(0, 3).join('\n'));
    assert.deepEqual([deleted.cells, deleted.rowsDeleted], [0, 2]);
    assert.equal((await files.stored()).table('Orders'), 'A1:E3');
  });

  it('of a name take values at its place, and nothing outside', async () => {
    const files = started();
    await files.open();
    const name = { kind: 'name', name: 'TaxRate' } as const;
    await files.edit(name, () => '0.5\n');
    assert.equal((await files.stored()).value(SHEETS.overview, 'B5'), 0.5);
    await assert.rejects(
      files.edit(name, () => '0.5,x\n'),
      problemAt('outside', 'C5'),
    );
    const totals = { kind: 'name', name: 'Totals' } as const;
    assert.equal((await files.read(totals)).text, '15\n9\n21\n');
  });

  it('of a table do not let rows with formulas move', async () => {
    const files = started();
    await files.open();
    const lines = (text: string): string => text.replace(/^Apples.*\n/mu, '');
    await assert.rejects(files.edit(await files.table('Orders'), lines), problemAt('formulaDisplaced', 'D3'));
  });
});
