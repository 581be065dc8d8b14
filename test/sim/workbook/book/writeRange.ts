import { type Area, columnCount, isUnbounded, rowCount } from './a1.ts';
import type { Document } from './document.ts';
import type { Sheet } from './sheet.ts';

type Entered = string | number | boolean | null;
type Grid = readonly (readonly Entered[])[] | Exclude<Entered, null>;

/** What a PATCH of a range brings; each is a grid or one value for all cells. */
interface RangeChange {
  readonly values?: Grid;
  readonly formulas?: Grid;
  readonly numberFormat?: Grid;
}

/** Why the service does not take a change of a range. */
export class RangeRefusal extends Error {}

/** Reads the body of a PATCH (learn.microsoft.com/graph/api/range-update). @throws RangeRefusal */
export function readChange(body: Readonly<Record<string, unknown>>, area: Area): RangeChange {
  const change: { -readonly [name in keyof RangeChange]: RangeChange[name] } = {};
  for (const name of ['values', 'formulas', 'numberFormat'] as const) {
    const given = body[name] ?? (name === 'formulas' ? body['formulasLocal'] : undefined);
    if (given !== undefined) {
      change[name] = readGrid(given, area);
    } else if (body[name] === null) {
      throw new RangeRefusal(`${name} is null.`);
    }
  }
  if (Object.keys(change).length === 0) {
    throw new RangeRefusal('There is nothing to change.');
  }
  if (isUnbounded(area)) {
    throw new RangeRefusal('The range has no end.');
  }
  return change;
}

function readGrid(given: unknown, area: Area): Grid {
  if (typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean') {
    return given;
  }
  if (!Array.isArray(given) || given.length !== rowCount(area)) {
    throw new RangeRefusal('The number of rows is not that of the range.');
  }
  return given.map((line: unknown) => {
    if (!Array.isArray(line) || line.length !== columnCount(area)) {
      throw new RangeRefusal('The number of columns is not that of the range.');
    }
    return line.map(readEntered);
  });
}

export function readEntered(value: unknown): Entered {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  throw new RangeRefusal('A cell takes a text, a number or a truth value.');
}

/** Carries a change out, but for the last `hole` rows. `null` leaves a cell as it is, `""` clears it. */
export function writeRange(document: Document, sheet: Sheet, area: Area, change: RangeChange, hole = 0): void {
  for (let row = area.top; row <= area.bottom - hole; row += 1) {
    for (let column = area.left; column <= area.right; column += 1) {
      const at = (grid: Grid | undefined): Entered =>
        typeof grid === 'object' ? (grid[row - area.top]?.[column - area.left] ?? null) : (grid ?? null);
      const format = at(change.numberFormat);
      const value = at(change.formulas) ?? at(change.values);
      if (value !== null || format !== null) {
        document.enter(sheet, row, column, value, format === null ? undefined : String(format));
      }
    }
  }
}
