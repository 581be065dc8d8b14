import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UnexpectedAnswerError } from '../../../../src/graph/errors.ts';
import { TransportError } from '../../../../src/graph/transport.ts';
import { GridError } from '../../../../src/workbook/files/errors.ts';
import { readGrid } from '../../../../src/workbook/files/readGrid.ts';
import type { GridSource } from '../../../../src/workbook/files/source.ts';
import { refused } from '../../../support/graphErrors.ts';
import { MemoryWorkbook } from '../../../support/memoryWorkbook.ts';

const never = new AbortController().signal;
const sheet: GridSource = { kind: 'sheet', sheet: { id: '{0}', name: 'Data' } };

describe('reading a sheet', () => {
  it('gives values, with lines that are the rows of the sheet', async () => {
    const book = new MemoryWorkbook('Data');
    book.put('B3', [['a,b', '=SUM(1)', 'x']]);
    book.put('C4', [[46_024]], 'yyyy-mm-dd');
    book.results.set('=SUM(1)', 7.5);
    const { text, snapshot } = await readGrid(book, sheet, {}, never);
    assert.equal(text, ',,,\n,,,\n,"a,b",7.5,x\n,,2026-01-02,\n');
    assert.deepEqual(snapshot.area, { row: 0, column: 0, rowCount: 4, columnCount: 4 });
    assert.equal(snapshot.contents[2]?.[2], '=SUM(1)');
    assert.deepEqual(book.sent('GET'), [
      'worksheets/{0}/usedRange(valuesOnly=true)',
      "worksheets/{0}/range(address='B3:D4')",
    ]);
  });

  it('gives nothing of a blank one', async () => {
    assert.equal((await readGrid(new MemoryWorkbook('Data'), sheet, {}, never)).text, '');
  });

  it('writes the file as it was written before', async () => {
    const book = new MemoryWorkbook('Data');
    book.put('A1', [['a'], ['b']]);
    const { text } = await readGrid(book, sheet, { form: { lineEnd: '\r\n', mark: true } }, never);
    assert.equal(text, '\uFEFFa\r\nb\r\n');
  });

  it('takes a large one in pages and tells how far it is', async () => {
    const book = new MemoryWorkbook('Data');
    book.put(
      'A1',
      Array.from({ length: 9000 }, (_, row) => Array.from({ length: 10 }, (_, column) => row * 10 + column)),
    );
    const told: string[] = [];
    const onProgress = (done: number, all: number): number => told.push(`${done}/${all}`);
    const { text } = await readGrid(book, sheet, { onProgress }, never);
    assert.deepEqual(book.sent('GET').slice(1), [
      "worksheets/{0}/range(address='A1:J4000')",
      "worksheets/{0}/range(address='A4001:J8000')",
      "worksheets/{0}/range(address='A8001:J9000')",
    ]);
    assert.deepEqual(told, ['40000/90000', '80000/90000', '90000/90000']);
    assert.ok(text.endsWith('89990,89991,89992,89993,89994,89995,89996,89997,89998,89999\n'));
  });

  for (const [what, tooMuch] of [
    ['values are left out', { values: null }],
    ['the range exceeds the limit', refused(400, 'BadRequest', 'rangeExceedsLimit')],
    ['the answer would be too large', refused(413, 'responsePayloadSizeLimitExceeded')],
    ['the answer is too large for us', new TransportError('answerTooLarge', 'graph.microsoft.com')],
  ] as const) {
    it(`asks for less when ${what}, down to a single cell, and leaves none out`, async () => {
      const book = new MemoryWorkbook('Data');
      const rows = Array.from({ length: 7 }, (_, row) =>
        Array.from({ length: 3 }, (_, column) => `${'abc'[column]}${row}`),
      );
      book.put('A1', rows);
      book.intercept = ({ path }, next) => {
        if (!path.includes(':') || path.includes('usedRange')) {
          return next();
        }
        if (tooMuch instanceof Error) {
          throw tooMuch;
        }
        return tooMuch;
      };
      const { text, snapshot } = await readGrid(book, sheet, {}, never);
      assert.equal(text, `${rows.map((row) => row.join(',')).join('\n')}\n`);
      assert.deepEqual(snapshot.contents, rows);
    });
  }

  it('goes on with smaller pages once one was too large', async () => {
    const book = new MemoryWorkbook('Data');
    book.put(
      'A1',
      Array.from({ length: 8 }, (_, row) => [row]),
    );
    book.intercept = ({ path }, next) => (path.includes('A1:A8') ? { values: null } : next());
    await readGrid(book, sheet, {}, never);
    assert.deepEqual(book.sent('GET').slice(1), [
      "worksheets/{0}/range(address='A1:A8')",
      "worksheets/{0}/range(address='A1:A4')",
      "worksheets/{0}/range(address='A5:A8')",
    ]);
  });

  it('asks a slow service for less, but not for ever less', async () => {
    const book = new MemoryWorkbook('Data');
    book.put(
      'A1',
      Array.from({ length: 1000 }, (_, row) => Array.from({ length: 10 }, () => row)),
    );
    const slow = refused(504, 'UnknownError', 'gatewayTimeoutUncategorized');
    book.intercept = ({ path }, next) => {
      if (path.includes('usedRange')) {
        return next();
      }
      throw slow;
    };
    await assert.rejects(readGrid(book, sheet, {}, never), slow);
    assert.equal(book.requests.length, 3);
  });

  it('fails when a single cell has no value', async () => {
    const book = new MemoryWorkbook('Data');
    book.put('A1', [['a']]);
    book.intercept = ({ path }, next) => (path.includes('usedRange') ? next() : { values: null });
    await assert.rejects(readGrid(book, sheet, {}, never), UnexpectedAnswerError);
  });

  it('refuses more cells than a file can have instead of cutting it', async () => {
    const book = new MemoryWorkbook('Data');
    book.put('Z200000', [['far']]);
    const reading = readGrid(book, sheet, {}, never);
    await assert.rejects(reading, (error) => error instanceof GridError && error.problem === 'tooManyCells');
    assert.equal(book.requests.length, 1);
  });
});

