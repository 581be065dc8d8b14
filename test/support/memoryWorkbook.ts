import { isJsonObject } from '../../src/base/json.ts';
import { areaAddress, parseCellAddress } from '../../src/graph/workbook/cellAddress.ts';
import type { Area, CellPlace } from '../../src/graph/workbook/cellAddress.ts';
import type { WorkbookChannel, WorkbookRequest } from '../../src/graph/workbook/channel.ts';
import type { CellValue } from '../../src/graph/workbook/ranges.ts';

interface Cell {
  content: CellValue;
  format: string;
  isText?: boolean;
}

interface MemoryTable {
  readonly sheetId: string;
  area: Area;
  readonly showHeaders: boolean;
  readonly showTotals: boolean;
}

/** A request as the workbook got it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly json: unknown;
}

const errors = new Set(['#N/A', '#DIV/0!', '#REF!', '#VALUE!', '#NAME?', '#NUM!', '#NULL!']);

/** A workbook in memory behind the port, with Excel's ways of taking what is entered. No formula is calculated. */
export class MemoryWorkbook implements WorkbookChannel {
  readonly workbook = { driveId: 'b!x', itemId: '01A' };
  /** Names by id. */
  readonly sheets = new Map<string, string>();
  readonly tables = new Map<string, MemoryTable>();
  readonly names = new Map<string, { readonly sheetId: string; area: Area }>();
  readonly requests: SeenRequest[] = [];
  /** Results of formulas; of all others 0. */
  readonly results = new Map<string, CellValue>();
  /** Stands before each request: it may answer, fail, or go on. */
  intercept: (request: SeenRequest, next: () => unknown) => unknown = (_request, next) => next();
  readonly #cells = new Map<string, Cell>();

  constructor(...sheets: readonly string[]) {
    for (const [index, name] of sheets.entries()) {
      this.sheets.set(`{${index}}`, name);
    }
  }

  async request<T>({ method, path, json, read }: WorkbookRequest<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const seen = { method, path: decodeURIComponent(path), json };
    this.requests.push(seen);
    await Promise.resolve();
    return read(await this.intercept(seen, () => this.#answer(seen)));
  }

  /** Requests of a method, in order. */
  sent(method: string): string[] {
    return this.requests.filter((request) => request.method === method).map(({ path }) => path);
  }

  put(address: string, rows: readonly (readonly CellValue[])[], format = 'General', sheetId = '{0}'): void {
    const start = parseCellAddress(address) ?? { row: 0, column: 0 };
    for (const [row, values] of rows.entries()) {
      for (const [column, value] of values.entries()) {
        const place = { row: start.row + row, column: start.column + column };
        this.#cells.set(keyOf(sheetId, place), { ...entered(value, format), format });
      }
    }
  }

  content(address: string, sheetId = '{0}'): CellValue {
    return this.#at(sheetId, parseCellAddress(address) ?? { row: 0, column: 0 }).content;
  }

  format(address: string, sheetId = '{0}'): string {
    return this.#at(sheetId, parseCellAddress(address) ?? { row: 0, column: 0 }).format;
  }

  #at(sheetId: string, place: CellPlace): Cell {
    return this.#cells.get(keyOf(sheetId, place)) ?? { content: '', format: 'General' };
  }

  #answer({ method, path, json }: SeenRequest): unknown {
    const [, sheetId, address] = /^worksheets\/([^/]+)\/range\(address='([^']+)'\)$/u.exec(path) ?? [];
    if (sheetId !== undefined && address !== undefined) {
      const area = parseArea(address);
      return method === 'PATCH' ? this.#update(sheetId, area, json) : this.#cellsOf(sheetId, area);
    }
    const [first = '', second = '', third = '', ...rest] = path.split('/');
    const table = this.tables.get(second);
    if (first === 'worksheets' && third.startsWith('usedRange')) {
      return this.#shape(second, this.#used(second));
    }
    if (path === 'worksheets') {
      return { value: [...this.sheets].map(([id, name], position) => ({ id, name, position, visibility: 'Visible' })) };
    }
    if (first === 'names') {
      const name = this.names.get(second);
      return name && this.#shape(name.sheetId, name.area);
    }
    if (table === undefined || first !== 'tables') {
      throw new Error(`no answer to ${path}`);
    }
    switch (third) {
      case '':
        return { id: second, name: 'Table', showHeaders: table.showHeaders, showTotals: table.showTotals };
      case 'range':
        return this.#shape(table.sheetId, table.area);
      default:
        return method === 'POST' ? this.#addRows(table, json) : this.#deleteRow(table, rest.join('/'));
    }
  }

  #shape(sheetId: string, area: Area): unknown {
    const { row: rowIndex, column: columnIndex, rowCount, columnCount } = area;
    const name = this.sheets.get(sheetId) ?? '';
    return {
      address: `'${name.replaceAll("'", "''")}'!${areaAddress(area)}`,
      rowIndex,
      columnIndex,
      rowCount,
      columnCount,
    };
  }

  #used(sheetId: string): Area {
    const places = [...this.#cells]
      .filter(([key, { content }]) => key.startsWith(`${sheetId} `) && content !== '')
      .map(([key]) => key.split(' ').slice(1).map(Number));
    const rows = places.map(([row = 0]) => row);
    const columns = places.map(([, column = 0]) => column);
    const [row, column] = places.length === 0 ? [0, 0] : [Math.min(...rows), Math.min(...columns)];
    return { row, column, rowCount: Math.max(0, ...rows) - row + 1, columnCount: Math.max(0, ...columns) - column + 1 };
  }

  #cellsOf(sheetId: string, area: Area): unknown {
    const cells = placesOf(area).map((row) => row.map((place) => this.#at(sheetId, place)));
    const values = cells.map((row) => row.map((cell) => this.#valueOf(cell)));
    return {
      values,
      formulas: cells.map((row) => row.map(({ content }) => content)),
      numberFormat: cells.map((row) => row.map(({ format }) => format)),
      valueTypes: cells.map((row, index) => row.map((cell, column) => typeOf(values[index]?.[column] ?? '', cell))),
    };
  }

  #valueOf({ content, isText }: Cell): CellValue {
    const isFormula = typeof content === 'string' && content.startsWith('=') && isText !== true;
    return isFormula ? (this.results.get(content) ?? 0) : content;
  }

  #update(sheetId: string, area: Area, json: unknown): unknown {
    const formulas = rowsIn(json, 'formulas');
    const numberFormat = rowsIn(json, 'numberFormat');
    for (const [row, places] of placesOf(area).entries()) {
      for (const [column, place] of places.entries()) {
        const cell = this.#at(sheetId, place);
        const format = numberFormat[row]?.[column] ?? cell.format;
        const content = formulas[row]?.[column] ?? undefined;
        const next = content === undefined ? cell : entered(content, cell.format);
        this.#cells.set(keyOf(sheetId, place), { ...next, format: String(format) });
      }
    }
    return {};
  }

  #addRows(table: MemoryTable, json: unknown): unknown {
    const values = rowsIn(json, 'values');
    const { sheetId, area } = table;
    const isBlank = area.rowCount === 2 && this.#isBlank(sheetId, { ...area, row: area.row + 1, rowCount: 1 });
    const first = area.row + area.rowCount - (isBlank ? 1 : 0);
    for (const [row, cells] of values.entries()) {
      for (const [column, value] of cells.entries()) {
        const place = { row: first + row, column: area.column + column };
        this.#cells.set(keyOf(sheetId, place), { ...entered(value ?? '', 'General'), format: 'General' });
      }
    }
    table.area = { ...area, rowCount: first - area.row + values.length };
    return { index: first };
  }

  #isBlank(sheetId: string, area: Area): boolean {
    return placesOf(area).every((row) => row.every((place) => this.#at(sheetId, place).content === ''));
  }

  /** Only the last row, which is all that is wanted here. */
  #deleteRow(table: MemoryTable, item: string): unknown {
    const { area, sheetId } = table;
    const headers = table.showHeaders ? 1 : 0;
    if (item !== `$/ItemAt(index=${area.rowCount - headers - 1})`) {
      throw new Error(`not the last row: ${item}`);
    }
    for (let column = 0; column < area.columnCount; column++) {
      this.#cells.delete(keyOf(sheetId, { row: area.row + area.rowCount - 1, column: area.column + column }));
    }
    table.area = { ...area, rowCount: area.rowCount - 1 };
    return undefined;
  }
}

