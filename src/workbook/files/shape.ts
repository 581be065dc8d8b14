import type { Area } from '../../graph/workbook/cellAddress.ts';
import type { Rows } from '../../graph/workbook/ranges.ts';
import type { GridPlace, GridSource } from './source.ts';

type Size = Pick<Area, 'rowCount' | 'columnCount'>;

/** Of what is not empty; a blank sheet has one cell for the service. */
export function sizeOf(rows: Rows<string>): Size {
  const isFilled = (text: string): boolean => text !== '';
  return {
    rowCount: Math.max(1, rows.findLastIndex((row) => row.some(isFilled)) + 1),
    columnCount: rows.reduce((widest, row) => Math.max(widest, row.findLastIndex(isFilled) + 1), 1),
  };
}

/**
 * Whether nobody has moved cells, as far as the place of all tells. The used part of a sheet may have become what a save
 * makes of it.
 * @param size of what is saved.
 */
export function isShapeKept(
  { source, area, sheet, headers }: GridPlace & { readonly source: GridSource },
  now: GridPlace,
  size: Size,
): boolean {
  return source.kind === 'sheet'
    ? isBetween(now.area.rowCount, area.rowCount, size.rowCount) &&
        isBetween(now.area.columnCount, area.columnCount, size.columnCount)
    : now.sheet.id === sheet.id &&
        now.headers === headers &&
        now.area.row === area.row &&
        now.area.column === area.column &&
        now.area.rowCount === area.rowCount &&
        now.area.columnCount === area.columnCount;
}

function isBetween(value: number, one: number, other: number): boolean {
  return value >= Math.min(one, other) && value <= Math.max(one, other);
}
