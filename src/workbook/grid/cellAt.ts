import type { CellPlace } from '../../graph/workbook/cellAddress.ts';

/** A field of a CSV text. */
export interface FieldAt extends CellPlace {
  /** Offsets of its first character and of what comes after its last one, quotation marks included. */
  readonly start: number;
  readonly end: number;
  /** What it says. */
  readonly text: string;
}

/** The field at an offset of a CSV text; `undefined` behind the last line. An open quotation mark reaches to the end. */
export function fieldAt(csv: string, offset: number): FieldAt | undefined {
  let row = 0;
  let column = 0;
  for (let start = 0; start < csv.length || column > 0;) {
    const end = endOfField(csv, start);
    if (offset <= end) {
      return { row, column, start, end, text: textOf(csv.slice(start, end)) };
    }
    if (end >= csv.length) {
      return undefined;
    }
    if (csv[end] === ',') {
      column++;
      start = end + 1;
    } else {
      row++;
      column = 0;
      start = end + (csv.startsWith('\r\n', end) ? 2 : 1);
    }
  }
  return undefined;
}

function endOfField(csv: string, start: number): number {
  let at = start;
  if (csv[at] === '"') {
    for (at++; at < csv.length; at++) {
      if (csv[at] === '"') {
        if (csv[at + 1] !== '"') {
          break;
        }
        at++;
      }
    }
  }
  while (at < csv.length && csv[at] !== ',' && csv[at] !== '\n' && csv[at] !== '\r') {
    at++;
  }
  return at;
}

function textOf(field: string): string {
  return field.startsWith('"') ? field.slice(1, field.endsWith('"') ? -1 : undefined).replaceAll('""', '"') : field;
}
