import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseCsv } from '../../src/workbook/grid/csv.ts';
import { libreOffice, readByLibreOffice } from '../support/libreOffice.ts';
import { useWorkbookFiles } from '../support/workbookFiles.ts';
import type { WorkbookFiles } from '../support/workbookFiles.ts';
import { SHEETS } from '../support/workbooks.ts';

const shown = [SHEETS.sales, SHEETS.overview, SHEETS.values, SHEETS.hidden];

/** What differs in writing only, between two programs that mean the same. */
function plain(text: string): string {
  return text
    .replace(/^(\d{4}-\d{2}-\d{2})T/u, '$1 ')
    .replace(/^(\d{2}:\d{2}:\d{2}) PM$/u, '$1')
    .replace(/^Err:502$/u, '#NUM!')
    .replace(/^(-?[\d.]+)E\+0*(\d+)$/u, '$1e+$2');
}

function cellsOf(csv: string): string[][] {
  return parseCsv(csv).rows.map((row) => row.map(plain));
}

/** The product marks texts that look like something else. */
function shownCells(csv: string): string[][] {
  return parseCsv(csv).rows.map((row) => row.map((text) => plain(text.replace(/^'/u, ''))));
}

/** Changes numbers, texts, dates and formulas on several sheets. */
async function change(files: WorkbookFiles): Promise<void> {
  await files.edit(await files.sheet(SHEETS.sales), (text) =>
    text.replace('Apples,10,1.5', "'007,20,1.5").replace('9,2026-01-03', '=B3*10,2026-02-28'),
  );
  await files.edit(
    await files.sheet(SHEETS.hidden),
    () => 'ä€😀,2026-01-02,=SUM(Sales!B2:B4)/2,TRUE\n"two\nlines",\'1e5,=1/0,-0.25\n',
  );
  await files.edit(await files.table('Orders'), (text) => `${text}Figs,2,5,=B5*C5,2026-03-01\n`);
}

// Where there is none there is nothing to be tested.
if (libreOffice !== undefined) {
  const command = libreOffice;

  describe('a workbook that was changed in a session, read by LibreOffice', () => {
    const started = useWorkbookFiles();

    for (const calculation of ['never', 'always'] as const) {
      it(`holds what the session shows, ${calculation === 'never' ? 'with the results that are stored' : 'calculated anew'}`, async () => {
        const files = started();
        await files.open();
        await change(files);
        const bytes = files.engine.sim.item('/Book.xlsx')?.content();
        assert.ok(bytes);
        const sheets = await readByLibreOffice(command, bytes, calculation);
        assert.deepEqual([...sheets.keys()].toSorted(), Object.values(SHEETS).toSorted());
        for (const name of shown) {
          const { text } = await files.read(await files.sheet(name));
          assert.deepEqual(cellsOf(sheets.get(name) ?? ''), shownCells(text), name);
        }
        const sales = cellsOf(sheets.get(SHEETS.sales) ?? '');
        assert.deepEqual(sales[1], ['007', '20', '1.5', '30', '2026-01-02']);
        assert.deepEqual(sales[2]?.slice(3), ['40', '2026-02-28']);
        assert.deepEqual(sales[4], ['Figs', '2', '5', '10', '2026-03-01']);
      });
    }
  });
}
