import type { UploadRecord } from '../journal/record.ts';
import type { LiveState } from './liveProgress.ts';
import type { Holder, JournalEntry } from '../journal/ports.ts';

/** A pending upload as it is shown. Every change makes a new object. */
export interface UploadRow {
  readonly record: UploadRecord;
  readonly where: Holder;
  /** How it goes, when this window is at it. */
  readonly live?: LiveState;
}

/** The rows that stand for all of these: a file of a folder upload goes with the folder's row when that is among them. */
export function topRows(rows: readonly UploadRow[]): readonly UploadRow[] {
  const ids = new Set(rows.map(({ record }) => record.id));
  return rows.filter(({ record }) => record.parent === undefined || !ids.has(record.parent));
}

/** What is on the list of the files of a folder upload. */
export function filesOfFolder<E extends JournalEntry>(entries: readonly E[], folder: string): readonly E[] {
  return entries.filter(({ record }) => record.parent === folder);
}

/**
 * The rows that ids stand for. The files of a folder stand in for one that is not among the rows: something can be done
 * with them that cannot be done with the folder, or it has ended before them.
 */
export function rowsNamed(rows: readonly UploadRow[], ids: ReadonlySet<string>): readonly UploadRow[] {
  const present = new Set(rows.map(({ record }) => record.id));
  const standsIn = (parent: string | undefined): boolean =>
    parent !== undefined && ids.has(parent) && !present.has(parent);
  return rows.filter(({ record }) => ids.has(record.id) || standsIn(record.parent));
}

/** Whether it was under way until its window ended, however long ago: what the service keeps of it is asked for then. */
export function isInterrupted({ record, where }: JournalEntry): boolean {
  return where === 'nobody' && ['queued', 'running', 'waiting', 'interrupted'].includes(record.state.kind);
}

/** The rows that can be taken away without a loss: that of a folder only with those of all of its files. */
export function clearable(rows: readonly UploadRow[], mayGo: (row: UploadRow) => boolean): readonly UploadRow[] {
  const needed = new Set(rows.filter((row) => !mayGo(row)).map(({ record }) => record.parent));
  return rows.filter((row) => mayGo(row) && !needed.has(row.record.id));
}
