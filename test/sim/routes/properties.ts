import type { FileTimes } from '../drive/node.ts';
import type { ConflictBehaviour } from '../drive/placement.ts';
import { parseTime } from '../drive/times.ts';
import { badRequest } from '../http/errors.ts';
import { type Json, type JsonObject, textAt } from '../http/json.ts';

export const CONFLICT_BEHAVIOUR = '@microsoft.graph.conflictBehavior';

/** The conflict behaviour in a body or, failing that, in the query. @throws ServiceError 400 */
export function conflictBehaviour(body: JsonObject, query?: URLSearchParams): ConflictBehaviour | undefined {
  const value = textAt(body, CONFLICT_BEHAVIOUR) ?? query?.get(CONFLICT_BEHAVIOUR) ?? undefined;
  switch (value?.toLowerCase()) {
    case undefined:
      return undefined;
    case 'fail':
      return 'fail';
    case 'replace':
      return 'replace';
    case 'rename':
      return 'rename';
    default:
      throw badRequest('The conflict behavior is not valid.', 'invalidParameterFormat');
  }
}

/** The times in a fileSystemInfo facet. @throws ServiceError 400 */
export function fileTimes(info: JsonObject): FileTimes {
  const read = (key: string): number | undefined => {
    const text = textAt(info, key);
    if (text === undefined) {
      return undefined;
    }
    const ms = parseTime(text);
    if (ms === undefined) {
      throw badRequest(`${key} is not a time.`, 'invalidParameterFormat');
    }
    return ms;
  };
  const created = read('createdDateTime');
  const modified = read('lastModifiedDateTime');
  return { ...(created === undefined ? {} : { created }), ...(modified === undefined ? {} : { modified }) };
}

/** Applies `$select`. */
export function select(json: Record<string, Json>, query: URLSearchParams): Record<string, Json> {
  const wanted = query
    .get('$select')
    ?.split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  if (wanted === undefined || wanted.length === 0) {
    return json;
  }
  const entries = Object.entries(json).filter(([name]) => {
    const plain = name.toLowerCase();
    return wanted.includes(plain) || wanted.some((want) => plain === `@microsoft.graph.${want}`);
  });
  return Object.fromEntries(entries);
}
