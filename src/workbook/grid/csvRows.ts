import type { Rows } from '../../graph/workbook/ranges.ts';
import { inputOf } from './cellText.ts';
import type { CellInput } from './cellText.ts';
import { parseCsv } from './csv.ts';

/** A row of a CSV text that has another number of values than the table has columns. */
export class CsvRowsError extends Error {
  override readonly name = 'CsvRowsError';
  /** Counted from 1, in the text. */
  readonly row: number;
  readonly values: number;
  readonly columns: number;

  constructor(row: number, values: number, columns: number) {
    super(`row ${row}: ${values} values for ${columns} columns`);
    this.row = row;
    this.values = values;
    this.columns = columns;
  }
}

/**
 * Rows of a table from a CSV text. A first row with the names of all columns, in any order, says which value goes where.
 * @param columns names of the table's columns, in their order.
 * @throws {CsvSyntaxError | CsvRowsError}
 */
export function rowsOfCsv(text: string, columns: readonly string[]): CellInput[][] {
  const { rows } = parseCsv(text);
  for (const [index, row] of rows.entries()) {
    if (!isBlank(row) && row.length !== columns.length) {
      throw new CsvRowsError(index + 1, row.length, columns.length);
    }
  }
  const filled = rows.filter((row) => !isBlank(row));
  const order = orderOf(filled, columns);
  return (order === undefined ? filled : filled.slice(1)).map((row) =>
    columns.map((_, column) => inputOf(row[order?.[column] ?? column] ?? '')),
  );
}

/** A line without anything in it. */
function isBlank(row: readonly string[]): boolean {
  return row.length === 0 || (row.length === 1 && row[0] === '');
}

/** At which place of a row the value of each column is; `undefined` when the first row are no headers. */
function orderOf([first]: Rows<string>, columns: readonly string[]): readonly number[] | undefined {
  const order = columns.map((name) => first?.indexOf(name) ?? -1);
  return order.every((place) => place >= 0) ? order : undefined;
}
