import { rowsOf } from '../../graph/workbook/cellAddress.ts';
import type { Area } from '../../graph/workbook/cellAddress.ts';

/**
 * Cells that one answer may hold: with values, formulas, formats and types well below the 5 MB of Excel for the web
 * (learn.microsoft.com/office/dev/add-ins, "resource limits and performance optimization").
 */
export const pageCells = 40_000;

/** Of a whole file; the same source names 5 million cells as the most of a range. */
export const mostCells = 5_000_000;

/** The whole rows of an area from `row` on that have at most so many cells, and at least one row. */
export function pageFrom(area: Area, row: number, cells: number): Area {
  const rows = Math.max(1, Math.floor(cells / area.columnCount));
  return rowsOf(area, row, Math.min(rows, area.rowCount - row));
}
