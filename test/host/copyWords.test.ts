import assert from 'node:assert/strict';
import { copiedSentence, copyDetail, copyQuestion, describeCopyFailure } from '../../src/vscode/words/copyWords.ts';
import { GridError } from '../../src/workbook/files/errors.ts';
import type { GridSnapshot } from '../../src/workbook/files/readGrid.ts';
import type { CopyPlan, SheetChange } from '../../src/workbook/whatIf/copyPlan.ts';

const sheet = (name: string) => ({ id: `{${name}}`, name });

function change(name: string, cells: number, isNew = false): SheetChange {
  const area = { row: 0, column: 0, rowCount: 1, columnCount: 1 };
  const place = { sheet: sheet(name), area, used: area, headers: 0 };
  const snapshot: GridSnapshot = { ...place, source: { kind: 'sheet', sheet: sheet(name) }, texts: [], contents: [] };
  return { sheet: sheet(name), ...(!isNew && { saved: sheet(name) }), before: snapshot, now: snapshot, cells };
}

const plan: CopyPlan = { changes: [], gone: [], renamed: [], staying: [], resized: [], isWhole: true };

describe('words about copies of changes', () => {
  it('ask about one sheet by its name, and about several by their number', () => {
    const ask = (...changes: SheetChange[]): string => copyQuestion({ ...plan, changes }, 'Budget.xlsx');
    assert.deepEqual(
      [
        ask(change('Sales', 1)),
        ask(change('Sales', 3)),
        ask(change('New', 3, true)),
        ask(change('A', 1), change('B', 1)),
      ],
      [
        'Copy 1 cell of Sales into Budget.xlsx?',
        'Copy 3 cells of Sales into Budget.xlsx?',
        'Copy the new sheet New into Budget.xlsx?',
        'Copy changes in 2 sheets into Budget.xlsx?',
      ],
    );
  });

  it('list sheets with their cells', () => {
    const changes = [change('A', 1), change('B', 2), change('C', 1, true), change('D', 0, true)];
    assert.equal(
      copyDetail({ ...plan, changes }),
      ['A: 1 cell', 'B: 2 cells', 'C: new sheet, 1 cell', 'D: new sheet, 0 cells'].join('\n'),
    );
    assert.equal(copyDetail({ ...plan, changes: [change('A', 1)] }), '');
  });

  it('tell what is not copied, and what is not known', () => {
    const lines = copyDetail({
      changes: [change('A', 1)],
      gone: [sheet('Gone')],
      renamed: [{ sheet: sheet('Turnover'), saved: sheet('Sales') }],
      staying: [sheet('Hidden')],
      resized: ['Orders'],
      isWhole: false,
    }).split('\n');
    const expected = [
      /^The changes were made before this window was loaded/u,
      /Turnover stays Sales/u,
      /^Hidden is not in the scratch copy/u,
      /^Gone is not in the saved workbook any more/u,
      /^The table Orders has another size/u,
    ];
    assert.equal(lines.length, expected.length);
    for (const [index, line] of lines.entries()) {
      assert.match(line, expected[index] ?? /never/u);
    }
  });

  it('tell what was copied, and why not', () => {
    assert.equal(copiedSentence([change('A', 1)], 'Budget.xlsx'), '1 cell was copied into Budget.xlsx: A.');
    const both = [change('A', 1), change('B', 2)];
    assert.equal(copiedSentence(both, 'Budget.xlsx'), '3 cells were copied into Budget.xlsx: A, B.');
    const cell = { row: 1, column: 1 };
    assert.match(
      describeCopyFailure('A', new GridError('cellChanged', { cell, sheet: 'A' })),
      /^Nothing of A was copied: somebody else changed B2/u,
    );
    assert.match(
      describeCopyFailure('A', new GridError('refused', { cell, sheet: 'A' })),
      /^A was not copied as a whole\. Excel does not accept what you wrote in B2 of A\./u,
    );
  });
});
