import { type Area, areaName, parseArea } from './a1.ts';
import { attribute, children, descend, type Element } from './archive.ts';
import { escapeXml } from './xmlText.ts';
import type { Cell, Sheet } from './sheet.ts';

/** A table: an area of a sheet with a row of headers, perhaps one of totals. */
export interface Table {
  readonly id: string;
  name: string;
  readonly part: string;
  readonly sheet: Sheet;
  /** With headers and totals. */
  area: Area;
  readonly hasHeaders: boolean;
  readonly hasTotals: boolean;
  readonly style: string;
  readonly columns: readonly { readonly id: string; readonly name: string }[];
}

export function readTable(element: Element, part: string, sheet: Sheet): Table[] {
  const area = parseArea(attribute(element, 'ref'));
  if (area === undefined) {
    return [];
  }
  return [
    {
      id: attribute(element, 'id'),
      name: attribute(element, 'displayName'),
      part,
      sheet,
      area,
      hasHeaders: attribute(element, 'headerRowCount') !== '0',
      hasTotals: !['', '0'].includes(attribute(element, 'totalsRowCount')),
      style: attribute(descend(element, 'tableStyleInfo'), 'name'),
      columns: children(descend(element, 'tableColumns'), 'tableColumn').map((column) => ({
        id: attribute(column, 'id'),
        name: attribute(column, 'name'),
      })),
    },
  ];
}

/** The names of the columns: what the header says now. */
export function columnNames({ sheet, area, hasHeaders, columns }: Table): string[] {
  return columns.map(({ name }, index) => {
    const { value } = hasHeaders ? sheet.at(area.top, area.left + index) : { value: null };
    return typeof value === 'string' || typeof value === 'number' ? String(value) : name;
  });
}

export function tableXml(xml: string, table: Table): string {
  const names = columnNames(table);
  const rows = areaName(table.area);
  const filtered = areaName({ ...table.area, bottom: table.area.bottom - Number(table.hasTotals) });
  let column = -1;
  return xml
    .replace(/(<table\b[^>]*\sref=")[^"]*"/u, `$1${rows}"`)
    .replace(/(<table\b[^>]*\sdisplayName=")[^"]*"/u, (_, start: string) => `${start}${escapeXml(table.name)}"`)
    .replace(/(<table\b[^>]*\sname=")[^"]*"/u, (_, start: string) => `${start}${escapeXml(table.name)}"`)
    .replace(/(<autoFilter\b[^>]*\sref=")[^"]*"/u, `$1${filtered}"`)
    .replaceAll(/(<tableColumn\b[^>]*?\sname=")[^"]*"/gu, (_, start: string) => {
      column += 1;
      return `${start}${escapeXml(names[column] ?? '').replaceAll('\n', '_x000a_')}"`;
    });
}

/** The rows of data, undefined when there are none. */
export function dataArea({ area, hasHeaders, hasTotals }: Table): Area | undefined {
  const top = area.top + Number(hasHeaders);
  const bottom = area.bottom - Number(hasTotals);
  return bottom < top ? undefined : { ...area, top, bottom };
}

export function rowCountOf({ area, hasHeaders, hasTotals }: Table): number {
  return area.bottom - area.top + 1 - Number(hasHeaders) - Number(hasTotals);
}

/** Makes room for `count` rows of data before the row `index`; what is below the table's columns moves down. */
export function insertRows(table: Table, index: number, count: number): void {
  const { sheet, area } = table;
  const first = area.top + Number(table.hasHeaders) + index;
  const isFree = ![...sheet.rows].some(
    ([row, { cells }]) => row >= first && cells.slice(area.left, area.right + 1).some((cell) => cell !== undefined),
  );
  if (!isFree) {
    moveRows(table, first, count);
  }
  table.area = { ...area, bottom: area.bottom + count };
}

/** Takes a row of data away; what is below moves up. */
export function removeRow(table: Table, index: number): void {
  const first = table.area.top + Number(table.hasHeaders) + index;
  moveRows(table, first + 1, -1);
  table.area = { ...table.area, bottom: table.area.bottom - 1 };
}

/** Moves the cells in the table's columns from a row on. Formulas move as they are. */
function moveRows({ sheet, area }: Table, from: number, by: number): void {
  const moved: { row: number; column: number; cell: Cell }[] = [];
  for (const { row, column, cell } of sheet.cells()) {
    if (row >= from && column >= area.left && column <= area.right) {
      moved.push({ row: row + by, column, cell: { ...cell, source: undefined } });
    }
  }
  for (const { row, column } of moved) {
    sheet.put(row - by, column, { value: null, style: 0 });
    sheet.put(row, column, { value: null, style: 0 });
  }
  if (by < 0) {
    for (let column = area.left; column <= area.right; column += 1) {
      sheet.put(from + by, column, { value: null, style: 0 });
    }
  }
  for (const { row, column, cell } of moved) {
    sheet.put(row, column, cell);
  }
}

/** The format that a new row takes over from the rows that are there. */
export function styleOfColumn(table: Table, column: number): number {
  const data = dataArea(table);
  return data === undefined ? 0 : table.sheet.at(data.top, column).style;
}
