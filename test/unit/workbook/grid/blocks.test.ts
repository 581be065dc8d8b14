import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { areaAddress } from '../../../../src/graph/workbook/cellAddress.ts';
import type { CellPlace } from '../../../../src/graph/workbook/cellAddress.ts';
import { areaOf, blocksOf, rowsAround } from '../../../../src/workbook/grid/blocks.ts';
import { pageFrom } from '../../../../src/workbook/grid/pages.ts';

const limits = { cells: 1000, bytes: 10_000 };
const noSize = (): number => 0;

function rectangle(row: number, column: number, rowCount: number, columnCount: number): CellPlace[] {
  return Array.from({ length: rowCount * columnCount }, (_, index) => ({
    row: row + Math.floor(index / columnCount),
    column: column + (index % columnCount),
  }));
}

function addresses(cells: readonly CellPlace[], limit = limits, size: () => number = noSize): string[] {
  return blocksOf(cells, limit, size).map(({ area }) => areaAddress(area));
}

describe('blocks', () => {
  it('are one for cells that are side by side', () => {
    assert.deepEqual(addresses(rectangle(2, 1, 20, 10)), ['B3:K22']);
  });

  it('bridge cells that are left alone, as long as a request is worth more than these', () => {
    assert.deepEqual(
      addresses([
        { row: 0, column: 0 },
        { row: 9, column: 5 },
      ]),
      ['A1:F10'],
    );
    assert.deepEqual(
      addresses([
        { row: 0, column: 0 },
        { row: 100, column: 0 },
      ]),
      ['A1', 'A101'],
    );
  });

  it('gather a column in which every tenth cell changes', () => {
    const cells = Array.from({ length: 100 }, (_, index) => ({ row: index * 10, column: 3 }));
    assert.deepEqual(addresses(cells), ['D1:D991']);
  });

  it('keep two columns that are far apart from each other', () => {
    const cells = Array.from({ length: 100 }, (_, row) => [
      { row, column: 0 },
      { row, column: 500 },
    ]).flat();
    assert.deepEqual(addresses(cells), ['A1:A100', 'SG1:SG100']);
  });

  it('end where a request would be too large, in cells or in bytes', () => {
    assert.deepEqual(addresses(rectangle(0, 0, 150, 10)), ['A1:J100', 'A101:J150']);
    assert.deepEqual(
      addresses(rectangle(0, 0, 4, 1), limits, () => 4000),
      ['A1:A2', 'A3:A4'],
    );
    assert.deepEqual(
      addresses(rectangle(0, 0, 2, 1), limits, () => 20_000),
      ['A1', 'A2'],
    );
  });

  it('hold each cell once, within their areas and the limits', () => {
    const place = fc.record({ row: fc.nat(300), column: fc.nat(300) });
    const places = fc.uniqueArray(place, { maxLength: 200, selector: ({ row, column }) => row * 1000 + column });
    fc.assert(
      fc.property(places, (places) => {
        const cells = places.toSorted((a, b) => a.row - b.row || a.column - b.column);
        const blocks = blocksOf(cells, limits, () => 100);
        const order = new Map(cells.map((cell, index) => [cell, index]));
        const seen = blocks.flatMap((block) => block.cells.map((cell) => order.get(cell) ?? -1));
        assert.deepEqual(
          seen.toSorted((a, b) => a - b),
          [...cells.keys()],
        );
        for (const block of blocks) {
          assert.deepEqual(block.area, areaOf(block.cells));
          assert.ok(block.area.rowCount * block.area.columnCount <= limits.cells);
          assert.ok(block.cells.length * 100 <= limits.bytes);
        }
      }),
    );
  });

  it('are sent with nothing at the places of other cells', () => {
    const cells = [
      { row: 5, column: 2 },
      { row: 6, column: 4 },
    ];
    assert.deepEqual(
      rowsAround(areaOf(cells), cells, ({ row }) => row),
      [
        [5, null, null],
        [null, null, 6],
      ],
    );
  });
});

describe('pages', () => {
  it('are as many whole rows as fit, and never less than one', () => {
    const area = { row: 10, column: 3, rowCount: 25, columnCount: 40 };
    assert.deepEqual(pageFrom(area, 0, 400), { ...area, rowCount: 10 });
    assert.deepEqual(pageFrom(area, 20, 400), { ...area, row: 30, rowCount: 5 });
    assert.deepEqual(pageFrom(area, 3, 39), { ...area, row: 13, rowCount: 1 });
  });
});
