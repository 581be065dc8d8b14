import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  areaAddress,
  cellAddress,
  halvesOf,
  parseCellAddress,
  quotedSheetName,
  rowsOf,
  sheetLimits,
  sheetNameIn,
} from '../../../../src/graph/workbook/cellAddress.ts';

describe('addresses of cells', () => {
  for (const name of ['A1', 'r', 'RC', 'Q1 plan', "It's", '2026', 'a.b']) {
    it(`quote the sheet ${name}, so that it is found again`, () => {
      assert.equal(quotedSheetName(name), `'${name.replaceAll("'", "''")}'`);
      assert.equal(sheetNameIn(`${quotedSheetName(name)}!B2`), name);
    });
  }

  it('have the names of other sheets as they are', () => {
    assert.deepEqual(['Sales', 'Übersicht_2026', '_x'].map(quotedSheetName), ['Sales', 'Übersicht_2026', '_x']);
  });

  for (const [address, row, column] of [
    ['A1', 0, 0],
    ['Z9', 8, 25],
    ['AA10', 9, 26],
    ['AZ1', 0, 51],
    ['BA1', 0, 52],
    ['ZZ1', 0, 701],
    ['AAA1', 0, 702],
    ['XFD1048576', sheetLimits.rows - 1, sheetLimits.columns - 1],
  ] as const) {
    it(`name row ${row}, column ${column} as ${address}, and find it there`, () => {
      assert.equal(cellAddress({ row, column }), address);
      assert.deepEqual(parseCellAddress(address), { row, column });
    });
  }

  it('are read with dollar signs and in lower case', () => {
    assert.deepEqual(parseCellAddress('$b$3'), { row: 2, column: 1 });
  });

  for (const address of ['', 'A', '1', 'A0', 'XFE1', 'A1048577', 'A1:B2', 'Sheet1!A1', ' A1', 'AAAA1', 'A01']) {
    it(`are not read from "${address}"`, () => assert.equal(parseCellAddress(address), undefined));
  }

  it('come back from each place of a sheet', () => {
    const place = fc.record(
      { row: fc.nat(sheetLimits.rows - 1), column: fc.nat(sheetLimits.columns - 1) },
      { noNullPrototype: true },
    );
    fc.assert(fc.property(place, (cell) => assert.deepEqual(parseCellAddress(cellAddress(cell)), cell)));
  });

  it('of an area name its corners, or the only cell', () => {
    assert.equal(areaAddress({ row: 1, column: 1, rowCount: 2, columnCount: 3 }), 'B2:D3');
    assert.equal(areaAddress({ row: 1, column: 1, rowCount: 1, columnCount: 1 }), 'B2');
  });

  it('give the name of their sheet, with quotation marks or without', () => {
    assert.equal(sheetNameIn('Sheet1!A1:B2'), 'Sheet1');
    assert.equal(sheetNameIn("'It''s 2026!'!A1"), "It's 2026!");
    assert.equal(sheetNameIn('Übersicht!A1'), 'Übersicht');
    assert.equal(sheetNameIn('A1:B2'), undefined);
  });
});

describe('parts of areas', () => {
  const area = { row: 10, column: 2, rowCount: 5, columnCount: 3 };

  it('are rows, counted from the first of the area', () => {
    assert.deepEqual(rowsOf(area, 2, 2), { row: 12, column: 2, rowCount: 2, columnCount: 3 });
  });

  it('are halves: rows first, then columns, and none of a cell', () => {
    assert.deepEqual(halvesOf(area), [
      { row: 10, column: 2, rowCount: 3, columnCount: 3 },
      { row: 13, column: 2, rowCount: 2, columnCount: 3 },
    ]);
    assert.deepEqual(halvesOf({ ...area, rowCount: 1 }), [
      { row: 10, column: 2, rowCount: 1, columnCount: 2 },
      { row: 10, column: 4, rowCount: 1, columnCount: 1 },
    ]);
    assert.equal(halvesOf({ ...area, rowCount: 1, columnCount: 1 }), undefined);
  });
});
