import type { NewFile } from 'excelize-wasm';
import type { Excelize } from '../excelize.ts';
import { cellName } from './a1.ts';
import type { Book } from './book.ts';
import { type Cell, type CellValue, ExcelError, type Sheet } from './sheet.ts';
import { plainReferences } from './structuredReferences.ts';

/** A sheet of its own in the calculator's copy, for formulas that are in no cell. */
const ASIDE = 'sim-aside';
/** From this size on, opening the copy again costs less than writing single cells into it: it reads only the sheets that a formula names. */
const LARGE_SHEET = 20_000;
/** Numbers of the function TYPE. */
const TYPES = { number: '1', text: '2', logical: '4' };

/** Calculates formulas in a copy of a workbook that excelize keeps. */
export class Calculator {
  readonly #library: Excelize;
  readonly #book: Book;
  #copy: NewFile | undefined;
  /**
   * Cells whose formula is, in the copy, one whose error reaches other formulas. The library forgets the errors of
   * operators, like `1/0`, when a formula refers to such a cell; those of functions it passes on.
   */
  readonly #spread = new Set<string>();

  constructor(library: Excelize, book: Book) {
    this.#library = library;
    this.#book = book;
  }

  /** Writes formulas out that many cells share. */
  unshare(): void {
    for (const { sheet, cells } of this.#book.shared) {
      for (const { row, column } of cells) {
        const { formula } = this.#file().GetCellFormula(sheet.name, cellName(row, column));
        sheet.put(row, column, { ...sheet.at(row, column), formula: formula.replace(/^=/u, ''), source: undefined });
      }
    }
    if (this.#book.shared.some(({ cells }) => cells.length > 0)) {
      this.forget();
    }
  }

  /** A cell was changed. */
  follow(sheet: Sheet, row: number, column: number): void {
    if (this.#copy === undefined) {
      return;
    }
    if (sheet.size > LARGE_SHEET) {
      this.forget();
      return;
    }
    this.#write(this.#copy, sheet.name, cellName(row, column), sheet.at(row, column));
  }

  /** Much was changed. */
  forget(): void {
    this.#copy = undefined;
    this.#spread.clear();
  }

  /** Calculates every formula and keeps what comes out. */
  calculate(): void {
    const formulas = this.#book.sheets.flatMap((sheet) =>
      [...sheet.cells()].filter(({ cell }) => cell.formula !== undefined).map((found) => ({ sheet, ...found })),
    );
    for (const { sheet, row, column, cell } of formulas) {
      this.#prepare(sheet, row, column, cell);
    }
    // Errors reach the formulas that depend on them with the next round only: see `#spread`.
    let open = formulas;
    let isSettled = false;
    while (!isSettled) {
      const before = open.length;
      open = open.filter(({ sheet, row, column, cell }) => !this.#calculateCell(sheet, row, column, cell));
      isSettled = open.length === before;
    }
  }

  /** What a formula gives that is in no cell; without the equals sign. */
  evaluate(formula: string): CellValue {
    const file = this.#aside();
    file.SetCellFormula(ASIDE, 'A1', plainReferences(this.#book, formula, undefined));
    return this.#result(file, ASIDE, 'A1');
  }

  /** A value as a number format shows it. */
  format(value: CellValue, format: string): string {
    const file = this.#aside();
    const { style } = file.NewStyle({ CustomNumFmt: format });
    file.SetCellStyle(ASIDE, 'A2', 'A2', style);
    this.#write(file, ASIDE, 'A2', { value, style: 0 });
    return file.GetCellValue(ASIDE, 'A2').value;
  }

  /** Puts the formula into the copy in a form that the library reads. */
  #prepare(sheet: Sheet, row: number, column: number, { formula = '' }: Cell): void {
    const name = cellName(row, column);
    const plain = plainReferences(this.#book, formula, { sheet, row });
    if (plain !== formula || this.#spread.delete(`${sheet.name}!${name}`)) {
      this.#file().SetCellFormula(sheet.name, name, plain);
    }
  }

  /** True when the outcome is an error. */
  #calculateCell(sheet: Sheet, row: number, column: number, cell: Cell): boolean {
    const name = cellName(row, column);
    const file = this.#file();
    const value = this.#result(file, sheet.name, name);
    if (!isSame(value, sheet.at(row, column).value)) {
      sheet.put(row, column, { ...cell, value, source: undefined });
    }
    const isError = value instanceof ExcelError;
    if (isError) {
      file.SetCellFormula(sheet.name, name, ERRORS[value.code] ?? NO_FUNCTION);
      this.#spread.add(`${sheet.name}!${name}`);
    }
    return isError;
  }

  #result(file: NewFile, sheet: string, name: string): CellValue {
    const { value, error } = file.CalcCellValue(sheet, name, { RawCellValue: true });
    if (error !== null) {
      return new ExcelError(errorCode(value, error));
    }
    if (/^[+-]INF$/u.test(value)) {
      return new ExcelError('#NUM!');
    }
    if (value !== '' && value !== 'TRUE' && value !== 'FALSE' && Number.isNaN(Number(value))) {
      return value;
    }
    this.#aside().SetCellFormula(ASIDE, 'A3', `TYPE('${sheet.replaceAll("'", "''")}'!${name})`);
    const type = this.#aside().CalcCellValue(ASIDE, 'A3').value;
    if (type === TYPES.text) {
      return value;
    }
    return type === TYPES.logical ? value === 'TRUE' : Number(value);
  }

  #file(): NewFile {
    this.#copy ??= this.#library.OpenReader(this.#book.toBytes());
    return this.#copy;
  }

  #aside(): NewFile {
    const file = this.#file();
    if (file.GetSheetIndex(ASIDE).index === -1) {
      file.NewSheet(ASIDE);
    }
    return file;
  }

  #write(file: NewFile, sheet: string, name: string, { value, formula }: Cell): void {
    if (formula !== undefined) {
      file.SetCellFormula(sheet, name, formula);
    } else if (value instanceof ExcelError) {
      file.SetCellFormula(sheet, name, ERRORS[value.code] ?? NO_FUNCTION);
    } else {
      file.SetCellFormula(sheet, name, '');
      file.SetCellValue(sheet, name, value ?? '');
    }
  }
}

/** Formulas that give an error value and pass it on. */
const ERRORS: Readonly<Record<string, string>> = {
  '#DIV/0!': 'QUOTIENT(1,0)',
  '#VALUE!': 'VALUE("a")',
  '#REF!': 'INDIRECT("#")',
  '#NUM!': 'SQRT(-1)',
  '#N/A': 'NA()',
};
/** Gives `#NAME?`. */
const NO_FUNCTION = 'NOFUNCTION()';

/** What the cell shows when the library fails; its messages are for people. */
function errorCode(value: string, message: string): string {
  const code = /#(?:[A-Z]+\/?[A-Z0]*[!?]|N\/A)/u.exec(`${value} ${message}`)?.[0];
  if (message.includes('not support')) {
    return '#NAME?';
  }
  return code ?? (/does not exist/u.test(message) ? '#REF!' : /ParseFloat/u.test(message) ? '#VALUE!' : '#NAME?');
}

function isSame(a: CellValue, b: CellValue): boolean {
  return a instanceof ExcelError && b instanceof ExcelError ? a.code === b.code : a === b;
}
