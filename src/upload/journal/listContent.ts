import { parseRecord } from './parseRecord.ts';
import type { UploadRecord } from './record.ts';

/** What the shared list holds, sorted by whose it is. */
export interface ListContent {
  readonly own: ReadonlyMap<string, UploadRecord>;
  readonly others: readonly UploadRecord[];
  /** Entries that only a later version of the product can read. */
  readonly later: readonly unknown[];
  /** Whether there is anything that does not belong there. */
  readonly hasGarbage: boolean;
}

/** @param isOwn whether it belongs to this machine. */
export function parseList(list: unknown, isOwn: (record: UploadRecord) => boolean): ListContent {
  const own = new Map<string, UploadRecord>();
  const others = new Map<string, UploadRecord>();
  const later: unknown[] = [];
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  for (const entry of entries) {
    const parsed = parseRecord(entry);
    if (parsed.kind === 'record') {
      const { record } = parsed;
      (isOwn(record) ? own : others).set(record.id, record);
    } else if (parsed.kind === 'later') {
      later.push(entry);
    }
  }
  const hasGarbage =
    (list !== undefined && !Array.isArray(list)) || own.size + others.size + later.length < entries.length;
  return { own, others: [...others.values()], later, hasGarbage };
}

/** `progress`: only how far uploads are. */
export type Difference = 'none' | 'progress' | 'states';

/** What the list says wrongly of the records of this machine. */
export function differenceOf(
  listed: ReadonlyMap<string, UploadRecord>,
  records: Iterable<UploadRecord>,
  /** Whether somebody else tells how far an upload is. */
  isForeign: (id: string) => boolean,
): Difference {
  let result: Difference = 'none';
  let count = 0;
  for (const record of records) {
    count++;
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
  return count === listed.size ? result : 'states';
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
