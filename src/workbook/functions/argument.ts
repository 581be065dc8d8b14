import { parseCellAddress, quotedSheetName } from '../../graph/workbook/cellAddress.ts';
import type { CellValue, Rows } from '../../graph/workbook/ranges.ts';
import { FunctionInputError } from './errors.ts';
import { splitArray } from './split.ts';
import type { Piece } from './split.ts';

/** An argument as it was typed. */
export type TypedArgument =
  | { readonly kind: 'value'; readonly value: CellValue }
  | { readonly kind: 'array'; readonly rows: Rows<CellValue> }
  /** With the sheet. */
  | { readonly kind: 'cells'; readonly address: string }
  /** A name for cells, of the workbook or of a sheet. */
  | { readonly kind: 'name'; readonly name: string; readonly sheet?: string; readonly position: number };

/**
 * @param sheet name of the one whose cells have addresses without a sheet.
 * @throws {FunctionInputError} `syntax`, `address`.
 */
export function readArgument(piece: Piece, sheet: string | undefined): TypedArgument {
  const value = constantIn(piece.text);
  if (value !== undefined) {
    return { kind: 'value', value };
  }
  return piece.text.startsWith('{') ? arrayIn(piece) : referenceIn(piece, sheet);
}

/** A number, a text in quotes or a truth value. */
function constantIn(text: string): CellValue | undefined {
  if (/^"(?:[^"]|"")*"$/u.test(text)) {
    return text.slice(1, -1).replaceAll('""', '"');
  }
  if (/^(?:true|false)$/iu.test(text)) {
    return text.toLowerCase() === 'true';
  }
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?%?$/iu.test(text)) {
    const number = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
    return Number.isFinite(number) ? number : undefined;
  }
  return undefined;
}

function arrayIn({ text, position }: Piece): TypedArgument {
  const rows = splitArray(text.slice(1, -1)).map((row) =>
    row.map((element) => {
      const value = constantIn(element);
      if (value === undefined) {
        throw new FunctionInputError('syntax', position);
      }
      return value;
    }),
  );
  if (!text.endsWith('}') || rows.some((row) => row.length !== rows[0]?.length)) {
    throw new FunctionInputError('syntax', position);
  }
  return { kind: 'array', rows };
}

function referenceIn({ text, position }: Piece, defaultSheet: string | undefined): TypedArgument {
  const [, quoted, plain, rest = ''] = /^(?:'((?:[^']|'')+)'!|([\p{L}\p{N}_. ]+)!)?([^'!]+)$/u.exec(text) ?? [];
  const sheet = quoted?.replaceAll("''", "'") ?? plain;
  if (isCells(rest)) {
    const of = sheet ?? defaultSheet;
    if (of === undefined || /[[\]:]/u.test(of)) {
      throw new FunctionInputError('address', position);
    }
    return { kind: 'cells', address: `${quotedSheetName(of)}!${rest.replaceAll('$', '').toUpperCase()}` };
  }
  if (/^[\p{L}_\\][\p{L}\p{N}_.?\\]*$/u.test(rest)) {
    return { kind: 'name', name: rest, ...(sheet !== undefined && { sheet }), position };
  }
  throw new FunctionInputError(/[!:[]/u.test(text) ? 'address' : 'syntax', position);
}

/** `B2`, `B2:C9`, `B:C` or `2:9`. */
function isCells(text: string): boolean {
  const [from = '', to, ...more] = text.split(':');
  if (more.length > 0) {
    return false;
  }
  if (to === undefined) {
    return parseCellAddress(from) !== undefined;
  }
  const parts = [from, to];
  const isWhole = [/^\$?[a-z]+$/iu, /^\$?\d+$/u].some((form) => parts.every((part) => form.test(part)));
  return parts.every((part) => parseCellAddress(isWhole ? firstCell(part) : part) !== undefined);
}

/** Of a whole column or a whole row. */
function firstCell(part: string): string {
  return /\d/u.test(part) ? `A${part}` : `${part}1`;
}
