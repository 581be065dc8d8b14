import type { CellValue, Rows } from '../../graph/workbook/ranges.ts';
import type { GridSnapshot } from '../files/readGrid.ts';
import { isShapeKept, sizeOf } from '../files/shape.ts';

/**
 * What an editor shows that goes on with the text which it saved. It has not seen what others changed since it last read
 * the file: to change the same is a conflict still.
 * @param base what the text was compared with when it was saved; with the rows that a table has since.
 * @param rows what the text says.
 * @param now what is there since.
 */
export function shownAfterSave(base: GridSnapshot, rows: Rows<string>, now: GridSnapshot): GridSnapshot {
  const isKept = isShapeKept(base, now, sizeOf(rows));
  const isSaved = (row: number, column: number): boolean =>
    (rows[row]?.[column] ?? '') !== (base.texts[row]?.[column] ?? '');
  // A table fills its columns in the rows that it gets.
  const added = base.source.kind === 'table' ? base.texts.length : Infinity;
  const contents = (isKept ? now.contents : rows).map((cells, row) =>
    cells.map((content, column): CellValue => {
      const isOurs = row >= added || isSaved(row, column);
      return isOurs ? content : (base.contents[row]?.[column] ?? '');
    }),
  );
  return { ...(isKept ? now : base), texts: rows, contents };
}
