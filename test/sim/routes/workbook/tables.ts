import { type Answer } from '../../http/answer.ts';
import type { JsonObject } from '../../http/json.ts';
import { type Area } from '../../workbook/book/a1.ts';
import type { Sheet } from '../../workbook/book/sheet.ts';
import { columnNames, dataArea, type Table } from '../../workbook/book/tables.ts';
import { valuesOf } from '../../workbook/book/rangeJson.ts';
import { answer, body, invalidArgument, list, missing, save, type WorkbookCall } from './call.ts';
import { type Ask, functionCall, keyed, type WorkbookAction } from './path.ts';
import { rangeAction } from './ranges.ts';
import { rowsAction } from './tableRows.ts';

/** `range`, `headerRowRange`, `dataBodyRange`, `totalRowRange` */
const PARTS = ['range', 'headerrowrange', 'databodyrange', 'totalrowrange'];

type TableOf = (call: WorkbookCall) => Table;

/** Tables of the workbook, or of a sheet. */
export function tableAction(ask: Ask, sheetOf: (call: WorkbookCall) => Sheet | undefined): WorkbookAction | undefined {
  const found = keyed(ask, 'tables');
  if (found === undefined) {
    return undefined;
  }
  const { key, rest } = found;
  const tablesIn = (call: WorkbookCall): Table[] => {
    const sheet = sheetOf(call);
    return call.document.book.tables.filter((table) => sheet === undefined || table.sheet === sheet);
  };
  if (key === undefined) {
    return ask.method === 'GET'
      ? { name: 'listTables', run: (call) => list(call, 'tables', tablesIn(call).map(tableJson)) }
      : undefined;
  }
  const tableOf: TableOf = (call) => {
    const table = call.document.book.table(key, tablesIn(call));
    if (table === undefined) {
      throw missing('table');
    }
    return table;
  };
  return (
    tableItself(rest, tableOf) ?? partAction(rest, tableOf) ?? rowsAction(rest, tableOf) ?? columnAction(rest, tableOf)
  );
}

function tableItself({ method, path }: Ask, tableOf: TableOf): WorkbookAction | undefined {
  if (path.length > 0) {
    return undefined;
  }
  const show = (call: WorkbookCall): Answer => answer(call, 'microsoft.graph.workbookTable', tableJson(tableOf(call)));
  switch (method) {
    case 'GET':
      return { name: 'getTable', run: show };
    case 'PATCH':
      return { name: 'updateTable', run: (call) => rename(call, tableOf(call)) };
    default:
      return undefined;
  }
}

async function rename(call: WorkbookCall, table: Table): Promise<Answer> {
  const { name } = await body(call);
  if (typeof name !== 'string' || !/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name)) {
    throw invalidArgument('The name of the table is not valid.');
  }
  const { book } = call.document;
  const there = book.table(name);
  if ((there !== undefined && there !== table) || book.name(name) !== undefined) {
    throw invalidArgument('The name is taken.');
  }
  table.name = name;
  call.document.changed();
  save(call);
  return answer(call, 'microsoft.graph.workbookTable', tableJson(table));
}

/** The part that a segment of an address names. */
function partNamed(segment: string | undefined): string | undefined {
  const name = functionCall(segment)?.name;
  return name !== undefined && PARTS.includes(name) ? name : undefined;
}

function partAction({ method, path }: Ask, tableOf: TableOf): WorkbookAction | undefined {
  const part = partNamed(path[0]);
  if (part === undefined) {
    return undefined;
  }
  return rangeAction({ method, path: path.slice(1) }, (call) => {
    const table = tableOf(call);
    return { sheet: table.sheet, area: partOf(table, part) };
  });
}

function partOf(table: Table, part: string): Area {
  const { area, hasHeaders, hasTotals } = table;
  const body = dataArea(table);
  switch (part) {
    case 'range':
      return area;
    case 'headerrowrange':
      if (hasHeaders) {
        return { ...area, bottom: area.top };
      }
      throw missing('header');
    case 'totalrowrange':
      if (hasTotals) {
        return { ...area, top: area.bottom };
      }
      throw missing('row of totals');
    default:
      if (body !== undefined) {
        return body;
      }
      throw missing('data');
  }
}

/** `columns`, `columns/{id|name}`, `columns/{…}/range` and its parts */
function columnAction(ask: Ask, tableOf: TableOf): WorkbookAction | undefined {
  const found = keyed(ask, 'columns');
  if (found === undefined) {
    return undefined;
  }
  const { key, rest } = found;
  if (key === undefined || rest.path.length === 0) {
    return ask.method === 'GET'
      ? {
          name: 'listTableColumns',
          run: (call) => {
            const columns = columnsJson(call, tableOf(call));
            const column = key === undefined ? undefined : columns[columnIndex(tableOf(call), key)];
            return column === undefined
              ? list(call, 'columns', columns)
              : answer(call, 'microsoft.graph.workbookTableColumn', column);
          },
        }
      : undefined;
  }
  const part = partNamed(rest.path[0]);
  if (part === undefined) {
    return undefined;
  }
  return rangeAction({ method: ask.method, path: rest.path.slice(1) }, (call) => {
    const table = tableOf(call);
    const column = table.area.left + columnIndex(table, key);
    return { sheet: table.sheet, area: { ...partOf(table, part), left: column, right: column } };
  });
}

function columnIndex(table: Table, key: string): number {
  const byId = table.columns.findIndex(({ id }) => id === key);
  const index = byId === -1 ? columnNames(table).findIndex((name) => name.toLowerCase() === key.toLowerCase()) : byId;
  if (index === -1) {
    throw missing('column');
  }
  return index;
}

function columnsJson({ document }: WorkbookCall, table: Table): JsonObject[] {
  const { area, columns, sheet } = table;
  return columnNames(table).map((name, index) => {
    const column = { ...area, left: area.left + index, right: area.left + index };
    return { id: columns[index]?.id ?? '', name, index, values: valuesOf(document, sheet, column) };
  });
}

function tableJson({ id, name, hasHeaders, hasTotals, style }: Table): JsonObject {
  return {
    '@odata.id': `tables('${id}')`,
    id,
    name,
    showHeaders: hasHeaders,
    showTotals: hasTotals,
    style,
    highlightFirstColumn: false,
    highlightLastColumn: false,
    showBandedRows: true,
    showBandedColumns: false,
    showFilterButton: true,
    legacyId: id,
  };
}
