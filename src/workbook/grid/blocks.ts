import type { Area, CellPlace } from '../../graph/workbook/cellAddress.ts';
import type { CellValue } from '../../graph/workbook/ranges.ts';

/** Cells that are changed by one request, and the area around them; what else is in the area is left alone. */
export interface Block<T extends CellPlace> {
  readonly area: Area;
  readonly cells: readonly T[];
}

/** What a request may be. */
export interface BlockLimits {
  /** Of the area, whether they are changed or not. */
  readonly cells: number;
  /** Of the request, as {@link BlockLimits.sizeOf} estimates them. */
  readonly bytes: number;
}

/**
 * Far below the 5 MB that Excel for the web takes (learn.microsoft.com/office/dev/add-ins, "resource limits and
 * performance optimization"), since the answer has the same cells in ten forms.
 */
export const writeLimits: BlockLimits = { cells: 10_000, bytes: 500_000 };

/** Bytes of a content in a request, at least. */
export function sizeOfContent(content: CellValue): number {
  return String(content).length + 3;
}

/** A request costs more time than this many cells that are left alone. */
const slack = 64;
/** Of an area, the least share of cells that change: 1 in so many. */
const sparsest = 32;
/** Blocks that a row can go on with. */
const mostOpen = 16;

interface Growing<T> {
  area: Area;
  readonly cells: T[];
  bytes: number;
}

/**
 * Few rectangles around all cells, none of them above the limits.
 * @param cells row by row, from left to right.
 * @param sizeOf bytes that a cell adds to a request.
 */
export function blocksOf<T extends CellPlace>(
  cells: readonly T[],
  limits: BlockLimits,
  sizeOf: (cell: T) => number,
): Block<T>[] {
  const blocks: Growing<T>[] = [];
  // The one that the last cell went to is first: most cells are beside or below others.
  let open: Growing<T>[] = [];
  for (const cell of cells) {
    const bytes = sizeOf(cell);
    const fitting = open.find((block) => fits(block, cell, bytes, limits));
    const block = fitting ?? { area: areaOf([cell]), cells: [], bytes: 0 };
    if (fitting === undefined) {
      blocks.push(block);
    }
    block.area = around(block.area, cell);
    block.cells.push(cell);
    block.bytes += bytes;
    if (open[0] !== block) {
      open = [block, ...open.filter((other) => other !== block)].slice(0, mostOpen);
    }
  }
  return blocks;
}

/** The smallest area around cells. */
export function areaOf(cells: readonly CellPlace[]): Area {
  const [first, ...others] = cells;
  let area: Area = { row: first?.row ?? 0, column: first?.column ?? 0, rowCount: 1, columnCount: 1 };
  for (const cell of others) {
    area = around(area, cell);
  }
  return area;
}

/** Rows of an area, with a value for each cell that there is, and `null` for all others. */
export function rowsAround<T extends CellPlace, V>(
  area: Area,
  cells: readonly T[],
  valueOf: (cell: T) => V,
): (V | null)[][] {
  const rows = Array.from({ length: area.rowCount }, () => Array<V | null>(area.columnCount).fill(null));
  for (const cell of cells) {
    const row = rows[cell.row - area.row];
    if (row !== undefined) {
      row[cell.column - area.column] = valueOf(cell);
    }
  }
  return rows;
}

function fits<T>(block: Growing<T>, cell: CellPlace, bytes: number, limits: BlockLimits): boolean {
  const { rowCount, columnCount } = around(block.area, cell);
  const size = rowCount * columnCount;
  return (
    size <= limits.cells &&
    block.bytes + bytes <= limits.bytes &&
    size <= Math.max(slack, sparsest * (block.cells.length + 1))
  );
}

function around(area: Area, { row, column }: CellPlace): Area {
  const top = Math.min(area.row, row);
  const left = Math.min(area.column, column);
  return {
    row: top,
    column: left,
    rowCount: Math.max(area.row + area.rowCount, row + 1) - top,
    columnCount: Math.max(area.column + area.columnCount, column + 1) - left,
  };
}
