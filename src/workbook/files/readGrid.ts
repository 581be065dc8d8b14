import type { CellPlace } from '../../graph/workbook/cellAddress.ts';
import type { WorkbookChannel } from '../../graph/workbook/channel.ts';
import type { CellValue, Rows } from '../../graph/workbook/ranges.ts';
import { textOfCell } from '../grid/cellText.ts';
import { csvOf } from '../grid/csv.ts';
import type { CsvForm } from '../grid/csv.ts';
import { mostCells } from '../grid/pages.ts';
import { GridError } from './errors.ts';
import { readArea } from './readArea.ts';
import { locate } from './source.ts';
import type { GridPlace, GridSource } from './source.ts';

/** What a file showed when it was read: what a save is compared with. */
export interface GridSnapshot extends GridPlace {
  readonly source: GridSource;
  readonly texts: Rows<string>;
  /** Formulas, and the values of cells that have none. */
  readonly contents: Rows<CellValue>;
}

export interface GridFile {
  /** CSV. */
  readonly text: string;
  readonly snapshot: GridSnapshot;
}

/** Gets the number of cells that are done, and that of all. */
export type CellProgress = (done: number, all: number) => void;

export interface ReadOptions {
  /** How to write the file, when it has been written by somebody before. */
  readonly form?: CsvForm;
  readonly onProgress?: CellProgress;
}

/**
 * Reads a sheet, a table or the range of a name as CSV.
 * @throws what {@link readSnapshot} throws.
 */
export async function readGrid(
  channel: WorkbookChannel,
  source: GridSource,
  { form, onProgress }: ReadOptions,
  signal: AbortSignal,
): Promise<GridFile> {
  const snapshot = await readSnapshot(channel, source, signal, onProgress);
  const { texts } = snapshot;
  const isBlank = source.kind === 'sheet' && texts.length === 1 && texts[0]?.length === 1 && texts[0][0] === '';
  return { text: csvOf(isBlank ? [] : texts, form), snapshot };
}

/**
 * Reads a sheet, a table or the range of a name, in as many requests as it takes.
 * @throws {GridError} `tooManyCells` rather than cut. @throws {GraphError} and what the channel throws.
 */
export async function readSnapshot(
  channel: WorkbookChannel,
  source: GridSource,
  signal: AbortSignal,
  onProgress?: CellProgress,
): Promise<GridSnapshot> {
  const place = await locate(channel, source, signal);
  const { sheet, area, used } = place;
  if (area.rowCount * area.columnCount > mostCells) {
    throw new GridError('tooManyCells', { sheet: sheet.name });
  }
  const texts = emptyRows<string>(area.rowCount, area.columnCount);
  const contents = emptyRows<CellValue>(area.rowCount, area.columnCount);
  const all = used.rowCount * used.columnCount;
  let done = 0;
  await readArea(
    channel,
    sheet.id,
    used,
    (part, cells) => {
      for (const [row, values] of cells.values.entries()) {
        for (const [column, value] of values.entries()) {
          const at = { row: part.row - area.row + row, column: part.column - area.column + column };
          const type = cells.valueTypes[row]?.[column] ?? 'Unknown';
          const format = cells.numberFormat[row]?.[column] ?? '';
          put(texts, at, textOfCell({ value, type, format }));
          put(contents, at, cells.formulas[row]?.[column] ?? '');
        }
      }
      done += part.rowCount * part.columnCount;
      onProgress?.(done, all);
    },
    signal,
  );
  return { ...place, source, texts, contents };
}

/** Whether what is shown at a place, counted from the first cell of the file, is the result of a formula. */
export function isFormulaShown({ texts, contents }: GridSnapshot, { row, column }: CellPlace): boolean {
  const content = contents[row]?.[column];
  // Text that looks like a formula is shown with an apostrophe.
  return typeof content === 'string' && content.startsWith('=') && texts[row]?.[column] !== `'${content}`;
}

function emptyRows<T>(rowCount: number, columnCount: number): (T | '')[][] {
  return Array.from({ length: rowCount }, () => Array<T | ''>(columnCount).fill(''));
}

function put<T>(rows: T[][], { row, column }: CellPlace, value: T): void {
  const cells = rows[row];
  if (cells !== undefined) {
    cells[column] = value;
  }
}
