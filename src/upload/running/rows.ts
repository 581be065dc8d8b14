import type { UploadRecord } from '../journal/record.ts';
import type { LiveState } from './liveProgress.ts';
import type { Holder } from './ports.ts';

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
