import type { JsonObject } from '../../base/json.ts';
import { asObject, stringAt } from '../parse.ts';
import type { WorkbookChannel } from './channel.ts';
import { listAll, segment } from './lists.ts';
import type { CellValue, Rows } from './ranges.ts';

export interface Table {
  readonly id: string;
  readonly name: string;
  readonly showHeaders: boolean;
  readonly showTotals: boolean;
}

const selection = 'id,name,showHeaders,showTotals';

/** All tables of the workbook. */
export function listTables(channel: WorkbookChannel, signal: AbortSignal): Promise<Table[]> {
  return listAll(channel, { label: 'tables', path: 'tables', select: selection, read: readTable }, signal);
}

export function getTable(channel: WorkbookChannel, tableId: string, signal: AbortSignal): Promise<Table> {
  return channel.request(
    {
      method: 'GET',
      label: 'table',
      path: `tables/${segment(tableId)}`,
      query: { $select: selection },
      read: (json) => readTable(asObject(json, ''), ''),
    },
    signal,
  );
}

/** Names of a table's columns, in their order (learn.microsoft.com/graph/api/table-list-columns). */
export function listColumnNames(channel: WorkbookChannel, tableId: string, signal: AbortSignal): Promise<string[]> {
  const path = `tables/${segment(tableId)}/columns`;
  const read = (column: JsonObject, at: string): string => stringAt(column, 'name', at);
  return listAll(channel, { label: 'table columns', path, select: 'name', read }, signal);
}

/** The whole table, headers and totals included. */
export function tableRangePath(tableId: string): string {
  return `tables/${segment(tableId)}/range`;
}

/**
 * Adds rows at the end (learn.microsoft.com/graph/api/table-post-rows), as an operation where the service can. Sent
 * once: a second time would add them twice.
 * @param values `null` leaves a cell to the table, which may have a formula for its column.
 */
export function postRows(
  channel: WorkbookChannel,
  tableId: string,
  values: Rows<CellValue | null>,
  signal: AbortSignal,
): Promise<void> {
  return channel.request(
    {
      method: 'POST',
      label: 'add table rows',
      path: `tables/${segment(tableId)}/rows`,
      json: { index: null, values },
      read: () => {},
      repeatable: false,
      preferAsync: true,
    },
    signal,
  );
}

/** Deletes a row, counted from 0 below the headers. Sent once: a second time would delete another row. */
export function deleteRow(
  channel: WorkbookChannel,
  tableId: string,
  index: number,
  signal: AbortSignal,
): Promise<void> {
  return channel.request(
    {
      method: 'DELETE',
      label: 'delete table row',
      path: `tables/${segment(tableId)}/rows/$/ItemAt(index=${index})`,
      read: () => {},
      repeatable: false,
    },
    signal,
  );
}

function readTable(table: JsonObject, at: string): Table {
  return {
    id: stringAt(table, 'id', at),
    name: stringAt(table, 'name', at),
    showHeaders: table['showHeaders'] !== false,
    showTotals: table['showTotals'] === true,
  };
}
