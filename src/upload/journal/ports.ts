import type { Event } from '../../base/event.ts';
import type { UploadUrl } from '../../graph/uploadUrl.ts';
import type { UploadRecord } from './record.ts';

/** Who makes something of a record now. `nobody`: it was begun on this machine and waits for somebody to go on. */
export type Holder = 'thisWindow' | 'otherWindow' | 'nobody' | 'otherMachine';

export interface JournalEntry {
  readonly record: UploadRecord;
  readonly where: Holder;
}

/** The records of this machine, durable: what `save` resolved for survives a crash of the process. */
export interface RecordFiles {
  /** Fires when any window of this machine may have changed something. */
  readonly onDidChange: Event<void>;
  /**
   * All readable records; what cannot be read is set aside and logged once. Unchanged ones are the same objects.
   * @param suspects ids to look at although nothing has told of a change.
   */
  readAll(suspects: readonly string[]): Promise<readonly UploadRecord[]>;
  /** Ids of everything that `readAll` found, also of what a later version of the product has written. */
  readonly ids: ReadonlySet<string>;
  /**
   * Several saves of one record at a time: the last one wins.
   * @param how `progress`: an older state may come back when the whole machine loses its power.
   */
  save(record: UploadRecord, how?: SaveOptions): Promise<void>;
  remove(id: string): Promise<void>;
  /** Waits for what is being written. */
  dispose(): Promise<void>;
}

export interface SaveOptions {
  /** Only how far the upload is has changed. */
  readonly progress?: boolean;
}

/**
 * The list that all windows, also those of other machines, have in common; the last writer wins. What is in it may be
 * of any shape.
 */
export interface SharedList {
  /** The same object as long as nobody has written. */
  read(): unknown;
  write(list: readonly unknown[]): Promise<void>;
}

/** Upload URLs, kept apart from everything else. */
export interface UploadUrlStore {
  get(id: string): Promise<UploadUrl | undefined>;
  save(id: string, url: UploadUrl): Promise<void>;
  remove(id: string): Promise<void>;
  /** Uploads of this machine that have one. */
  ids(): Promise<readonly string[]>;
}

/** Texts by key; the part of VS Code's SecretStorage that matters here. */
export interface TextStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, text: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  keys(): PromiseLike<readonly string[]>;
}

/** Who is pushing which upload, among the windows of this machine. */
export interface Leases {
  /** Fires when any window of this machine may have taken or released one. */
  readonly onDidChange: Event<void>;
  /** Takes the lease and keeps it alive until it is released; `undefined` while anybody has it. */
  take(id: string): Promise<Lease | undefined>;
  /** Ids that other windows hold now. */
  heldByOthers(): Promise<ReadonlySet<string>>;
  /** Clears away what windows have left that were killed, of uploads that have ended. */
  clear(hasEnded: (id: string) => boolean): Promise<void>;
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

/** The journal as running uploads use it. */
export interface UploadJournal {
  readonly entries: readonly JournalEntry[];
  readonly onDidChange: Event<void>;
  get(id: string): JournalEntry | undefined;
  /** @param how `progress`: only how far it is has changed. */
  save(record: UploadRecord, how?: { readonly progress?: boolean }): Promise<void>;
  /** @param saved called with the id of each that is written. */
  saveAll(records: readonly UploadRecord[], saved?: (id: string) => void): Promise<void>;
  remove(id: string): Promise<void>;
  url(id: string): Promise<UploadUrl | undefined>;
  /** Uploads of which nothing but the URL is left. */
  strayUrls(): Promise<readonly string[]>;
  saveUrl(id: string, url: UploadUrl): Promise<void>;
  removeUrl(id: string): Promise<void>;
  take(id: string): Promise<Lease | undefined>;
}
