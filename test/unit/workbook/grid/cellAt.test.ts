import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { fieldAt } from '../../../../src/workbook/grid/cellAt.ts';
import { csvOf } from '../../../../src/workbook/grid/csv.ts';

describe('the field at an offset of a CSV text', () => {
  const csv = 'a,"b,""c""\nd",\r\n,e';

  for (const [offset, row, column, text] of [
    [0, 0, 0, 'a'],
    [1, 0, 0, 'a'],
    [2, 0, 1, 'b,"c"\nd'],
    [9, 0, 1, 'b,"c"\nd'],
    [14, 0, 2, ''],
    [16, 1, 0, ''],
    [17, 1, 1, 'e'],
  ] as const) {
    it(`is ${JSON.stringify(text)} at ${offset}`, () => {
      const field = fieldAt(csv, offset);
      assert.deepEqual([field?.row, field?.column, field?.text], [row, column, text]);
    });
  }

  it('is none behind the end, or in nothing', () => {
    assert.equal(fieldAt('a\n', 2), undefined);
    assert.equal(fieldAt('', 0), undefined);
    assert.deepEqual(fieldAt('a,', 2), { row: 0, column: 1, start: 2, end: 2, text: '' });
    assert.deepEqual(fieldAt('"open', 3), { row: 0, column: 0, start: 0, end: 5, text: 'open' });
  });

  it('is the one that was written there', () => {
    const rows = fc.array(fc.array(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', ' ') }), { minLength: 2 }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(rows, (cells) => {
        const text = csvOf(cells);
        const seen: string[][] = [];
        for (let offset = 0; ;) {
          const field = fieldAt(text, offset);
          if (field === undefined) {
            break;
          }
          (seen[field.row] ??= [])[field.column] = field.text;
          offset = field.end + 1;
        }
        assert.deepEqual(seen, cells);
      }),
    );
  });
});
