import type { Json } from '../../http/json.ts';
import { type Area, areaName, columnCount, isUnbounded, quotedSheet, rowCount } from './a1.ts';
import type { Document } from './document.ts';
import { type Cell, type CellValue, ExcelError, type Sheet } from './sheet.ts';

const GENERAL = 'General';
/** Properties of a range that are one for each cell. */
const GRIDS = ['values', 'text', 'formulas', 'formulasLocal', 'numberFormat', 'valueTypes'] as const;
type Grid = (typeof GRIDS)[number];
const LARGEST_COUNT = 2 ** 31 - 1;

/**
 * A range as the service shows it (learn.microsoft.com/graph/api/resources/workbookrange), of what is one for each cell
 * only what is wanted.
 */
export function rangeJson(
  document: Document,
  sheet: Sheet,
  area: Area,
  how: { wanted: (property: string) => boolean; cellLimit: number },
): Record<string, Json> {
  const cellCount = rowCount(area) * columnCount(area);
  const address = `${quotedSheet(sheet.name)}!${areaName(area)}`;
  const facts: Record<string, Json> = {
    address,
    addressLocal: address,
    cellCount: cellCount > LARGEST_COUNT ? -1 : cellCount,
    columnCount: columnCount(area),
    columnIndex: area.left,
    rowCount: rowCount(area),
    rowIndex: area.top,
    hidden: false,
    columnHidden: false,
    rowHidden: false,
  };
  // Whole rows and columns have no values, and what is too much is left out without a word (protocol of Office.js).
  const isLeftOut = isUnbounded(area) || cellCount > how.cellLimit;
  for (const grid of GRIDS) {
    if (how.wanted(grid)) {
      facts[grid] = isLeftOut ? null : readGrid(document, sheet, area, grid);
    }
  }
  return facts;
}

/** The values of an area by rows, as the service writes them. */
export function valuesOf(document: Document, sheet: Sheet, area: Area): Json[][] {
  return readGrid(document, sheet, area, 'values');
}

function readGrid(document: Document, sheet: Sheet, area: Area, grid: Grid): Json[][] {
  const rows: Json[][] = [];
  for (let row = area.top; row <= area.bottom; row += 1) {
    const line: Json[] = [];
    for (let column = area.left; column <= area.right; column += 1) {
      line.push(readCell(document, sheet.at(row, column), grid));
    }
    rows.push(line);
  }
  return rows;
}

function readCell(document: Document, cell: Cell, grid: Grid): Json {
  switch (grid) {
    case 'values':
      return valueJson(cell.value);
    case 'formulas':
    case 'formulasLocal':
      return cell.formula === undefined ? valueJson(cell.value) : `=${cell.formula}`;
    case 'numberFormat':
      return document.book.styles.format(cell.style);
    case 'valueTypes':
      return typeOf(cell.value);
    case 'text':
      return textOf(document, cell);
  }
}

export function valueJson(value: CellValue): string | number | boolean {
  return value === null ? '' : value instanceof ExcelError ? value.code : value;
}

function typeOf(value: CellValue): string {
  if (value === null) {
    return 'Empty';
  }
  if (value instanceof ExcelError) {
    return 'Error';
  }
  return typeof value === 'string' ? 'String' : typeof value === 'boolean' ? 'Boolean' : 'Double';
}

/** What the cell shows. */
function textOf(document: Document, { value, style }: Cell): string {
  if (typeof value === 'boolean') {
    return String(value).toUpperCase();
  }
  if (typeof value !== 'number') {
    return String(valueJson(value));
  }
  const format = document.book.styles.format(style);
  return format === GENERAL || format === '@' ? generalText(value) : document.calculator.format(value, format);
}

/** A number in the format General: eleven characters at most. */
function generalText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e11 || size < 1e-9)) {
    const [mantissa = '', exponent = '0'] = value.toExponential(5).split('e');
    const power = Number(exponent);
    return `${Number(mantissa)}E${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  const whole = String(Math.trunc(size)).length;
  return String(Number(value.toFixed(Math.max(0, Math.min(9, 10 - whole)))));
}
