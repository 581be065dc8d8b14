/** A cell by its place in the sheet, counted from 0. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** A rectangle of cells of one sheet; rows and columns counted from 0. */
export interface Area extends CellPlace {
  readonly rowCount: number;
  readonly columnCount: number;
}

/** What an Excel sheet holds (support.microsoft.com: "Excel specifications and limits"). */
export const sheetLimits = { rows: 1_048_576, columns: 16_384 };

const letters = 26;
const firstLetter = 65;

/** `A`, `Z`, `AA`: the name of a column. */
export function columnName(column: number): string {
  const name: string[] = [];
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / letters)) {
    name.unshift(String.fromCodePoint(firstLetter + ((rest - 1) % letters)));
  }
  return name.join('');
}

/** `B3` for row 2, column 1. */
export function cellAddress({ row, column }: CellPlace): string {
  return `${columnName(column)}${row + 1}`;
}

/** `A1:B2`, or `A1` for a single cell; without the sheet. */
export function areaAddress({ row, column, rowCount, columnCount }: Area): string {
  const first = cellAddress({ row, column });
  const last = cellAddress({ row: row + rowCount - 1, column: column + columnCount - 1 });
  return first === last ? first : `${first}:${last}`;
}

/** The cell that an address without a sheet names, or `undefined`. */
export function parseCellAddress(address: string): CellPlace | undefined {
  const [, name, number] = /^\$?([A-Z]{1,3})\$?([1-9]\d{0,6})$/iu.exec(address) ?? [];
  if (name === undefined || number === undefined) {
    return undefined;
  }
  let column = 0;
  for (const letter of name.toUpperCase()) {
    column = column * letters + (letter.codePointAt(0) ?? 0) - firstLetter + 1;
  }
  const place = { row: Number(number) - 1, column: column - 1 };
  return place.row < sheetLimits.rows && place.column < sheetLimits.columns ? place : undefined;
}

/** The sheet's name in an address that the service gave: `Sheet1!A1:B2`, `'It''s'!C3`. */
export function sheetNameIn(address: string): string | undefined {
  const [, quoted, plain] = /^(?:'((?:[^']|'')+)'|([^'!]+))!/u.exec(address) ?? [];
  return quoted?.replaceAll("''", "'") ?? plain;
}

/** The name of a sheet as formulas have it: in quotes unless it is plain and looks like no address. */
export function quotedSheetName(name: string): string {
  const isAddress = parseCellAddress(name) !== undefined || /^(?:r\d*)?(?:c\d*)?$/iu.test(name);
  const isPlain = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !isAddress;
  return isPlain ? name : `'${name.replaceAll("'", "''")}'`;
}

/** The part of an area from `row` on, counted from its own first row. */
export function rowsOf(area: Area, row: number, rowCount: number): Area {
  return { ...area, row: area.row + row, rowCount };
}

/** Two halves of an area, one above or beside the other; a single cell has none. */
export function halvesOf(area: Area): readonly [Area, Area] | undefined {
  const { row, column, rowCount, columnCount } = area;
  if (rowCount > 1) {
    const upper = Math.ceil(rowCount / 2);
    return [
      { ...area, rowCount: upper },
      { ...area, row: row + upper, rowCount: rowCount - upper },
    ];
  }
  if (columnCount > 1) {
    const left = Math.ceil(columnCount / 2);
    return [
      { ...area, columnCount: left },
      { ...area, column: column + left, columnCount: columnCount - left },
    ];
  }
  return undefined;
}
