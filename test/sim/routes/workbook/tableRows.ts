import { type Answer, noContent } from '../../http/answer.ts';
import { isList, type Json, type JsonObject } from '../../http/json.ts';
import { columnCount } from '../../workbook/book/a1.ts';
import { insertRows, removeRow, rowCountOf, styleOfColumn, type Table } from '../../workbook/book/tables.ts';
import { valuesOf } from '../../workbook/book/rangeJson.ts';
import { RangeRefusal, readEntered } from '../../workbook/book/writeRange.ts';
import { answer, body, invalidArgument, list, missing, noSession, save, type WorkbookCall } from './call.ts';
import { beginOperation, prefersAsync, refuseIfTooSlow } from './operations.ts';
import { type Ask, functionCall, type WorkbookAction } from './path.ts';

const ROW = 'microsoft.graph.workbookTableRow';

type TableOf = (call: WorkbookCall) => Table;

/** `rows`, `rows/add`, `rows/itemAt(index=…)` and `rows/$/ItemAt(index=…)` */
export function rowsAction({ method, path }: Ask, tableOf: TableOf): WorkbookAction | undefined {
  const [first, ...others] = path;
  if (functionCall(first)?.name !== 'rows') {
    return undefined;
  }
  const rest = others.filter((part) => part !== '$');
  const asked = functionCall(rest[0]);
  if (rest.length === 0 || (asked?.name === 'add' && rest.length === 1)) {
    if (method === 'GET' && rest.length === 0) {
      return { name: 'listTableRows', run: (call) => list(call, 'rows', rowsJson(call, tableOf(call))) };
    }
    return method === 'POST' ? { name: 'addTableRows', run: (call) => add(call, tableOf) } : undefined;
  }
  if (asked?.name !== 'itemat' || rest.length > 1) {
    return undefined;
  }
  const index = Number(asked.parameters['index'] ?? NaN);
  if (method === 'GET') {
    return {
      name: 'listTableRows',
      run: (call) => answer(call, ROW, rowsJson(call, tableOf(call))[checked(call, tableOf, index)] ?? {}),
    };
  }
  return method === 'DELETE' ? { name: 'deleteTableRow', run: (call) => remove(call, tableOf, index) } : undefined;
}

function checked(call: WorkbookCall, tableOf: TableOf, index: number): number {
  if (!Number.isInteger(index) || index < 0 || index >= rowCountOf(tableOf(call))) {
    throw missing('row');
  }
  return index;
}

function rowsJson({ document }: WorkbookCall, table: Table): JsonObject[] {
  const top = table.area.top + Number(table.hasHeaders);
  return Array.from({ length: rowCountOf(table) }, (_, index) => {
    const area = { ...table.area, top: top + index, bottom: top + index };
    return { '@odata.id': `rows/itemAt(index=${index})`, index, values: valuesOf(document, table.sheet, area) };
  });
}

/** table: post rows. */
async function add(call: WorkbookCall, tableOf: TableOf): Promise<Answer> {
  const { index = null, values } = await body(call);
  const table = tableOf(call);
  const rows = readRows(values, table);
  if (
    index !== null &&
    (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index > rowCountOf(table))
  ) {
    throw invalidArgument('The index is not valid.');
  }
  const work = (): JsonObject => addRows(call, tableOf(call), index, rows);
  return (
    later(call, () => call.x.service.workbookOperations.keep({ '@odata.context': call.x.context(ROW), ...work() })) ??
    answer(call, ROW, work(), 201)
  );
}

/** Does the work as an operation where it takes long and the client prefers that. */
function later(call: WorkbookCall, work: () => string | undefined): Answer | undefined {
  const { x, request, node, session, settings } = call;
  if (!prefersAsync(x)) {
    refuseIfTooSlow(settings.rowsMs);
    return undefined;
  }
  if (session === undefined) {
    throw noSession();
  }
  if (settings.rowsMs === 0) {
    return undefined;
  }
  return beginOperation(x, request, node, { ms: settings.rowsMs, failure: settings.rowsFailure }, () => {
    const key = work();
    return Promise.resolve(key === undefined ? undefined : `tableRowOperationResult(key='${key}')`);
  });
}

function addRows(
  call: WorkbookCall,
  table: Table,
  index: number | null,
  rows: readonly (readonly Entered[])[],
): JsonObject {
  const { document } = call;
  const at = index ?? rowCountOf(table);
  const styles = table.columns.map((_, column) => styleOfColumn(table, table.area.left + column));
  insertRows(table, at, rows.length);
  document.changed();
  const top = table.area.top + Number(table.hasHeaders) + at;
  for (const [row, line] of rows.entries()) {
    for (const [column, value] of line.entries()) {
      const where = table.area.left + column;
      document.put(table.sheet, top + row, where, { value: null, style: styles[column] ?? 0 });
      document.enter(table.sheet, top + row, where, value);
    }
  }
  save(call);
  const area = { ...table.area, top, bottom: top + rows.length - 1 };
  return { '@odata.id': `rows/itemAt(index=${at})`, index: at, values: valuesOf(document, table.sheet, area) };
}

type Entered = ReturnType<typeof readEntered>;

function readRows(values: Json | undefined, table: Table): Entered[][] {
  if (!isList(values) || values.length === 0) {
    throw invalidArgument('There are no rows.');
  }
  return values.map((line) => {
    if (!isList(line) || line.length !== columnCount(table.area)) {
      throw invalidArgument('The number of columns is not that of the table.');
    }
    try {
      return line.map(readEntered);
    } catch (error) {
      throw error instanceof RangeRefusal ? invalidArgument(error.message) : error;
    }
  });
}

/** tableRow: delete. Where it is an operation, nothing is left to fetch. */
function remove(call: WorkbookCall, tableOf: TableOf, index: number): Answer {
  checked(call, tableOf, index);
  const work = (): undefined => {
    removeRow(tableOf(call), index);
    call.document.changed();
    save(call);
  };
  const accepted = later(call, work);
  if (accepted === undefined) {
    work();
  }
  return accepted ?? noContent;
}
