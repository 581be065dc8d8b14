import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { addWorksheet } from '../../src/graph/workbook/worksheets.ts';
import { readGrid } from '../../src/workbook/files/readGrid.ts';
import { WorkbookContents } from '../../src/workbook/contents/workbookContents.ts';
import { parseWorkbookPath } from '../../src/workbook/paths.ts';
import { useWorkbookFiles } from '../support/workbookFiles.ts';
import { SHEETS } from '../support/workbooks.ts';

const never = new AbortController().signal;

describe('the contents of a workbook at the service', () => {
  const started = useWorkbookFiles();

  it('are found, and read by their paths', async () => {
    const files = started();
    await files.open();
    const contents = new WorkbookContents(files.channel);
    const { sheets, tables, names } = await contents.load(never);
    assert.deepEqual(
      [sheets.map(({ name }) => name), tables.map(({ name }) => name), names.map(({ name }) => name)],
      [Object.values(SHEETS), ['Orders'], ['Totals', 'TaxRate', 'Local']],
    );
    const path = parseWorkbookPath('/Book.xlsx/names/sales!local.csv');
    assert.ok(path?.kind === 'grid');
    const source = await contents.source(path, never);
    assert.ok(source !== undefined);
    assert.equal((await readGrid(files.channel, source, {}, never)).text, 'Apples\n');
    const charts = await Promise.all(sheets.map((sheet) => contents.charts(sheet, never)));
    assert.deepEqual(
      charts.map((list) => list.length),
      [2, 1, 0, 0, 0],
    );
  });

  it('are others after somebody added a sheet and said so', async () => {
    const files = started();
    await files.open();
    const contents = new WorkbookContents(files.channel);
    await contents.load(never);
    await addWorksheet(files.channel, 'New', never);
    assert.equal((await contents.load(never)).sheets.length, 5);
    contents.outlineChanged();
    assert.equal((await contents.load(never)).sheets.at(-1)?.name, 'New');
  });
});
