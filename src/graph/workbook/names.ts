import type { JsonObject } from '../../base/json.ts';
import { optionalStringAt, stringAt } from '../parse.ts';
import type { WorkbookChannel } from './channel.ts';
import { listAll, segment } from './lists.ts';

/** A name of the workbook, or of one of its sheets. */
export interface NamedItem {
  readonly name: string;
  /** Whether it stands for cells; else for a constant or a formula. */
  readonly isRange: boolean;
  readonly visible: boolean;
  /** Id of the sheet whose name it is; absent for names of the workbook. */
  readonly sheetId?: string;
}

/** Names of the workbook, or those of one sheet (learn.microsoft.com/graph/api/workbook-list-names). */
export function listNames(
  channel: WorkbookChannel,
  sheetId: string | undefined,
  signal: AbortSignal,
): Promise<NamedItem[]> {
  const read = (item: JsonObject, at: string): NamedItem => ({
    name: stringAt(item, 'name', at),
    isRange: optionalStringAt(item, 'type', at)?.toLowerCase() === 'range',
    visible: item['visible'] !== false,
    ...(sheetId !== undefined && { sheetId }),
  });
  return listAll(channel, { label: 'names', path: namesPath(sheetId), select: 'name,type,visible', read }, signal);
}

/** The cells that a name stands for. */
export function nameRangePath({ name, sheetId }: Pick<NamedItem, 'name' | 'sheetId'>): string {
  return `${namesPath(sheetId)}/${segment(name)}/range`;
}

function namesPath(sheetId: string | undefined): string {
  return sheetId === undefined ? 'names' : `worksheets/${segment(sheetId)}/names`;
}
