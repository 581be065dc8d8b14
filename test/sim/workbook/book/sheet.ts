import type { Area } from './a1.ts';

/** An error value of Excel, for example `#DIV/0!`. */
export class ExcelError {
  readonly code: string;

  constructor(code: string) {
    this.code = code;
  }
}

/** `null`: nothing. */
export type CellValue = string | number | boolean | ExcelError | null;

export interface Cell {
  readonly value: CellValue;
  /** Without the equals sign. */
  readonly formula?: string | undefined;
  /** Index of the cell's format in the workbook's styles. */
  readonly style: number;
  /** The XML that it was read from, while nothing changed: rich text and the like stay as they are. */
  readonly source?: string | undefined;
}

export interface Row {
  /** Attributes of the row's element but its number. */
  readonly attributes: string;
  readonly cells: (Cell | undefined)[];
}

export type Visibility = 'Visible' | 'Hidden' | 'VeryHidden';

const EMPTY: Cell = { value: null, style: 0 };

/** One worksheet: its cells and, around them, the XML that nobody here touches. */
export class Sheet {
  readonly id: string;
  readonly name: string;
  visibility: Visibility;
  /** Path of its part in the archive. */
  readonly part: string;
  readonly rows: Map<number, Row>;
  changed = false;

  constructor(facts: Pick<Sheet, 'id' | 'name' | 'visibility' | 'part' | 'rows'>) {
    this.id = facts.id;
    this.name = facts.name;
    this.visibility = facts.visibility;
    this.part = facts.part;
    this.rows = facts.rows;
  }

  at(row: number, column: number): Cell {
    return this.rows.get(row)?.cells[column] ?? EMPTY;
  }

  put(row: number, column: number, cell: Cell): void {
    let line = this.rows.get(row);
    if (line === undefined) {
      line = { attributes: '', cells: [] };
      this.rows.set(row, line);
    }
    line.cells[column] = cell;
    this.changed = true;
  }

  *cells(): Generator<{ row: number; column: number; cell: Cell }> {
    for (const [row, { cells }] of this.rows) {
      for (const [column, cell] of cells.entries()) {
        if (cell !== undefined) {
          yield { row, column, cell };
        }
      }
    }
  }

  /** The smallest area with everything in it; the first cell of a blank sheet. */
  usedRange(valuesOnly: boolean): Area {
    let area: Area | undefined;
    for (const { row, column, cell } of this.cells()) {
      if (isUsed(cell, valuesOnly)) {
        area = {
          top: Math.min(area?.top ?? row, row),
          left: Math.min(area?.left ?? column, column),
          bottom: Math.max(area?.bottom ?? row, row),
          right: Math.max(area?.right ?? column, column),
        };
      }
    }
    return area ?? { top: 0, left: 0, bottom: 0, right: 0 };
  }

  /** How many cells hold something; where it is large, some things are done differently. */
  get size(): number {
    let count = 0;
    for (const { cells } of this.rows.values()) {
      count += cells.length;
    }
    return count;
  }
}

function isUsed(cell: Cell, valuesOnly: boolean): boolean {
  return cell.formula !== undefined || cell.value !== null || (!valuesOnly && cell.style !== 0);
}
