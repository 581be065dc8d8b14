import { isJsonObject, parseJson } from '../../base/json.ts';
import { inputOf } from './cellText.ts';
import type { CellInput } from './cellText.ts';

/** The text is no JSON that rows can be made of. */
export class JsonRowsError extends Error {
  override readonly name = 'JsonRowsError';
  /** `syntax`: no JSON. `shape`: no list of rows. `column`: a property has no column of its name. `value`: a nested one. */
  readonly problem: 'syntax' | 'shape' | 'column' | 'value';
  /** Of the row, counted from 1. */
  readonly row?: number;
  /** Name of the property, or number of the value counted from 1. */
  readonly at?: string;

  constructor(problem: JsonRowsError['problem'], row?: number, at?: string) {
    super(problem);
    this.problem = problem;
    if (row !== undefined) {
      this.row = row;
    }
    if (at !== undefined) {
      this.at = at;
    }
  }
}

/**
 * Rows of a table from a list of lists, or of objects with the names of columns; one row can stand alone.
 * @param columns names of the table's columns, in their order.
 * @throws {JsonRowsError}
 */
export function rowsOfJson(text: string, columns: readonly string[]): CellInput[][] {
  const json = parsed(text);
  const rows = Array.isArray(json) && json.every((row) => typeof row === 'object' && row !== null) ? json : [json];
  return rows.map((row: unknown, index) => {
    if (Array.isArray(row)) {
      return rowOf(
        row.map((value: unknown, column) => [column, String(column + 1), value] as const),
        columns,
        index + 1,
      );
    }
    if (isJsonObject(row)) {
      const entries = Object.entries(row).map(([name, value]) => [columns.indexOf(name), name, value] as const);
      return rowOf(entries, columns, index + 1);
    }
    throw new JsonRowsError('shape', index + 1);
  });
}

function rowOf(
  entries: readonly (readonly [column: number, at: string, value: unknown])[],
  columns: readonly string[],
  row: number,
): CellInput[] {
  const inputs = columns.map((): CellInput => ({ kind: 'empty' }));
  for (const [column, at, value] of entries) {
    if (column < 0 || column >= columns.length) {
      throw new JsonRowsError('column', row, at);
    }
    const input = inputOfValue(value);
    if (input === undefined) {
      throw new JsonRowsError('value', row, at);
    }
    inputs[column] = input;
  }
  return inputs;
}

/** Text is text, since JSON has numbers and booleans of its own; but not formulas and dates. */
function inputOfValue(value: unknown): CellInput | undefined {
  if (value === null || value === '') {
    return { kind: 'empty' };
  }
  if (typeof value === 'number') {
    return { kind: 'number', value };
  }
  if (typeof value === 'boolean') {
    return { kind: 'boolean', value };
  }
  if (typeof value !== 'string') {
    return undefined;
  }
  const input = inputOf(value);
  return input.kind === 'formula' || input.kind === 'date' ? input : { kind: 'text', text: value };
}

/** Some rows of a list can stand for themselves, as they are when somebody selects them. */
function parsed(text: string): unknown {
  const json = parseJson(text) ?? parseJson(`[${text.trim().replace(/,$/u, '')}]`);
  if (json === undefined) {
    throw new JsonRowsError('syntax');
  }
  return json;
}
