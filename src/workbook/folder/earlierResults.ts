import type { Rows } from '../../graph/workbook/ranges.ts';
import { isFormulaShown } from '../files/readGrid.ts';
import type { GridSnapshot } from '../files/readGrid.ts';
import { differencesBetween } from '../grid/changes.ts';

/** Of a cell: what changes with each calculation would fill the memory. */
const mostResults = 50;

/**
 * Results that formulas of a file had before. An editor that takes a change back shows them again: they are nothing that
 * somebody typed in place of the formula.
 */
export class EarlierResults {
  /** By row and column, counted from the first cell of the file. */
  readonly #texts = new Map<number, Map<number, Set<string>>>();

  /** The file was read anew. */
  note(before: GridSnapshot | undefined, after: GridSnapshot): void {
    if (before === undefined) {
      return;
    }
    for (const { row, column, was } of differencesBetween(before.texts, after.texts)) {
      const place = { row, column };
      if (isFormulaShown(before, place) && before.contents[row]?.[column] === after.contents[row]?.[column]) {
        const inRow = this.#texts.get(row) ?? new Map<number, Set<string>>();
        const texts = inRow.get(column) ?? new Set();
        const [first = was] = texts;
        if (texts.size >= mostResults) {
          texts.delete(first);
        }
        this.#texts.set(row, inRow.set(column, texts.add(was)));
      }
    }
  }

  /** The rows of a text, with what the formulas show that have not been touched. */
  without(rows: Rows<string>, shown: GridSnapshot): Rows<string> {
    return rows.map((cells, row) => {
      const inRow = this.#texts.get(row);
      return inRow === undefined
        ? cells
        : cells.map((text, column) => {
            const isEarlier = inRow.get(column)?.has(text) === true && isFormulaShown(shown, { row, column });
            return isEarlier ? (shown.texts[row]?.[column] ?? text) : text;
          });
    });
  }
}
