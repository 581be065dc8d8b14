import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { CsvSyntaxError } from '../../../../src/workbook/grid/csv.ts';
import { CsvRowsError, rowsOfCsv } from '../../../../src/workbook/grid/csvRows.ts';

const columns = ['Name', 'Units'];

const kinds = (text: string): unknown[][] =>
  rowsOfCsv(text, columns).map((row) => row.map((input) => Object.values(input)));

const problemAt =
  (row: number, values: number) =>
  (error: unknown): boolean =>
    error instanceof CsvRowsError && error.row === row && error.values === values && error.columns === 2;

describe('rows of a CSV text', () => {
  it('are read as files of cells are', () => {
    assert.deepEqual(kinds("Figs,2\r\n'007,=A1+1\r\n,\r\n"), [
      [
        ['text', 'Figs'],
        ['number', 2],
      ],
      [
        ['text', '007'],
        ['formula', '=A1+1'],
      ],
      [['empty'], ['empty']],
    ]);
  });

  it('do not begin with headers, which say the order of values', () => {
    const figs = [
      [
        ['text', 'Figs'],
        ['number', 2],
      ],
    ];
    assert.deepEqual(kinds('Name,Units\nFigs,2'), figs);
    assert.deepEqual(kinds('\nUnits,Name\n2,Figs'), figs);
    assert.deepEqual(kinds('Units,Name'), []);
  });

  it('begin with what only looks like headers', () => {
    assert.equal(kinds('Name,Name\nFigs,2').length, 2);
  });

  it('are none where nothing is written', () => {
    assert.deepEqual(kinds(''), []);
    assert.deepEqual(kinds('\n\n'), []);
  });

  it('have a value for each column', () => {
    assert.throws(() => kinds('Figs,2\nDates'), problemAt(2, 1));
    assert.throws(() => kinds('Name,Units\n\nFigs,2,3'), problemAt(3, 3));
  });

  it('can be no CSV', () => {
    assert.throws(
      () => kinds('Figs,2\n"Dates,3'),
      (error) => error instanceof CsvSyntaxError && error.line === 2,
    );
  });
});
