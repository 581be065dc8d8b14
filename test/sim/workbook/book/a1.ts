/** Addresses of cells as Excel writes them. Rows and columns count from 0 here; the ends of areas are inclusive. */

/** learn.microsoft.com/office: Excel specifications and limits. */
export const ROWS = 1_048_576;
export const COLUMNS = 16_384;

export interface Area {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export interface Reference {
  /** Name of the sheet before the exclamation mark. */
  readonly sheet: string | undefined;
  readonly area: Area;
}

export function columnName(column: number): string {
  let name = '';
  for (let rest = column; rest >= 0; rest = Math.floor(rest / 26) - 1) {
    name = String.fromCharCode(65 + (rest % 26)) + name;
  }
  return name;
}

function columnNumber(name: string): number {
  let number = 0;
  for (const letter of name.toUpperCase()) {
    number = number * 26 + letter.charCodeAt(0) - 64;
  }
  return number - 1;
}

export function cellName(row: number, column: number): string {
  return `${columnName(column)}${row + 1}`;
}

/** Row and column of `B3`. @throws Error when it is no cell */
export function parseCell(text: string): { row: number; column: number } {
  const area = parseArea(text);
  if (area === undefined || area.top !== area.bottom || area.left !== area.right) {
    throw new Error(`${text} is no cell`);
  }
  return { row: area.top, column: area.left };
}

/** Reads `B3`, `A1:B3`, `A:B`, `2:5`, with dollar signs or without; undefined when it is none of these. */
export function parseArea(text: string): Area | undefined {
  const parts = /^\$?([A-Z]{1,3})?\$?([1-9]\d{0,6})?(?::\$?([A-Z]{1,3})?\$?([1-9]\d{0,6})?)?$/iu.exec(text);
  if (parts === null) {
    return undefined;
  }
  const [, firstColumn, firstRow, secondColumn, secondRow] = parts;
  if (!text.includes(':')) {
    return firstColumn === undefined || firstRow === undefined
      ? undefined
      : within(columnNumber(firstColumn), Number(firstRow) - 1, columnNumber(firstColumn), Number(firstRow) - 1);
  }
  if (
    (firstColumn === undefined) !== (secondColumn === undefined) ||
    (firstRow === undefined) !== (secondRow === undefined)
  ) {
    return undefined;
  }
  if (firstColumn === undefined && firstRow === undefined) {
    return undefined;
  }
  return within(
    firstColumn === undefined ? 0 : columnNumber(firstColumn),
    firstRow === undefined ? 0 : Number(firstRow) - 1,
    secondColumn === undefined ? COLUMNS - 1 : columnNumber(secondColumn),
    secondRow === undefined ? ROWS - 1 : Number(secondRow) - 1,
  );
}

function within(x: number, y: number, u: number, v: number): Area | undefined {
  const area = { top: Math.min(y, v), left: Math.min(x, u), bottom: Math.max(y, v), right: Math.max(x, u) };
  return area.bottom < ROWS && area.right < COLUMNS ? area : undefined;
}

/** Reads an address with or without the sheet before it: `Sheet1!A1`, `'My sheet'!A1:B2`. */
export function parseReference(text: string): Reference | undefined {
  const parts = /^=?(?:(?:'((?:[^']|'')+)'|([^'!]+))!)?([^!]+)$/u.exec(text);
  const area = parts?.[3] === undefined ? undefined : parseArea(parts[3]);
  if (parts === null || area === undefined) {
    return undefined;
  }
  return { sheet: parts[1]?.replaceAll("''", "'") ?? parts[2], area };
}

export function rowCount({ top, bottom }: Area): number {
  return bottom - top + 1;
}

export function columnCount({ left, right }: Area): number {
  return right - left + 1;
}

/** Whole rows or whole columns. */
export function isUnbounded(area: Area): boolean {
  return (area.top === 0 && area.bottom === ROWS - 1) || (area.left === 0 && area.right === COLUMNS - 1);
}

/** `A1:B2`, `A1` for one cell, `A:B` and `2:5` for whole columns and rows. */
export function areaName({ top, left, bottom, right }: Area): string {
  if (top === 0 && bottom === ROWS - 1) {
    return `${columnName(left)}:${columnName(right)}`;
  }
  if (left === 0 && right === COLUMNS - 1) {
    return `${top + 1}:${bottom + 1}`;
  }
  const first = cellName(top, left);
  return top === bottom && left === right ? first : `${first}:${cellName(bottom, right)}`;
}

/** The same with dollar signs, as names and charts write it. */
export function absoluteName({ top, left, bottom, right }: Area): string {
  const first = `$${columnName(left)}$${top + 1}`;
  return top === bottom && left === right ? first : `${first}:$${columnName(right)}$${bottom + 1}`;
}

/** A sheet's name as it stands before an exclamation mark. */
export function quotedSheet(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && parseArea(name) === undefined
    ? name
    : `'${name.replaceAll("'", "''")}'`;
}
