import { GraphError, UnexpectedAnswerError } from '../../graph/errors.ts';
import { halvesOf } from '../../graph/workbook/cellAddress.ts';
import type { Area } from '../../graph/workbook/cellAddress.ts';
import type { WorkbookChannel } from '../../graph/workbook/channel.ts';
import { readCells } from '../../graph/workbook/ranges.ts';
import type { RangeCells } from '../../graph/workbook/ranges.ts';
import { pageCells, pageFrom } from '../grid/pages.ts';
import { isTooLarge } from './tooLarge.ts';

/** Gets a part of an area with its cells. */
export type CellVisitor = (part: Area, cells: RangeCells) => void;

/** Cells that the service should manage in the time that it gives a request, unless the workbook as such is slow. */
const quickCells = 5000;

/**
 * Reads an area in pages of whole rows, smaller ones when the service asks for that: never with a cell left out.
 * @throws {GraphError} and what the channel throws.
 */
export async function readArea(
  channel: WorkbookChannel,
  sheetId: string,
  area: Area,
  visit: CellVisitor,
  signal: AbortSignal,
): Promise<void> {
  let most = pageCells;
  for (let row = 0; row < area.rowCount;) {
    const page = pageFrom(area, row, most);
    const cells = await readUnlessTooLarge(channel, sheetId, page, signal);
    if (cells !== undefined) {
      visit(page, cells);
    } else if (page.rowCount > 1) {
      most = Math.ceil(page.rowCount / 2) * page.columnCount;
      continue;
    } else {
      await readHalves(channel, sheetId, page, visit, signal);
    }
    row += page.rowCount;
  }
}

/** A part of a row that is too large for one answer. */
async function readHalves(
  channel: WorkbookChannel,
  sheetId: string,
  area: Area,
  visit: CellVisitor,
  signal: AbortSignal,
): Promise<void> {
  for (const half of halvesOf(area) ?? []) {
    const cells = await readUnlessTooLarge(channel, sheetId, half, signal);
    if (cells === undefined) {
      await readHalves(channel, sheetId, half, visit, signal);
    } else {
      visit(half, cells);
    }
  }
}

/** @returns `undefined` when half of it should be asked for; of a single cell there is no half. */
async function readUnlessTooLarge(
  channel: WorkbookChannel,
  sheetId: string,
  area: Area,
  signal: AbortSignal,
): Promise<RangeCells | undefined> {
  const isDivisible = halvesOf(area) !== undefined;
  try {
    const cells = await readCells(channel, sheetId, area, signal);
    if (cells === undefined && !isDivisible) {
      throw new UnexpectedAnswerError('malformed', 'values');
    }
    return cells;
  } catch (error) {
    if (isDivisible && asksForLess(error, area)) {
      return undefined;
    }
    throw error;
  }
}

function asksForLess(error: unknown, { rowCount, columnCount }: Area): boolean {
  const isSlow = error instanceof GraphError && error.status === 504;
  return isTooLarge(error) || (isSlow && rowCount * columnCount > quickCells);
}
