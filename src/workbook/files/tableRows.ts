import type { Clock } from '../../base/clock.ts';
import { GraphError, UnexpectedAnswerError } from '../../graph/errors.ts';
import { rowsOf } from '../../graph/workbook/cellAddress.ts';
import type { WorkbookChannel } from '../../graph/workbook/channel.ts';
import { OperationError } from '../../graph/workbook/operation.ts';
import { deleteRow, postRows } from '../../graph/workbook/tables.ts';
import type { Rows } from '../../graph/workbook/ranges.ts';
import { workbookRefusal } from '../../graph/workbook/refusal.ts';
import { TransportError } from '../../graph/transport.ts';
import { sizeOfContent, writeLimits } from '../grid/blocks.ts';
import { contentOf } from '../grid/cellText.ts';
import type { CellInput } from '../grid/cellText.ts';
import { GridError } from './errors.ts';
import { readArea } from './readArea.ts';
import type { CellProgress } from './readGrid.ts';
import { locate } from './source.ts';
import type { GridPlace } from './source.ts';
import { writeCells } from './writeCells.ts';

/** What changes of a table's rows need. */
export interface TableWork {
  readonly channel: WorkbookChannel;
  readonly tableId: string;
  readonly clock: Clock;
  /** Nobody knows whether a request was carried out: the table is looked at, which takes a while. */
  readonly onDoubt?: () => void;
}

/**
 * Waits before rows are counted after a doubtful answer: the service may still be at it. The documents ask to repeat
 * the request after a 504 (learn.microsoft.com/graph/api/table-post-rows), which alone would add rows twice.
 */
const countAfterMs = [2000, 5000, 12_000];
/** Times that the same rows are sent. */
const mostSends = 4;

/**
 * Adds rows at the end of a table, each exactly once whatever becomes of the answers, and reads them back.
 * @param rows each as wide as the table; empty cells are left to the table, which may have a formula for its column.
 * @throws {GridError} `rowsUncertain` when rows are neither there nor missing: somebody else changed the table, too.
 */
export async function addTableRows(
  work: TableWork,
  rows: Rows<CellInput>,
  onProgress: CellProgress,
  signal: AbortSignal,
): Promise<void> {
  let done = 0;
  for (const part of partsOf(rows)) {
    const before = await bodyOf(work, signal);
    const values = part.map((row) => row.map((input) => (input.kind === 'empty' ? null : contentOf(input))));
    const isDone = (now: TableBody): boolean =>
      // The blank row of an empty table can be used up or stay.
      !now.isBlank && (now.rows === before.rows + part.length || (before.isBlank && now.rows === part.length));
    await onceOnly(work, () => postRows(work.channel, work.tableId, values, signal), { before, isDone }, signal);
    const after = await bodyOf(work, signal);
    if (!isDone(after)) {
      throw new GridError('rowsUncertain', { sheet: after.place.sheet.name });
    }
    await checkRows(work, after, part, signal);
    done += part.length;
    onProgress(done, rows.length);
  }
}

/**
 * Deletes rows of a table, counted from 0 below its headers, from `first` to the last one, each exactly once.
 * @throws {GridError} `rowsUncertain` when somebody else changed the table, too.
 */
export async function deleteTableRows(work: TableWork, first: number, signal: AbortSignal): Promise<void> {
  let body = await bodyOf(work, signal);
  for (; body.rows > first; body = { ...body, rows: body.rows - 1 }) {
    const last = body.rows - 1;
    const isDone = (now: TableBody): boolean => now.rows === last;
    await onceOnly(work, () => deleteRow(work.channel, work.tableId, last, signal), { before: body, isDone }, signal);
  }
  const { rows, place } = await bodyOf(work, signal);
  if (rows !== first) {
    throw new GridError('rowsUncertain', { sheet: place.sheet.name });
  }
}

/** The rows of a table below its headers. */
interface TableBody {
  readonly place: GridPlace;
  readonly rows: number;
  /** An empty table shows one row that is none. */
  readonly isBlank: boolean;
}

interface Expectation {
  readonly before: TableBody;
  readonly isDone: (now: TableBody) => boolean;
}

/** Sends a request that must not be carried out twice: again only when the table tells that it was not. */
async function onceOnly(
  work: TableWork,
  send: () => Promise<void>,
  { before, isDone }: Expectation,
  signal: AbortSignal,
): Promise<void> {
  for (let sends = 1; ; sends++) {
    try {
      await send();
      return;
    } catch (error) {
      if (!isDoubtful(error)) {
        throw error;
      }
      work.onDoubt?.();
      const now = await settled(work, before, signal);
      if (isDone(now)) {
        return;
      }
      if (!isSame(now, before)) {
        throw new GridError('rowsUncertain', { sheet: now.place.sheet.name }, error);
      }
      if (sends === mostSends) {
        throw error;
      }
    }
  }
}

/** The table, once it is another than before, or has had the time to become that. */
async function settled(work: TableWork, before: TableBody, signal: AbortSignal): Promise<TableBody> {
  let now = before;
  for (const ms of countAfterMs) {
    await work.clock.delay(ms, signal);
    now = await bodyOf(work, signal);
    if (!isSame(now, before)) {
      break;
    }
  }
  return now;
}

function isSame(one: TableBody, other: TableBody): boolean {
  return one.rows === other.rows && one.isBlank === other.isBlank;
}

/** Whether a request could have been carried out although it failed. */
function isDoubtful(error: unknown): boolean {
  if (error instanceof GraphError) {
    return workbookRefusal(error)?.action === 'wait' && error.status !== 429;
  }
  if (error instanceof TransportError) {
    return !error.unsent;
  }
  return error instanceof OperationError || error instanceof UnexpectedAnswerError;
}

async function bodyOf({ channel, tableId }: TableWork, signal: AbortSignal): Promise<TableBody> {
  const place = await locate(channel, { kind: 'table', tableId }, signal);
  const rows = place.area.rowCount - place.headers;
  if (rows !== 1) {
    return { place, rows, isBlank: false };
  }
  let isBlank = true;
  await readArea(
    channel,
    place.sheet.id,
    rowsOf(place.area, place.headers, 1),
    (_part, cells) => {
      isBlank &&= cells.formulas.every((row) => row.every((content) => content === ''));
    },
    signal,
  );
  return { place, rows, isBlank };
}

/** Reads the last rows back, and writes again what is not there, or not as it should be. */
async function checkRows(
  { channel }: TableWork,
  { place }: TableBody,
  rows: Rows<CellInput>,
  signal: AbortSignal,
): Promise<void> {
  const { area, sheet } = place;
  const first = area.row + area.rowCount - rows.length;
  const writes = rows.flatMap((row, index) =>
    row
      .map((input, column) => ({ row: first + index, column: area.column + column, input }))
      .filter(({ input }) => input.kind !== 'empty'),
  );
  await writeCells(channel, sheet, writes, () => {}, signal);
}

/** Rows that fit into one request. */
function* partsOf(rows: Rows<CellInput>): Generator<Rows<CellInput>> {
  let part: (readonly CellInput[])[] = [];
  let cells = 0;
  let bytes = 0;
  for (const row of rows) {
    const size = row.reduce((sum, input) => sum + sizeOfContent(contentOf(input)), 0);
    if (part.length > 0 && (cells + row.length > writeLimits.cells || bytes + size > writeLimits.bytes)) {
      yield part;
      part = [];
      cells = 0;
      bytes = 0;
    }
    part.push(row);
    cells += row.length;
    bytes += size;
  }
  if (part.length > 0) {
    yield part;
  }
}
