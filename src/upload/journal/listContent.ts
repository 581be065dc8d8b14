import { parseRecord } from './parseRecord.ts';
import type { UploadRecord } from './record.ts';

/** What the shared list holds. */
export interface ListContent {
  readonly records: ReadonlyMap<string, UploadRecord>;
  /** Entries that only a later version of the product can read. */
  readonly later: readonly unknown[];
  /** Whether there is anything that does not belong there. */
  readonly hasGarbage: boolean;
}

export function parseList(list: unknown): ListContent {
  const records = new Map<string, UploadRecord>();
  const later: unknown[] = [];
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  for (const entry of entries) {
    const parsed = parseRecord(entry);
    if (parsed.kind === 'record') {
      records.set(parsed.record.id, parsed.record);
    } else if (parsed.kind === 'later') {
      later.push(entry);
    }
  }
  const hasGarbage = (list !== undefined && !Array.isArray(list)) || records.size + later.length < entries.length;
  return { records, later, hasGarbage };
}

/** `progress`: only how far uploads are. */
export type Difference = 'none' | 'progress' | 'states';

/**
 * What the list says wrongly of the records of this machine.
 * @param count how many of these it names.
 */
export function differenceOf(
  listed: ReadonlyMap<string, UploadRecord>,
  count: number,
  records: Iterable<UploadRecord>,
  /** Whether somebody else tells how far an upload is. */
  isForeign: (id: string) => boolean,
): Difference {
  let result: Difference = 'none';
  let left = count;
  for (const record of records) {
    left--;
    const other = listed.get(record.id);
    if (other === undefined) {
      return 'states';
    }
    if (textOf(other) !== textOf(record)) {
      if (JSON.stringify(withoutProgress(other)) !== JSON.stringify(withoutProgress(record))) {
        return 'states';
      }
      result = isForeign(record.id) ? result : 'progress';
    }
  }
  return left === 0 ? result : 'states';
}

const texts = new WeakMap<UploadRecord, string>();

/** Properties have a fixed order, so equal records have equal texts. */
function textOf(record: UploadRecord): string {
  let text = texts.get(record);
  if (text === undefined) {
    text = JSON.stringify(record);
    texts.set(record, text);
  }
  return text;
}

function withoutProgress({ session, files: _files, updatedAt: _updatedAt, ...rest }: UploadRecord): object {
  return { ...rest, hasSession: session !== undefined };
}
