import type { JsonObject } from '../../base/json.ts';
import { UnexpectedAnswerError } from '../errors.ts';
import { arrayAt, asObject, optionalStringAt } from '../parse.ts';
import type { WorkbookChannel } from './channel.ts';

/** A list of what is in a workbook. */
export interface WorkbookList<T> {
  readonly label: string;
  readonly path: string;
  readonly select?: string;
  readonly read: (element: JsonObject, at: string) => T;
}

/** All elements of a list, in however many parts the service gives it. */
export async function listAll<T>(channel: WorkbookChannel, list: WorkbookList<T>, signal: AbortSignal): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const query = {
      ...(list.select !== undefined && { $select: list.select }),
      ...(all.length > 0 && { $skip: String(all.length) }),
    };
    const { label, path } = list;
    const read = (json: unknown): { items: T[]; more: boolean } => {
      const page = asObject(json, '');
      const items = arrayAt(page, 'value', '').map((element, index) =>
        list.read(asObject(element, `value[${index}]`), `value[${index}]`),
      );
      return { items, more: optionalStringAt(page, '@odata.nextLink', '') !== undefined };
    };
    const { items, more } = await channel.request({ method: 'GET', label, path, query, read }, signal);
    all.push(...items);
    if (!more) {
      return all;
    }
    if (items.length === 0) {
      throw new UnexpectedAnswerError('malformed', '@odata.nextLink');
    }
  }
}

/** A segment for the id or name of something in a workbook: ids of sheets have braces, names have anything. */
export function segment(idOrName: string): string {
  return encodeURIComponent(idOrName);
}
