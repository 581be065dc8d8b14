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