/** What Excel makes of what is typed in: numbers and more of text that looks like them, unless the cell is for text. */
function entered(value: CellValue, format: string): Omit<Cell, 'format'> {
  if (typeof value !== 'string' || value === '') {
    return { content: format === '@' ? String(value) : value };
  }
  if (value.startsWith("'")) {
    return { content: value.slice(1), isText: true };
  }
  if (format === '@') {
    return { content: value, isText: true };
  }
  if (/^[+-]?[\d.]+%?$/u.test(value)) {
    return { content: Number.parseFloat(value) };
  }
  if (/^\d+[/-]\d+/u.test(value)) {
    return { content: 46_000 };
  }
  return /^(?:true|false)$/iu.test(value) ? { content: value.toLowerCase() === 'true' } : { content: value };
}

function typeOf(value: CellValue, { isText }: Cell): string {
  if (typeof value === 'string') {
    return value === '' ? 'Empty' : errors.has(value) && isText !== true ? 'Error' : 'String';
  }
  return typeof value === 'number' ? 'Double' : 'Boolean';
}

function parseArea(address: string): Area {
  const [from = '', to = from] = address.split(':');
  const start = parseCellAddress(from) ?? { row: 0, column: 0 };
  const end = parseCellAddress(to) ?? start;
  return { ...start, rowCount: end.row - start.row + 1, columnCount: end.column - start.column + 1 };
}

function placesOf({ row, column, rowCount, columnCount }: Area): CellPlace[][] {
  return Array.from({ length: rowCount }, (_, r) =>
    Array.from({ length: columnCount }, (_, c) => ({ row: row + r, column: column + c })),
  );
}

function rowsIn(json: unknown, key: string): (CellValue | null)[][] {
  const rows: unknown = isJsonObject(json) ? json[key] : undefined;
  return Array.isArray(rows) ? rows.map((row: unknown) => (Array.isArray(row) ? row.map(cellIn) : [])) : [];
}

function cellIn(value: unknown): CellValue | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function keyOf(sheetId: string, { row, column }: CellPlace): string {
  return `${sheetId} ${row} ${column}`;
}
