import type { CellPlace } from '../../graph/workbook/cellAddress.ts';
import type { Rows } from '../../graph/workbook/ranges.ts';

/** A cell whose text differs; the place counts from the first cell of the file. */
export interface CellChange extends CellPlace {
  readonly text: string;
}

/**
 * Cells that differ between what was shown and what is saved, row by row. What is not there counts as empty, on both
 * sides: rows can be of different lengths.
 */
export function changesBetween(shown: Rows<string>, saved: Rows<string>): CellChange[] {
  return differencesBetween(shown, saved).map(({ row, column, is: text }) => ({ row, column, text }));
}

/** A place at which rows of cells differ, with what was and what is there. */
export interface CellDifference<T> extends CellPlace {
  readonly was: T | '';
  readonly is: T | '';
}

/** Places at which rows differ, row by row. What is not there counts as empty, on both sides. */
export function differencesBetween<T>(before: Rows<T>, after: Rows<T>): CellDifference<T>[] {
  const differences: CellDifference<T>[] = [];
  for (let row = 0; row < Math.max(before.length, after.length); row++) {
    const had = before[row] ?? [];
    const has = after[row] ?? [];
    for (let column = 0; column < Math.max(had.length, has.length); column++) {
      const was = had[column] ?? '';
      const is = has[column] ?? '';
      if (was !== is) {
        differences.push({ row, column, was, is });
      }
    }
  }
  return differences;
}

/**
 * The first cell whose formula would be lost because its row is at another place now: cells are written where they are,
 * so that rows which somebody inserted, removed or sorted would put the results of formulas over formulas.
 * @param isFormula whether what was shown at a place is the result of one.
 */
export function displacedFormula(
  shown: Rows<string>,
  saved: Rows<string>,
  changes: readonly CellChange[],
  isFormula: (place: CellPlace) => boolean,
): CellPlace | undefined {
  const lost = changes.filter((change) => !change.text.startsWith('=') && isFormula(change));
  if (lost.length === 0) {
    return undefined;
  }
  const before = countRows(shown);
  const after = countRows(saved);
  return lost.find(({ row }) => {
    const key = rowKey(shown[row] ?? []);
    return (after.get(key) ?? 0) >= (before.get(key) ?? 0);
  });
}

function countRows(rows: Rows<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const key = rowKey(row);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The same for rows that differ in empty cells at the end only. */
function rowKey(row: readonly string[]): string {
  return JSON.stringify(row.slice(0, row.findLastIndex((text) => text !== '') + 1));
}
