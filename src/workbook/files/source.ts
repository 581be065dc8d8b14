import { sheetNameIn } from '../../graph/workbook/cellAddress.ts';
import type { Area } from '../../graph/workbook/cellAddress.ts';
import type { WorkbookChannel } from '../../graph/workbook/channel.ts';
import { nameRangePath } from '../../graph/workbook/names.ts';
import { readShape, usedRangePath } from '../../graph/workbook/ranges.ts';
import { getTable, tableRangePath } from '../../graph/workbook/tables.ts';
import { listWorksheets } from '../../graph/workbook/worksheets.ts';
import { GridError } from './errors.ts';
import { isTooLarge } from './tooLarge.ts';

/** The sheet that cells are on. */
export interface SheetRef {
  readonly id: string;
  readonly name: string;
}

/** What a file of cells shows. */
export type GridSource =
  | { readonly kind: 'sheet'; readonly sheet: SheetRef }
  | { readonly kind: 'table'; readonly tableId: string }
  /** `sheetId` of a name that belongs to a sheet. */
  | { readonly kind: 'name'; readonly name: string; readonly sheetId?: string };

/** Where the cells of a file are. */
export interface GridPlace {
  readonly sheet: SheetRef;
  /**
   * All cells of the file. Of a sheet from its first cell on, so that the lines of the file are the rows of the sheet; of
   * a table without its row of totals, so that rows can be added at the end.
   */
  readonly area: Area;
  /** The part of the area that holds anything. */
  readonly used: Area;
  /** Rows of headers at the beginning: one, or none. */
  readonly headers: number;
}

/** @throws {GridError} `sheetMissing`, `tooManyCells`. @throws {GraphError} when there is no such thing, or no cells behind a name. */
export async function locate(channel: WorkbookChannel, source: GridSource, signal: AbortSignal): Promise<GridPlace> {
  switch (source.kind) {
    case 'sheet': {
      const used = await usedShape(channel, source.sheet, signal);
      const rowCount = used.row + used.rowCount;
      const columnCount = used.column + used.columnCount;
      return { sheet: source.sheet, area: { row: 0, column: 0, rowCount, columnCount }, used, headers: 0 };
    }
    case 'table': {
      const table = await getTable(channel, source.tableId, signal);
      const range = await readShape(channel, tableRangePath(source.tableId), signal);
      const area = { ...range, rowCount: range.rowCount - (table.showTotals ? 1 : 0) };
      const sheet = await sheetOf(channel, range.address, signal);
      return { sheet, area, used: area, headers: table.showHeaders ? 1 : 0 };
    }
    case 'name': {
      const area = await readShape(channel, nameRangePath(source), signal);
      return { sheet: await sheetOf(channel, area.address, signal), area, used: area, headers: 0 };
    }
  }
}

async function usedShape(channel: WorkbookChannel, sheet: SheetRef, signal: AbortSignal): Promise<Area> {
  try {
    return await readShape(channel, usedRangePath(sheet.id), signal);
  } catch (error) {
    throw isTooLarge(error) ? new GridError('tooManyCells', { sheet: sheet.name }, error) : error;
  }
}

async function sheetOf(channel: WorkbookChannel, address: string, signal: AbortSignal): Promise<SheetRef> {
  const name = sheetNameIn(address);
  const sheet = (await listWorksheets(channel, signal)).find((each) => each.name === name);
  if (sheet === undefined) {
    throw new GridError('sheetMissing', name === undefined ? {} : { sheet: name });
  }
  return { id: sheet.id, name: sheet.name };
}
