import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shownAfterSave } from '../../../../src/workbook/folder/shownAfterSave.ts';
import { snapshotOf } from './snapshots.ts';

const base = snapshotOf([['1', '2', '3']], [[1, '=A1*2', 3]]);

describe('what an editor shows that goes on with the text which it saved', () => {
  it('is its text, with what the service made of what was saved', () => {
    const now = snapshotOf([['3', '6', '3']], [[3, '=A1*2', 3]]);
    const rows = [['=1+2', '2', '3']];
    const shown = shownAfterSave(base, rows, { ...now, contents: [['=1+2', '=A1*2', 3]] });
    assert.deepEqual([shown.texts, shown.contents], [rows, [['=1+2', '=A1*2', 3]]]);
  });

  it('is not what others wrote meanwhile: to write the same is a conflict', () => {
    const now = snapshotOf([['9', '18', '77', 'new']], [[9, '=A1*2', 77, 'new']]);
    const { contents } = shownAfterSave(base, [['9', '2', '3', '', 'far']], { ...now, area: areaOf(1, 4) });
    assert.deepEqual(contents, [[9, '=A1*2', 3, '']]);
  });

  it('stays where it was when others moved cells: the next save is refused', () => {
    const now = snapshotOf(
      [
        ['', '', ''],
        ['9', '18', '3'],
      ],
      [
        ['', '', ''],
        [9, '=A2*2', 3],
      ],
    );
    const shown = shownAfterSave(base, [['9', '5', '3']], now);
    assert.deepEqual([shown.area, shown.contents], [base.area, [['9', '5', 3]]]);
  });

  it('has in new rows of a table what the table put there', () => {
    const source = { kind: 'table', tableId: '1' } as const;
    const table = { ...base, source, area: areaOf(2, 3) };
    const now = snapshotOf(
      [
        ['1', '2', '3'],
        ['4', '8', ''],
      ],
      [
        [1, '=[a]*2', 3],
        [4, '=[a]*2', ''],
      ],
    );
    const { contents } = shownAfterSave(table, [['1', '2', '3'], ['4']], { ...now, source });
    assert.deepEqual(contents, [
      [1, '=A1*2', 3],
      [4, '=[a]*2', ''],
    ]);
  });
});

function areaOf(rowCount: number, columnCount: number): typeof base.area {
  return { row: 0, column: 0, rowCount, columnCount };
}
