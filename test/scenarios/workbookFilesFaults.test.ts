import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { GridError } from '../../src/workbook/files/errors.ts';
import { late } from '../support/workbookFaults.ts';
import { problemAt, useWorkbookFiles } from '../support/workbookFiles.ts';
import { largeWorkbook, SHEETS } from '../support/workbooks.ts';
import type { FaultSpec } from '../sim/index.ts';

const broken = { kind: 'status', status: 500, code: 'GenericFileOpenError' } as const;
const edit = (text: string): string => text.replace('Apples,10', 'Figs,20').replace('Plums,7', 'Plums,8');

describe('files of a workbook', () => {
  const started = useWorkbookFiles();

  for (const [what, ...faults] of [
    ['rows are taken and not kept', { route: 'writeRange', kind: 'hole', rows: 1 }],
    ['nothing is kept', { route: 'writeRange', kind: 'hole' }],
    ['a write is late before it is done', { route: 'writeRange', ...late }],
    ['a write is late after it is done', { route: 'writeRange', ...late, when: 'after' }],
    ['the answer to a write is lost', { route: 'writeRange', kind: 'loseAnswer' }],
    ['a write fails now and then', { route: 'writeRange', ...broken, times: 2 }],
    ['a read is late', { route: 'readRange', ...late, times: 2 }],
    ['reads fail now and then', { route: ['readRange', 'usedRange', 'listWorksheets'], ...broken, nth: 2, times: 2 }],
    ['the answer to a read is cut off', { route: 'readRange', kind: 'cutAnswer', afterBytes: 40 }],
    ['a read gives half of its JSON', { route: 'readRange', kind: 'truncatedJson' }],
    ['the service asks for time', { route: 'writeRange', kind: 'status', status: 429, retryAfter: 3 }],
  ] satisfies [string, ...FaultSpec[]][]) {
    it(`are right in the end when ${what}`, async () => {
      const files = started();
      await files.open();
      for (const fault of faults) {
        files.engine.sim.faults.add(fault);
      }
      const sheet = await files.sheet(SHEETS.sales);
      await files.edit(sheet, edit);
      const { text } = await files.read(sheet);
      assert.match(text, /^Figs,20,1\.5,30,.*\n.*\nPlums,8,3,24,/mu);
      const stored = await files.stored();
      assert.deepEqual([stored.value(SHEETS.sales, 'B2'), stored.value(SHEETS.sales, 'B4')], [20, 8]);
    });
  }

  it('name the first cell that is refused', async () => {
    const files = started();
    await files.open();
    const refusal = { kind: 'status', status: 400, code: 'BadRequest', inner: ['invalidArgument'] } as const;
    files.engine.sim.faults.add({ ...refusal, route: 'writeRange', times: 'always' });
    const saving = files.edit(await files.sheet(SHEETS.sales), edit);
    await assert.rejects(saving, (error) => {
      assert.ok(error instanceof GridError, String(error));
      assert.deepEqual([error.problem, error.sheet, error.cell], ['refused', SHEETS.sales, 'A2']);
      assert.ok(error.requestId);
      return true;
    });
  });

  it('name the first cell that is not kept', async () => {
    const files = started();
    await files.open();
    files.engine.sim.faults.add({ route: 'writeRange', kind: 'hole', rows: 1, times: 'always' });
    const saving = files.edit(await files.sheet(SHEETS.sales), edit);
    await assert.rejects(saving, problemAt('notKept', 'B4', SHEETS.sales));
  });
});

describe('files beyond the cells of a range', () => {
  const started = useWorkbookFiles({ workbooks: { cellLimit: 7 } });

  it('are read to the last cell, and saved', async () => {
    const files = started();
    await files.open(largeWorkbook(20));
    const sheet = await files.sheet('Sheet1');
    await files.edit(sheet, (text) => text.replace('Row 20', 'last'));
    const rows = Array.from({ length: 20 }, (_, row) => {
      const name = row === 19 ? 'last' : `Row ${row + 1}`;
      return `${row + 1},${name},${(row + 1) * 1.5}\n`;
    });
    assert.equal((await files.read(sheet)).text, `Number,Name,Amount\n${rows.join('')}`);
  });

  it('are refused when the service cannot even say how large they are', async () => {
    const files = started();
    await files.open(largeWorkbook(20));
    files.engine.sim.setWorkbooks({ overCellLimit: 'refuse' });
    const reading = files.read(await files.sheet('Sheet1'));
    await assert.rejects(reading, (error) => error instanceof GridError && error.problem === 'tooManyCells');
  });
});

describe('files beyond the bytes of a request', () => {
  const started = useWorkbookFiles({ workbooks: { payloadLimit: 20_000 } });

  it('are read and written in parts', async () => {
    const files = started();
    await files.open(largeWorkbook(400));
    const sheet = await files.sheet('Sheet1');
    const text = `a\n${Array.from({ length: 400 }, (_, row) => `${row},${'long '.repeat(30)}x,`).join('\n')}\n`;
    const report = await files.edit(sheet, () => text);
    assert.equal(report.cells, 1203);
    assert.equal((await files.read(sheet)).text, text.replace('a\n', 'a,\n').replaceAll('x,\n', 'x\n'));
  });
});

describe('a large sheet', () => {
  const started = useWorkbookFiles({ limits: { answerBytes: 32 * 1024 * 1024 } });

  it('is read in pages, whole, and changed at both ends by two small requests', async () => {
    const files = started();
    await files.open(largeWorkbook(15_000));
    const sheet = await files.sheet('Sheet1');
    const told: number[] = [];
    const { text } = await files.read(sheet, { onProgress: (done) => told.push(done) });
    assert.equal(text.split('\n').length, 15_002);
    assert.ok(text.endsWith('\n15000,Row 15000,22500\n'));
    assert.deepEqual(told, [39_999, 45_003]);
    await files.edit(sheet, (before) => before.replace('Row 1,', 'first,').replace('Row 15000', 'last'));
    assert.equal(files.engine.requests('writeRange').length, 2);
    const stored = await files.stored();
    assert.deepEqual([stored.value('Sheet1', 'B2'), stored.value('Sheet1', 'B15001')], ['first', 'last']);
  });
});
