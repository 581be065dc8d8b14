import type { JsonObject } from '../../base/json.ts';
import { asObject, optionalNumberAt, optionalStringAt, stringAt } from '../parse.ts';
import type { WorkbookChannel } from './channel.ts';
import { listAll, segment } from './lists.ts';

export type SheetVisibility = 'visible' | 'hidden' | 'veryHidden';

export interface Worksheet {
  readonly id: string;
  readonly name: string;
  /** From 0, hidden sheets included. */
  readonly position: number;
  readonly visibility: SheetVisibility;
}

/** All sheets, hidden ones too, in their order (learn.microsoft.com/graph/api/workbook-list-worksheets). */
export async function listWorksheets(channel: WorkbookChannel, signal: AbortSignal): Promise<Worksheet[]> {
  const list = { label: 'worksheets', path: 'worksheets', select: 'id,name,position,visibility', read: readWorksheet };
  const sheets = await listAll(channel, list, signal);
  return sheets.toSorted((a, b) => a.position - b.position);
}

/**
 * Adds an empty sheet at the end.
 * @throws {GraphError} `itemAlreadyExists` when a sheet has the name already.
 */
export function addWorksheet(channel: WorkbookChannel, name: string, signal: AbortSignal): Promise<Worksheet> {
  return channel.request(
    {
      method: 'POST',
      label: 'add worksheet',
      path: 'worksheets/add',
      json: { name },
      read: (json) => readWorksheet(asObject(json, ''), ''),
    },
    signal,
  );
}

export function renameWorksheet(
  channel: WorkbookChannel,
  sheetId: string,
  name: string,
  signal: AbortSignal,
): Promise<Worksheet> {
  return channel.request(
    {
      method: 'PATCH',
      label: 'rename worksheet',
      path: `worksheets/${segment(sheetId)}`,
      json: { name },
      read: (json) => readWorksheet(asObject(json, ''), ''),
      repeatable: true,
    },
    signal,
  );
}

/** @throws {GraphError} for the last visible sheet: a workbook keeps one. */
export function deleteWorksheet(channel: WorkbookChannel, sheetId: string, signal: AbortSignal): Promise<void> {
  return channel.request(
    { method: 'DELETE', label: 'delete worksheet', path: `worksheets/${segment(sheetId)}`, read: () => {} },
    signal,
  );
}

function readWorksheet(sheet: JsonObject, at: string): Worksheet {
  return {
    id: stringAt(sheet, 'id', at),
    name: stringAt(sheet, 'name', at),
    position: optionalNumberAt(sheet, 'position', at) ?? 0,
    visibility: visibilityOf(optionalStringAt(sheet, 'visibility', at)),
  };
}

/** Only what a sheet is known to be hidden by hides it. */
function visibilityOf(text = ''): SheetVisibility {
  const hidden = (['hidden', 'veryHidden'] as const).find((each) => each.toLowerCase() === text.toLowerCase());
  return hidden ?? 'visible';
}
