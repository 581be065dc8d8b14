import type { Rows } from '../../graph/workbook/ranges.ts';
import { isFormulaShown } from '../files/readGrid.ts';
import type { GridSnapshot } from '../files/readGrid.ts';

/**
 * The rows of a text that is to be saved over whatever is there now: the text wins, but the result of a formula that
 * nobody touched stands for the formula.
 * @param now what is there.
 * @param shown what the text was before it was edited, when that is known. Else every formula that is there stays where
 * the text has no formula: what it has may be an older result.
 */
export function rowsForOverwriting(rows: Rows<string>, now: GridSnapshot, shown?: GridSnapshot): Rows<string> {
  return rows.map((cells, row) =>
    cells.map((text, column) => {
      const place = { row, column };
      const isThere = isFormulaShown(now, place);
      const result = now.texts[row]?.[column] ?? '';
      if (shown === undefined) {
        return isThere && !text.startsWith('=') ? result : text;
      }
      if (!isFormulaShown(shown, place) || text !== shown.texts[row]?.[column]) {
        return text;
      }
      const formula = shown.contents[row]?.[column];
      return isThere && formula === now.contents[row]?.[column] ? result : String(formula);
    }),
  );
}