describe('reading a sheet that is too large for its own size', () => {
  it('refuses, too', async () => {
    const book = new MemoryWorkbook('Data');
    book.intercept = () => {
      throw refused(400, 'rangeExceedsLimit');
    };
    const reading = readGrid(book, sheet, {}, never);
    await assert.rejects(reading, (error) => error instanceof GridError && error.problem === 'tooManyCells');
  });
});

describe('reading tables and names', () => {
  it('leaves out the totals of a table', async () => {
    const book = new MemoryWorkbook('Other', "It's");
    book.put(
      'B2',
      [
        ['name', 'n'],
        ['a', 1],
        ['', 2],
        ['Total', 3],
      ],
      'General',
      '{1}',
    );
    const area = { row: 1, column: 1, rowCount: 4, columnCount: 2 };
    book.tables.set('T', { sheetId: '{1}', area, showHeaders: true, showTotals: true });
    const { text, snapshot } = await readGrid(book, { kind: 'table', tableId: 'T' }, {}, never);
    assert.equal(text, 'name,n\na,1\n,2\n');
    assert.deepEqual(snapshot.sheet, { id: '{1}', name: "It's" });
    assert.equal(snapshot.headers, 1);
  });

  it('gives the range of a name, its last empty row too', async () => {
    const book = new MemoryWorkbook('Data');
    book.put('C5', [['a']]);
    book.names.set('Inputs', { sheetId: '{0}', area: { row: 4, column: 2, rowCount: 2, columnCount: 1 } });
    const { text } = await readGrid(book, { kind: 'name', name: 'Inputs' }, {}, never);
    assert.equal(text, 'a\n""\n');
  });

  it('fails when the sheet is gone meanwhile', async () => {
    const book = new MemoryWorkbook('Data');
    book.names.set('x', { sheetId: '{9}', area: { row: 0, column: 0, rowCount: 1, columnCount: 1 } });
    const reading = readGrid(book, { kind: 'name', name: 'x' }, {}, never);
    await assert.rejects(reading, (error) => error instanceof GridError && error.problem === 'sheetMissing');
  });
});
