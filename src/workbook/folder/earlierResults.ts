import { cellAddress } from '../../graph/workbook/cellAddress.ts';
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
  /** By address, counted from the first cell of the file. */
  readonly #texts = new Map<string, Set<string>>();

  /** The file was read anew. */
  note(before: GridSnapshot | undefined, after: GridSnapshot): void {
    if (before === undefined) {
      return;
    }
    for (const { row, column, was } of differencesBetween(before.texts, after.texts)) {
      const place = { row, column };
      if (isFormulaShown(before, place) && before.contents[row]?.[column] === after.contents[row]?.[column]) {
        const texts = this.#texts.get(cellAddress(place)) ?? new Set();
        const [first = was] = texts;
        if (texts.size >= mostResults) {
          texts.delete(first);
        }
        this.#texts.set(cellAddress(place), texts.add(was));
      }
    }
  }

  /** The rows of a text, with what the formulas show that have not been touched. */
  without(rows: Rows<string>, shown: GridSnapshot): Rows<string> {
    if (this.#texts.size === 0) {
      return rows;
    }
    return rows.map((cells, row) =>
      cells.map((text, column) => {
        const place = { row, column };
        const isEarlier = this.#texts.get(cellAddress(place))?.has(text) === true;
        return isEarlier && isFormulaShown(shown, place) ? (shown.texts[row]?.[column] ?? text) : text;
      }),
    );
  }
}
