import type { Clock } from '../../base/clock.ts';
import { sheetLimits } from '../../graph/workbook/cellAddress.ts';
import type { Area, CellPlace } from '../../graph/workbook/cellAddress.ts';
import type { WorkbookChannel } from '../../graph/workbook/channel.ts';
import type { Rows } from '../../graph/workbook/ranges.ts';
import { inputOf } from '../grid/cellText.ts';
import type { CellInput } from '../grid/cellText.ts';
import { changesBetween, displacedFormula } from '../grid/changes.ts';
import type { CellChange } from '../grid/changes.ts';
import { parseCsv } from '../grid/csv.ts';
import type { CsvForm } from '../grid/csv.ts';
import { GridError } from './errors.ts';
import { readArea } from './readArea.ts';
import { isFormulaShown } from './readGrid.ts';
import type { CellProgress, GridSnapshot } from './readGrid.ts';
import { isShapeKept, sizeOf } from './shape.ts';
import { locate } from './source.ts';
import { addTableRows, deleteTableRows } from './tableRows.ts';
import type { TableWork } from './tableRows.ts';
import { writeCells } from './writeCells.ts';
import type { CellWrite } from './writeCells.ts';

/** What a save did. */
export interface SaveReport {
  /** Cells that were written; those of added rows are not counted. */
  readonly cells: number;
  readonly rowsAdded: number;
  readonly rowsDeleted: number;
  /** How the text was written, for the next time that it is read. */
  readonly form: CsvForm;
}

interface SaveOptions {
  readonly clock: Clock;
  /** Gets the number of cells and added rows that are done. */
  readonly onProgress?: CellProgress;
}

/** What Excel takes into a cell (support.microsoft.com: "Excel specifications and limits"). */
const longestText = 32_767;
const longestFormula = 8192;

/**
 * Writes the cells of a CSV text that differ from what its file showed: by address, in blocks, read back and compared.
 * Nothing is written when a cell to be changed, or the shape of the whole, is not as it was shown.
 * @throws {CsvSyntaxError | GridError} before anything is written; `refused`, `notKept` or `rowsUncertain` after some
 * cells may have been: the same save can be repeated. And what the channel throws.
 */
export async function saveGrid(
  channel: WorkbookChannel,
  snapshot: GridSnapshot,
  text: string,
  options: SaveOptions,
  signal: AbortSignal,
): Promise<SaveReport> {
  const { rows, form } = parseCsv(text);
  const plan = planSave(snapshot, rows);
  const report = { cells: plan.writes.length, rowsAdded: plan.added.length, rowsDeleted: plan.deletedRows, form };
  if (report.cells + report.rowsAdded + report.rowsDeleted === 0) {
    return report;
  }
  await checkShape(channel, snapshot, plan.size, signal);
  if (plan.deletedRows > 0) {
    await checkDeleted(channel, snapshot, plan.deletedRows, signal);
  }
  const all = report.cells + report.rowsAdded;
  await writeCells(channel, snapshot.sheet, plan.writes, (done) => options.onProgress?.(done, all), signal);
  if (snapshot.source.kind === 'table') {
    const work: TableWork = { channel, tableId: snapshot.source.tableId, clock: options.clock };
    await addTableRows(work, plan.added, (done) => options.onProgress?.(report.cells + done, all), signal);
    if (plan.deletedRows > 0) {
      await deleteTableRows(work, snapshot.area.rowCount - snapshot.headers - plan.deletedRows, signal);
    }
  }
  return report;
}

interface SavePlan {
  readonly writes: readonly CellWrite[];
  readonly added: Rows<CellInput>;
  readonly deletedRows: number;
  /** Of what the file holds when it is saved. */
  readonly size: Pick<Area, 'rowCount' | 'columnCount'>;
}

function planSave(snapshot: GridSnapshot, saved: Rows<string>): SavePlan {
  const { area, headers, source, texts, contents, sheet } = snapshot;
  const rowsMove = source.kind === 'table';
  // A table keeps its headers and one row.
  const kept = rowsMove ? Math.max(headers + 1, Math.min(saved.length, area.rowCount)) : saved.length;
  const all = changesBetween(texts.slice(0, rowsMove ? kept : texts.length), saved);
  const fail = (problem: GridError['problem'], place: CellPlace): never => {
    throw new GridError(problem, { cell: placeIn(area, place), sheet: sheet.name });
  };
  for (const change of all) {
    const problem = problemOf(snapshot, change);
    if (problem !== undefined) {
      fail(problem, change);
    }
  }
  const changes = all.filter(({ row }) => !rowsMove || row < area.rowCount);
  const displaced = displacedFormula(texts, saved, changes, (place) => isFormulaShown(snapshot, place));
  if (displaced !== undefined) {
    fail('formulaDisplaced', displaced);
  }
  const last = all.at(-1);
  const added = rowsMove && last !== undefined ? saved.slice(area.rowCount, last.row + 1) : [];
  return {
    writes: changes.map((change) => ({
      ...placeIn(area, change),
      input: inputFor(snapshot, change),
      expected: contents[change.row]?.[change.column] ?? '',
    })),
    added: added.map((row) => Array.from({ length: area.columnCount }, (_, column) => inputOf(row[column] ?? ''))),
    deletedRows: rowsMove ? area.rowCount - Math.min(kept, area.rowCount) : 0,
    size: sizeOf(saved),
  };
}

/** Excel makes text of whatever is in the headers of a table. */
function inputFor({ headers }: GridSnapshot, { row, text }: CellChange): CellInput {
  const input = inputOf(text);
  return row < headers && input.kind !== 'text' ? { kind: 'text', text } : input;
}

function problemOf(
  { area, headers, source }: GridSnapshot,
  { row, column, text }: CellChange,
): GridError['problem'] | undefined {
  if (text.length > (text.startsWith('=') ? longestFormula : longestText + (text.startsWith("'") ? 1 : 0))) {
    return 'tooLong';
  }
  if (row < headers && text === '') {
    return 'headerEmpty';
  }
  const isBelow = row >= area.rowCount;
  const isBeside = column >= area.columnCount;
  const isOutside =
    source.kind === 'sheet' ? row >= sheetLimits.rows || column >= sheetLimits.columns : isBeside || isBelow;
  return isOutside && !(source.kind === 'table' && !isBeside) ? 'outside' : undefined;
}

/** Sees that nobody has moved cells: then those to be written would be others. An earlier try may have got somewhere. */
async function checkShape(
  channel: WorkbookChannel,
  snapshot: GridSnapshot,
  size: SavePlan['size'],
  signal: AbortSignal,
): Promise<void> {
  if (!isShapeKept(snapshot, await locate(channel, snapshot.source, signal), size)) {
    throw new GridError('shapeChanged', { sheet: snapshot.sheet.name });
  }
}

/** Sees that the rows to be deleted are those that were shown. */
async function checkDeleted(
  channel: WorkbookChannel,
  { area, contents, sheet }: GridSnapshot,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  const from = area.rowCount - count;
  await readArea(
    channel,
    sheet.id,
    { ...area, row: area.row + from, rowCount: count },
    (part, cells) => {
      for (const [row, read] of cells.formulas.entries()) {
        const shown = contents[part.row - area.row + row] ?? [];
        const column = read.findIndex((content, index) => content !== shown[part.column - area.column + index]);
        if (column >= 0) {
          const cell = { row: part.row + row, column: part.column + column };
          throw new GridError('cellChanged', { cell, sheet: sheet.name });
        }
      }
    },
    signal,
  );
}

function placeIn(area: CellPlace, { row, column }: CellPlace): CellPlace {
  return { row: area.row + row, column: area.column + column };
}
