import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { changesBetween, displacedFormula } from '../../../../src/workbook/grid/changes.ts';

const shown = [
  ['name', 'price', 'twice'],
  ['a', '1', '2'],
  ['b', '2', '4'],
  ['c', '3', '6'],
];
/** The last column has formulas below its header. */
const isFormula = ({ row, column }: { row: number; column: number }): boolean => row > 0 && row < 4 && column === 2;

function displaced(saved: string[][]): string | undefined {
  const place = displacedFormula(shown, saved, changesBetween(shown, saved), isFormula);
  return place && `${place.row}:${place.column}`;
}

describe('changes of a grid', () => {
  it('are none when only empty cells came or went', () => {
    assert.deepEqual(changesBetween([['a', '', ''], ['']], [['a'], ['', ''], []]), []);
  });

  it('are cells of rows and columns that are new or gone, too', () => {
    assert.deepEqual(changesBetween([['a', 'b'], ['c']], [['a', 'b', 'd']]), [
      { row: 0, column: 2, text: 'd' },
      { row: 1, column: 0, text: '' },
    ]);
  });

  it('are exactly the cells that were edited', () => {
    const cell = fc.constantFrom<string>('', 'a', 'b', '1');
    const grid = fc.array(fc.array(cell, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    const edits = fc.array(
      fc.record({ row: fc.nat(7), column: fc.nat(5), text: fc.constantFrom('', 'x', 'y') }, { noNullPrototype: true }),
    );
    fc.assert(
      fc.property(grid, edits, (before, edits) => {
        const after = before.map((row) => [...row]);
        for (const { row, column, text } of edits) {
          while (after.length <= row) {
            after.push([]);
          }
          const cells = after[row] ?? [];
          while (cells.length <= column) {
            cells.push('');
          }
          cells[column] = text;
        }
        const wanted = new Map(edits.map((edit) => [`${edit.row} ${edit.column}`, edit]));
        const really = [...wanted.values()]
          .filter(({ row, column, text }) => (before[row]?.[column] ?? '') !== text)
          .toSorted((a, b) => a.row - b.row || a.column - b.column);
        assert.deepEqual(changesBetween(before, after), really);
      }),
    );
  });
});

describe('rows with formulas', () => {
  const [header = [], a = [], b = [], c = []] = shown;

  it('are at another place when a row is inserted, removed or sorted', () => {
    assert.equal(displaced([header, ['new', '9', '18'], a, b, c]), '1:2');
    assert.equal(displaced([header, b, c]), '2:2');
    assert.equal(displaced([header, c, b, a]), '1:2');
  });

  it('are where they were when cells of them change, and formulas are replaced on purpose', () => {
    assert.equal(displaced([header, ['a', '1', '5'], b, c]), undefined);
    assert.equal(displaced([header, a, ['b', '9', '4'], c]), undefined);
    assert.equal(displaced([header, a, b, c, ['d', '4', '8']]), undefined);
    assert.equal(displaced([header, a, b]), undefined);
  });

  it('can be replaced by other formulas wherever they are', () => {
    assert.equal(displaced([header, ['new', '9', '=B2*2'], ['a', '1', '=B3*2']]), undefined);
    assert.equal(displaced([header, ['a', '1', '=B2*3'], b, c, a]), undefined);
  });

  it('count when there are several alike', () => {
    const alike = [['0'], ['0'], ['0']];
    const saved = [['0'], ['5'], ['0']];
    assert.equal(
      displacedFormula(alike, saved, changesBetween(alike, saved), () => true),
      undefined,
    );
  });
});
