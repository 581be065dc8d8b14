import { UnexpectedAnswerError } from '../../graph/errors.ts';
import type { WorkbookChannel } from '../../graph/workbook/channel.ts';
import { listNames } from '../../graph/workbook/names.ts';
import type { NamedItem } from '../../graph/workbook/names.ts';
import { workbookRefusal } from '../../graph/workbook/refusal.ts';
import { listTables } from '../../graph/workbook/tables.ts';
import type { Table } from '../../graph/workbook/tables.ts';
import { listWorksheets } from '../../graph/workbook/worksheets.ts';
import type { Worksheet } from '../../graph/workbook/worksheets.ts';

/** What is in a workbook, but for its charts. */
export interface Outline {
  /** In their order, hidden ones too. */
  readonly sheets: readonly Worksheet[];
  readonly tables: readonly Table[];
  /** Those that people see and that stand for cells: of the workbook, then of each sheet. */
  readonly names: readonly NamedItem[];
}

/** One request for each kind of things, and one for each sheet: the names of sheets are listed by sheet only. */
export async function loadOutline(channel: WorkbookChannel, signal: AbortSignal): Promise<Outline> {
  const sheets = await listWorksheets(channel, signal);
  const tables = await listTables(channel, signal);
  const names = await listNames(channel, undefined, signal);
  for (const { id } of sheets) {
    names.push(...(await namesOfSheet(channel, id, signal)));
  }
  return { sheets, tables, names: names.filter(({ isRange, visible }) => isRange && visible) };
}

/** None where the service has no answer for the sheet: the others are not lost by that. */
async function namesOfSheet(channel: WorkbookChannel, sheetId: string, signal: AbortSignal): Promise<NamedItem[]> {
  try {
    return await listNames(channel, sheetId, signal);
  } catch (error) {
    if (error instanceof UnexpectedAnswerError || workbookRefusal(error)?.action === 'stop') {
      return [];
    }
    throw error;
  }
}
