import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { contentOf } from '../../../../src/workbook/grid/cellText.ts';
import { JsonRowsError, rowsOfJson } from '../../../../src/workbook/grid/jsonRows.ts';

const columns = ['name', 'n', 'on'];

function contents(json: unknown): unknown[][] {
  return rowsOfJson(JSON.stringify(json), columns).map((row) => row.map((input) => contentOf(input)));
}

describe('rows in JSON', () => {
  it('are objects, with the names of columns in any order', () => {
    assert.deepEqual(contents([{ n: 1, name: 'a' }, { on: '2026-01-02' }]), [
      ['a', 1, ''],
      ['', '', 46_024],
    ]);
  });

  it('are lists, as long as the table is wide or shorter', () => {
    assert.deepEqual(contents([['a', 1], ['b', 2, true], []]), [
      ['a', 1, ''],
      ['b', 2, true],
      ['', '', ''],
    ]);
  });

  it('can be some of a list, as they are selected in it', () => {
    for (const text of ['{"name": "a"},\n  {"n": 1},\n', '{"name": "a"}, ["", 1]']) {
      assert.deepEqual(
        rowsOfJson(text, columns).map((row) => row.map((input) => contentOf(input))),
        [
          ['a', '', ''],
          ['', 1, ''],
        ],
      );
    }
  });

  it('can be one alone', () => {
    assert.deepEqual(contents({ name: 'a' }), [['a', '', '']]);
    assert.deepEqual(contents(['a', 1, null]), [['a', 1, '']]);
  });

  it('have text that stays text, and formulas', () => {
    assert.deepEqual(contents([['007', 'TRUE', '=A1']]), [["'007", "'TRUE", '=A1']]);
  });

  for (const [what, text, problem, row, at] of [
    ['are no JSON', '[{', 'syntax', undefined, undefined],
    ['are none', '5', 'shape', 1, undefined],
    ['have an unknown column', '[{"n":1},{"N":1}]', 'column', 2, 'N'],
    ['are too long', '[[1,2,3,4]]', 'column', 1, '4'],
    ['have a value that is a list', '[{"n":[1]}]', 'value', 1, 'n'],
  ] as const) {
    it(`are refused when they ${what}`, () => {
      assert.throws(
        () => rowsOfJson(text, columns),
        (error) => {
          assert.ok(error instanceof JsonRowsError);
          assert.deepEqual([error.problem, error.row, error.at], [problem, row, at]);
          return true;
        },
      );
    });
  }
});
