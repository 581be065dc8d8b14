import type { Event } from '../../base/event.ts';
import type { UploadUrl } from '../../graph/uploadUrl.ts';
import type { UploadRecord } from './record.ts';

/** The records of this machine, durable: what `save` resolved for survives a crash of the process. */
export interface RecordFiles {
  /** Fires when any window of this machine may have changed something. */
  readonly onDidChange: Event<void>;
  /** All readable records; what cannot be read is set aside and logged once. */
  readAll(): Promise<readonly UploadRecord[]>;
  save(record: UploadRecord): Promise<void>;
  remove(id: string): Promise<void>;
  dispose(): void;
}

/** The list that all windows, also those of other machines, have in common; the last writer wins. */
export interface SharedList {
  read(): readonly UploadRecord[];
  write(records: readonly UploadRecord[]): Promise<void>;
}

/** Upload URLs, kept apart from everything else. */
export interface UploadUrlStore {
  get(id: string): Promise<UploadUrl | undefined>;
  save(id: string, url: UploadUrl): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Who is pushing which upload, among the windows of this machine. */
export interface Leases {
  /** Takes the lease and keeps it alive until it is released; `undefined` while another window has it. */
  take(id: string): Promise<Lease | undefined>;
  /** Ids that other windows hold now. */
  heldByOthers(): Promise<ReadonlySet<string>>;
  /** Releases everything. */
  dispose(): Promise<void>;
}

export interface Lease {
  /** Aborted when another window has taken over: nothing more may be sent. */
  readonly lost: AbortSignal;
  /** Makes sure that it is still ours. @returns whether it is. */
  confirm(): Promise<boolean>;
  release(): Promise<void>;
}
