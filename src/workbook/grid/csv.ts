import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Rows } from '../../graph/workbook/ranges.ts';
import { editorText } from './cellText.ts';

/** How a file is written, beside what is in it. */
export interface CsvForm {
  readonly lineEnd: '\n' | '\r\n';
  /** Whether it begins with a byte order mark. */
  readonly mark: boolean;
}

export const plainForm: CsvForm = { lineEnd: '\n', mark: false };

/** The text is no CSV: a quotation mark is missing, or is where none may be. */
export class CsvSyntaxError extends Error {
  override readonly name = 'CsvSyntaxError';
  /** Counted from 1: where the row begins whose last field has no end, or where the mark is. */
  readonly line: number;

  constructor(line: number) {
    super(`no CSV: line ${line}`);
    this.line = line;
  }
}

const byteOrderMark = '\uFEFF';

/**
 * Writes rows as RFC 4180 has them, each line with an end. Spaces at the ends of a cell are put between quotation
 * marks, where editors that trim lines leave them alone.
 */
export function csvOf(rows: Rows<string>, form: CsvForm = plainForm): string {
  const last = rows.at(-1);
  const text = stringify(
    rows.map((row) => [...row]),
    {
      record_delimiter: form.lineEnd,
      quoted_match: /[\r\n]|^\s|\s$/u,
      // A last line without anything in it would be no line for most readers.
      quoted_empty: last?.length === 1 && last[0] === '',
    },
  );
  return form.mark ? byteOrderMark + text : text;
}

/**
 * Reads a CSV text; rows can be of different lengths.
 * @throws {CsvSyntaxError}
 */
export function parseCsv(text: string): { readonly rows: Rows<string>; readonly form: CsvForm } {
  const mark = text.startsWith(byteOrderMark);
  // One kind of line end, within cells as well: an editor has only one for all of a file.
  const plain = editorText(mark ? text.slice(byteOrderMark.length) : text);
  return { rows: parseRows(plain), form: { lineEnd: text.includes('\r\n') ? '\r\n' : '\n', mark } };
}

function parseRows(text: string): string[][] {
  try {
    return parse(text, { record_delimiter: '\n', relax_column_count: true });
  } catch (error) {
    if (error instanceof CsvError) {
      throw new CsvSyntaxError(lineOf(error, text));
    }
    throw error;
  }
}

/** The library counts the lines that it has seen; of a field without an end those are all there are. */
function lineOf(error: CsvError, text: string): number {
  const seen: unknown = Reflect.get(error, error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'bytes_records' : 'lines');
  if (typeof seen !== 'number' || error.code !== 'CSV_QUOTE_NOT_CLOSED') {
    return typeof seen === 'number' ? seen : 1;
  }
  const before = new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, seen));
  return before.split('\n').length;
}
