import { Book } from './book.ts';
import { type Excelize, loadExcelize } from '../excelize.ts';
import { Calculator } from './calculator.ts';
import type { Cell, CellValue, Sheet } from './sheet.ts';
import { enter } from './entry.ts';

/** A workbook that is open, with its calculation. */
export class Document {
  #book: Book;
  #calculator: Calculator;
  readonly #library: Excelize;
  #stale = false;

  private constructor(bytes: Uint8Array, library: Excelize) {
    this.#library = library;
    this.#book = new Book(bytes);
    this.#calculator = new Calculator(library, this.#book);
    this.#calculator.unshare();
    this.#calculateNew();
  }

  /** @throws Error when the bytes are no workbook */
  static async open(bytes: Uint8Array): Promise<Document> {
    return new Document(bytes, await loadExcelize());
  }

  /** The workbook, calculated unless that is to be done by hand. */
  get book(): Book {
    this.settle();
    return this.#book;
  }

  get calculator(): Calculator {
    return this.#calculator;
  }

  /** A copy that nobody else sees. */
  copy(): Document {
    return new Document(this.toBytes(), this.#library);
  }

  toBytes(): Uint8Array {
    this.settle();
    return this.#book.toBytes();
  }

  /** Enters something into a cell, as a person would; `format` replaces the cell's number format. */
  enter(sheet: Sheet, row: number, column: number, value: string | number | boolean | null, format?: string): void {
    const before = sheet.at(row, column);
    const style = format === undefined ? before.style : this.#book.styles.withFormat(before.style, format || 'General');
    if (value === null) {
      this.put(sheet, row, column, { ...before, style, source: undefined });
      return;
    }
    const shown = this.#book.styles.format(style);
    const entry = enter(value, shown);
    const formatted =
      entry.format !== undefined && shown === 'General' ? this.#book.styles.withFormat(style, entry.format) : style;
    this.put(sheet, row, column, { value: entry.value, formula: entry.formula, style: formatted });
  }

  put(sheet: Sheet, row: number, column: number, cell: Cell): void {
    sheet.put(row, column, cell);
    this.#calculator.follow(sheet, row, column);
    this.#stale = true;
  }

  /** More than single cells changed. */
  changed(): void {
    this.#calculator.forget();
    this.#stale = true;
  }

  /** Calculates now, by whose wish ever. */
  calculate(): void {
    this.#calculator.calculate();
    this.#stale = false;
  }

  /** What a formula gives that is in no cell; without the equals sign. */
  evaluate(formula: string): CellValue {
    this.settle();
    return this.#calculator.evaluate(formula);
  }

  /** Lets the library change what is not in cells, and reads the workbook again. @returns what it refuses */
  restructure(change: (file: ReturnType<Excelize['OpenReader']>) => string | null): string | undefined {
    const file = this.#library.OpenReader(this.toBytes());
    const refusal = change(file);
    if (refusal !== null) {
      return refusal;
    }
    const { buffer } = file.WriteToBuffer();
    this.#book = new Book(toBytes(buffer));
    this.#calculator = new Calculator(this.#library, this.#book);
    this.#calculator.unshare();
    this.#stale = true;
    return undefined;
  }

  /** Formulas that nobody has calculated yet are when the workbook is opened, whatever its mode. */
  #calculateNew(): void {
    const { sheets } = this.#book;
    if (
      sheets.some((sheet) => [...sheet.cells()].some(({ cell }) => cell.formula !== undefined && cell.value === null))
    ) {
      this.calculate();
    }
  }

  /** Calculates what depends on changes, unless that is to be done by hand. */
  settle(): void {
    if (this.#stale && !this.#book.manual) {
      this.calculate();
    }
  }
}

function toBytes(buffer: unknown): Uint8Array {
  if (buffer instanceof Uint8Array) {
    return buffer;
  }
  throw new Error('the library gave no bytes');
}
