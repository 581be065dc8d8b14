import { areaOf, blocksOf, rowsAround, sizeOfContent, writeLimits } from '../grid/blocks.ts';
import type { Block } from '../grid/blocks.ts';
import { contentOf, formatFor, holds } from '../grid/cellText.ts';
import type { CellInput, CellState } from '../grid/cellText.ts';
import { textFormat } from '../grid/numberFormat.ts';
import type { CellPlace } from '../../graph/workbook/cellAddress.ts';
import type { WorkbookChannel } from '../../graph/workbook/channel.ts';
import { GraphError } from '../../graph/errors.ts';
import { updateRange } from '../../graph/workbook/ranges.ts';
import type { CellValue, RangeCells } from '../../graph/workbook/ranges.ts';
import { workbookRefusal } from '../../graph/workbook/refusal.ts';
import { GridError } from './errors.ts';
import { readArea } from './readArea.ts';
import type { CellProgress } from './readGrid.ts';
import type { SheetRef } from './source.ts';
import { isTooLarge } from './tooLarge.ts';

/** What to put into a cell, by its place in the sheet. */
export interface CellWrite extends CellPlace {
  readonly input: CellInput;
  /** What is in it as far as is known; absent when it does not matter. */
  readonly expected?: CellValue;
}

type States = ReadonlyMap<CellWrite, CellState>;

/** Times that a block is written: the service has been seen to take blocks and not keep them (explorer-v4#4031). */
const mostWrites = 2;

/**
 * Writes cells, in as few requests as it takes, and reads them back. Nothing is written when one of them has changed
 * meanwhile; one that already has what is wanted counts as written, so that a save can be repeated after it broke off.
 * @param writes row by row, from left to right.
 * @throws {GridError} `cellChanged`, `refused`, `notKept`; and what the channel throws.
 */
export async function writeCells(
  channel: WorkbookChannel,
  sheet: SheetRef,
  writes: readonly CellWrite[],
  onProgress: CellProgress,
  signal: AbortSignal,
): Promise<void> {
  const blocks = blocksOf(writes, writeLimits, ({ input }) => sizeOfContent(contentOf(input)));
  const before: States[] = [];
  for (const block of blocks) {
    const states = await readStates(channel, sheet, block, signal);
    const changed = block.cells.find((cell) => isChanged(cell, states.get(cell)));
    if (changed !== undefined) {
      throw new GridError('cellChanged', { cell: changed, sheet: sheet.name });
    }
    before.push(states);
  }
  let done = 0;
  for (const [index, block] of blocks.entries()) {
    await writeBlock(channel, sheet, block, before[index] ?? new Map(), signal);
    done += block.cells.length;
    onProgress(done, writes.length);
  }
}

async function writeBlock(
  channel: WorkbookChannel,
  sheet: SheetRef,
  block: Block<CellWrite>,
  before: States,
  signal: AbortSignal,
): Promise<void> {
  const had = (cell: CellWrite): CellValue => before.get(cell)?.content ?? '';
  const isOpen = (cell: CellWrite, states: States): boolean => {
    const state = states.get(cell);
    return state === undefined || !holds(state, cell.input, had(cell));
  };
  let states = before;
  let open = block.cells.filter((cell) => isOpen(cell, states) || formatOf(cell, states) !== undefined);
  for (let write = 1; open.length > 0; write++) {
    if (write > mostWrites) {
      throw new GridError('notKept', { ...(open[0] && { cell: open[0] }), sheet: sheet.name });
    }
    await writeOpen(channel, sheet, open, states, write > 1, signal);
    states = await readStates(channel, sheet, { area: areaOf(open), cells: open }, signal);
    const read = states;
    open = open.filter((cell) => isOpen(cell, read));
  }
}

/** Formats first: what a cell makes of its content depends on the format that it has. */
async function writeOpen(
  channel: WorkbookChannel,
  sheet: SheetRef,
  open: readonly CellWrite[],
  states: States,
  guarded: boolean,
  signal: AbortSignal,
): Promise<void> {
  const formatted = open.filter((cell) => formatOf(cell, states) !== undefined);
  await inParts(sheet, formatted, async (cells) => {
    const area = areaOf(cells);
    const numberFormat = rowsAround(area, cells, (cell) => formatOf(cell, states) ?? null);
    await updateRange(channel, sheet.id, area, { numberFormat }, signal);
  });
  await inParts(sheet, open, async (cells) => {
    const area = areaOf(cells);
    const formulas = rowsAround(area, cells, (cell) => {
      const isText = states.get(cell)?.format === textFormat;
      return contentOf(cell.input, guarded ? 'always' : isText ? 'never' : 'careful');
    });
    await updateRange(channel, sheet.id, area, { formulas }, signal);
  });
}

/** Sends all cells at once, or ever fewer when the service refuses them, until it is clear which one it refuses. */
async function inParts(
  sheet: SheetRef,
  cells: readonly CellWrite[],
  send: (cells: readonly CellWrite[]) => Promise<void>,
): Promise<void> {
  const [first] = cells;
  if (first === undefined) {
    return;
  }
  try {
    await send(cells);
  } catch (error) {
    if (!isAboutCells(error)) {
      throw error;
    }
    if (cells.length === 1) {
      throw new GridError('refused', { cell: first, sheet: sheet.name }, error);
    }
    const half = Math.ceil(cells.length / 2);
    await inParts(sheet, cells.slice(0, half), send);
    await inParts(sheet, cells.slice(half), send);
  }
}

/** Codes that are about what is written or where; others are about the sheet, the session or the service. */
const cellCodes = [
  'invalidArgument',
  'invalidReference',
  'badRequestUncategorized',
  'accessDenied',
  'forbiddenUncategorized',
  'unsupportedOperation',
  'conflictUncategorized',
  'filteredRangeConflict',
  'nonBlankCellOffSheet',
];

function isAboutCells(error: unknown): boolean {
  const isRefused = error instanceof GraphError && workbookRefusal(error)?.action === 'stop';
  return isTooLarge(error) || (isRefused && cellCodes.some((code) => error.has(code)));
}

function isChanged({ input, expected }: CellWrite, state: CellState | undefined): boolean {
  return (
    expected !== undefined && state !== undefined && state.content !== expected && !holds(state, input, state.content)
  );
}

function formatOf(cell: CellWrite, states: States): string | undefined {
  return formatFor(cell.input, states.get(cell)?.format ?? '');
}

async function readStates(
  channel: WorkbookChannel,
  sheet: SheetRef,
  { area, cells }: Block<CellWrite>,
  signal: AbortSignal,
): Promise<States> {
  const wanted = new Map(cells.map((cell) => [keyOf(cell), cell]));
  const states = new Map<CellWrite, CellState>();
  await readArea(
    channel,
    sheet.id,
    area,
    (part, read) => {
      for (let row = 0; row < part.rowCount; row++) {
        for (let column = 0; column < part.columnCount; column++) {
          const cell = wanted.get(keyOf({ row: part.row + row, column: part.column + column }));
          if (cell !== undefined) {
            states.set(cell, stateAt(read, row, column));
          }
        }
      }
    },
    signal,
  );
  return states;
}

function stateAt(cells: RangeCells, row: number, column: number): CellState {
  return {
    value: cells.values[row]?.[column] ?? '',
    content: cells.formulas[row]?.[column] ?? '',
    type: cells.valueTypes[row]?.[column] ?? 'Unknown',
    format: cells.numberFormat[row]?.[column] ?? '',
  };
}

function keyOf({ row, column }: CellPlace): string {
  return `${row} ${column}`;
}
