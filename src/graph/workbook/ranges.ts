import type { JsonObject } from '../../base/json.ts';
import { UnexpectedAnswerError } from '../errors.ts';
import { arrayAt, asObject, optionalNumberAt, stringAt } from '../parse.ts';
import { areaAddress } from './cellAddress.ts';
import type { Area } from './cellAddress.ts';
import type { WorkbookChannel } from './channel.ts';
import { segment } from './lists.ts';

/** What a cell holds: the error of a formula is its text, an empty cell is `""`. */
export type CellValue = string | number | boolean;

/** Rows of cells. */
export type Rows<T> = readonly (readonly T[])[];

export interface RangeCells {
  readonly values: Rows<CellValue>;
  /** The formula of a cell that has one, beginning with `=`; else its value. */
  readonly formulas: Rows<CellValue>;
  readonly numberFormat: Rows<string>;
  /** What a value is, since text can look like anything: `Empty`, `String`, `Double`, `Boolean`, `Error` and others. */
  readonly valueTypes: Rows<string>;
}

/** Where a range is. */
export interface RangeShape extends Area {
  /** With the sheet: `Sheet1!A1:B2`. */
  readonly address: string;
}

/** What to put into the cells of a range: `null` leaves a cell as it is, `""` empties it. */
export type RangeChange =
  { readonly formulas: Rows<CellValue | null> } | { readonly numberFormat: Rows<string | null> };

/** The part of a sheet that holds anything but formats; of a blank sheet its first cell. */
export function usedRangePath(sheetId: string): string {
  return `worksheets/${segment(sheetId)}/usedRange(valuesOnly=true)`;
}

/** An area of a sheet. By the id of the sheet, since names need quotes within addresses that Excel reads. */
function areaPath(sheetId: string, area: Area): string {
  return `worksheets/${segment(sheetId)}/range(address='${areaAddress(area)}')`;
}

/** Where a range is and how large: no cells are read. */
export function readShape(channel: WorkbookChannel, path: string, signal: AbortSignal): Promise<RangeShape> {
  return channel.request(
    {
      method: 'GET',
      label: 'range shape',
      path,
      query: { $select: 'address,rowIndex,columnIndex,rowCount,columnCount' },
      read: (json) => readShapeOf(asObject(json, '')),
    },
    signal,
  );
}

/**
 * The cells of an area of a sheet.
 * @returns `undefined` when they are too many for one answer: the service then leaves the values out without an error.
 * @throws {GraphError}
 */
export function readCells(
  channel: WorkbookChannel,
  sheetId: string,
  area: Area,
  signal: AbortSignal,
): Promise<RangeCells | undefined> {
  return channel.request(
    {
      method: 'GET',
      label: 'range',
      path: areaPath(sheetId, area),
      query: { $select: 'values,formulas,numberFormat,valueTypes' },
      read: (json) => cellsOf(asObject(json, ''), area),
    },
    signal,
  );
}

/**
 * Changes cells of an area (learn.microsoft.com/graph/api/range-update). Constants go as formulas, too: the service
 * takes them there as it does in `values`.
 */
export function updateRange(
  channel: WorkbookChannel,
  sheetId: string,
  area: Area,
  change: RangeChange,
  signal: AbortSignal,
): Promise<void> {
  return channel.request(
    {
      method: 'PATCH',
      label: 'update range',
      path: areaPath(sheetId, area),
      json: change,
      read: () => {},
      // The same cells get the same contents.
      repeatable: true,
    },
    signal,
  );
}

function readShapeOf(range: JsonObject): RangeShape {
  return {
    address: stringAt(range, 'address', ''),
    row: countAt(range, 'rowIndex'),
    column: countAt(range, 'columnIndex'),
    rowCount: countAt(range, 'rowCount'),
    columnCount: countAt(range, 'columnCount'),
  };
}

function countAt(range: JsonObject, key: string): number {
  const count = optionalNumberAt(range, key, '');
  if (count === undefined || count < 0 || !Number.isInteger(count)) {
    throw new UnexpectedAnswerError('malformed', key);
  }
  return count;
}

function cellsOf(range: JsonObject, area: Area): RangeCells | undefined {
  if (range['values'] === null || range['formulas'] === null) {
    return undefined;
  }
  return {
    values: rowsAt(range, 'values', area, valueOf),
    formulas: rowsAt(range, 'formulas', area, valueOf),
    numberFormat: rowsAt(range, 'numberFormat', area, (value) => (typeof value === 'string' ? value : 'General')),
    valueTypes: rowsAt(range, 'valueTypes', area, (value) => (typeof value === 'string' ? value : 'Unknown')),
  };
}

function valueOf(value: unknown): CellValue | undefined {
  if (value === null) {
    return '';
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

/** Rows and columns must be those that were asked for: with others, cells would be taken for their neighbours. */
function rowsAt<T>(
  range: JsonObject,
  key: string,
  { rowCount, columnCount }: Area,
  read: (value: unknown) => T | undefined,
): T[][] {
  const rows = arrayAt(range, key, '');
  if (rows.length !== rowCount) {
    throw new UnexpectedAnswerError('malformed', key);
  }
  return rows.map((row, index) => {
    const at = `${key}[${index}]`;
    if (!Array.isArray(row) || row.length !== columnCount) {
      throw new UnexpectedAnswerError('malformed', at);
    }
    return row.map((value: unknown) => {
      const cell = read(value);
      if (cell === undefined) {
        throw new UnexpectedAnswerError('malformed', at);
      }
      return cell;
    });
  });
}
