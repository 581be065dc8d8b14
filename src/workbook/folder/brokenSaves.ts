import { cellAddress } from '../../graph/workbook/cellAddress.ts';
import type { CellPlace } from '../../graph/workbook/cellAddress.ts';
import type { CellValue, Rows } from '../../graph/workbook/ranges.ts';
import { isFormulaShown } from '../files/readGrid.ts';
import type { GridSnapshot } from '../files/readGrid.ts';
import { isShapeKept, sizeOf } from '../files/shape.ts';
import { contentOf, holds, inputOf } from '../grid/cellText.ts';
import { differencesBetween } from '../grid/changes.ts';

/** Rows to be saved, and what they are to be compared with. */
export interface SavePlan {
  readonly snapshot: GridSnapshot;
  readonly rows: Rows<string>;
}

interface Tried {
  readonly place: CellPlace;
  readonly texts: Set<string>;
}

/**
 * What was to be written by saves of which nobody knows how far they came. A cell that has it was not changed by somebody
 * else, and a text that has been changed further, or back, is to be written over it.
 */
export class BrokenSaves {
  /** By address, counted from the first cell of the file. */
  readonly #tried = new Map<string, Tried>();
  #sizes: readonly ReturnType<typeof sizeOf>[] = [];

  get isEmpty(): boolean {
    return this.#tried.size === 0;
  }

  note({ snapshot, rows }: SavePlan): void {
    for (const { row, column, is } of differencesBetween(snapshot.texts, rows)) {
      const place = { row, column };
      const tried = this.#tried.get(cellAddress(place)) ?? { place, texts: new Set() };
      tried.texts.add(is);
      this.#tried.set(cellAddress(place), tried);
    }
    this.#sizes = [...this.#sizes, sizeOf(rows)];
  }

  clear(): void {
    this.#tried.clear();
    this.#sizes = [];
  }

  /** The same plan as it is when the cells that were written so far are known. @param now what is there. */
  resumed({ snapshot: shown, rows }: SavePlan, now: GridSnapshot): SavePlan {
    const texts = shown.texts.map((cells) => [...cells]);
    const contents = shown.contents.map((cells) => [...cells]);
    const wanted = rows.map((cells) => [...cells]);
    for (const { place, texts: tried } of this.#tried.values()) {
      if ([...tried].some((text) => isAt(now, place, text))) {
        if (isFormulaShown(shown, place) && at(rows, place) === at(shown.texts, place)) {
          put(wanted, place, String(at(shown.contents, place)));
        }
        put<string>(texts, place, at(now.texts, place));
        put<CellValue>(contents, place, at(now.contents, place));
      }
    }
    const isKept = this.#sizes.some((size) => isShapeKept(shown, now, size));
    return { snapshot: { ...(isKept ? now : shown), texts, contents }, rows: wanted };
  }
}

/** Whether a text stands for what a cell has. */
function isAt(now: GridSnapshot, place: CellPlace, text: string): boolean {
  const content = at(now.contents, place);
  const value = contentOf(inputOf(at(now.texts, place)), 'never');
  return holds({ value, content, type: '', format: '' }, inputOf(text), content);
}

function at<T>(rows: Rows<T>, { row, column }: CellPlace): T | '' {
  return rows[row]?.[column] ?? '';
}

function put<T>(rows: (T | '')[][], { row, column }: CellPlace, value: T | ''): void {
  while (rows.length <= row) {
    rows.push([]);
  }
  const cells = rows[row] ?? [];
  while (cells.length < column) {
    cells.push('');
  }
  cells[column] = value;
}
