import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { csvOf, CsvSyntaxError, parseCsv } from '../../../../src/workbook/grid/csv.ts';
import { editorText } from '../../../../src/workbook/grid/cellText.ts';

describe('CSV texts', () => {
  for (const [what, rows, text] of [
    ['plain cells as they are', [['a', 'b c', '1']], 'a,b c,1\n'],
    ['marks, commas and line breaks between marks', [['a"b', 'a,b', 'a\nb']], '"a""b","a,b","a\nb"\n'],
    ['spaces at the ends between marks', [[' a', 'b ', '\tc']], '" a","b ","\tc"\n'],
    ['a byte order mark of a cell between marks', [['\uFEFFa']], '"\uFEFFa"\n'],
    [
      'rows without anything',
      [
        ['a', ''],
        ['', ''],
        ['', 'b'],
      ],
      'a,\n,\n,b\n',
    ],
    ['a last line that is empty, so that it is one', [['a'], ['']], 'a\n""\n'],
    ['nothing of nothing', [], ''],
  ] as const) {
    it(`have ${what}`, () => {
      assert.equal(csvOf(rows), text);
      assert.deepEqual(parseCsv(text).rows, rows);
    });
  }

  it('keep the line ends and the byte order mark of a file', () => {
    const { rows, form } = parseCsv('\uFEFFa,b\r\n"c\r\nd",e\r\n');
    assert.deepEqual(rows, [
      ['a', 'b'],
      ['c\nd', 'e'],
    ]);
    assert.deepEqual(form, { lineEnd: '\r\n', mark: true });
    assert.equal(csvOf(rows, form), '\uFEFFa,b\r\n"c\nd",e\r\n');
    assert.deepEqual(parseCsv('a\n').form, { lineEnd: '\n', mark: false });
  });

  it('are read with rows of different lengths, without a last line end, and with old line ends', () => {
    assert.deepEqual(parseCsv('a\rb,c\r\n\nd').rows, [['a'], ['b', 'c'], [''], ['d']]);
  });

  for (const [what, text, line] of [
    ['without an end', 'a\n"b\nc,d\n', 2],
    ['in the middle of a cell', 'a\r\n"x\r\ny",z\r\nb"c', 4],
    ['before the end of a cell', 'a\n"b" c', 2],
  ] as const) {
    it(`with a mark ${what} are refused at its line`, () => {
      assert.throws(
        () => parseCsv(text),
        (error) => error instanceof CsvSyntaxError && error.line === line,
      );
    });
  }

  it('come back from whatever rows they were made of', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ' ', "'", '\uFEFF', 'a') }),
    );
    const rows = fc
      .integer({ min: 1, max: 5 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 6 }));
    const form = fc.record({ lineEnd: fc.constantFrom('\n' as const, '\r\n' as const), mark: fc.boolean() });
    fc.assert(
      fc.property(rows, form, (cells, form) => {
        const shown = cells.map((row) => row.map((text) => editorText(text)));
        const read = parseCsv(csvOf(shown, form));
        assert.deepEqual(read.rows, shown);
        assert.equal(read.form.mark, form.mark);
      }),
    );
  });
});
