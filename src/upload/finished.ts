import type { Clock } from '../base/clock.ts';
import type { Event } from '../base/event.ts';
import { Emitter } from '../base/event.ts';
import type { DriveItem } from '../graph/driveItem.ts';
import type { JournalEntry } from './journal/ports.ts';
import type { RecordPlace, UploadRecord } from './journal/record.ts';
import type { Destination, Verification } from './model.ts';
import { targetOf } from './task.ts';

/** A local file, as it was when it was sent, and the item that it has become. */
export interface StoredFile {
  readonly uri: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970; 0 when unknown. */
  readonly mtime: number;
  readonly item: DriveItem;
  readonly verified: Verification;
  readonly destination: Destination;
  readonly place: RecordPlace;
}

/** An upload that has ended in success, as it is shown. */
export type FinishedUpload = FinishedFile | FinishedFolder;

export interface FinishedFile extends StoredFile {
  readonly kind: 'file';
  /** The same for every upload to this item; never that of a pending upload. */
  readonly id: string;
  /** Of the item. */
  readonly name: string;
  /** Wall clock, milliseconds since 1970. */
  readonly at: number;
}

/** All files of a folder upload. */
export interface FinishedFolder extends Pick<FinishedFile, 'id' | 'name' | 'at' | 'uri' | 'destination' | 'place'> {
  readonly kind: 'folder';
  /** Id of the upload, which is still pending as long as files of it are. */
  readonly upload: string;
  /** Files in OneDrive; 0 when only folders were made. */
  readonly files: number;
  /** Bytes of these files. */
  readonly size: number;
}

/** Older ones are forgotten. */
const mostShown = 100;

/** The uploads of this window that have ended in success, newest first; in memory only. */
export class FinishedUploads {
  readonly #clock: Clock;
  readonly #changed = new Emitter<void>();
  readonly #stored = new Emitter<StoredFile>();
  #uploads: readonly FinishedUpload[] = [];

  readonly onDidChange: Event<void> = this.#changed.event;
  /** Fires for every file that is in OneDrive now, also for those of folders. */
  readonly onDidStore: Event<StoredFile> = this.#stored.event;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Every change makes a new list. */
  get uploads(): readonly FinishedUpload[] {
    return this.#uploads;
  }

  /**
   * Takes note of a file. One of a folder counts with its folder: at once when it went by itself, else at the folder's end.
   * @param folder the pending upload of the folder that the file belongs to.
   */
  addFile(file: StoredFile, folder?: JournalEntry): void {
    if (!folder) {
      const { driveId, id, name } = file.item;
      this.#add({ ...file, kind: 'file', id: `finished:${driveId}/${id}`, name, at: this.#clock.now() });
    } else if (folder.where !== 'thisWindow') {
      const { record } = folder;
      const before = this.#uploads.find((each) => each.kind === 'folder' && each.upload === record.id);
      const files = before?.kind === 'folder' ? before.files : 0;
      this.addFolder(record, files + 1, (before?.size ?? 0) + file.size);
    }
    this.#stored.fire(file);
  }

  /** Takes note of a folder. @param files that are in OneDrive now. @param size bytes of these files. */
  addFolder(record: UploadRecord, files: number, size: number): void {
    const { uri, name, destination, place } = record;
    const id = `finished:${targetOf(record)}`;
    const at = this.#clock.now();
    this.#add({ kind: 'folder', id, upload: record.id, uri, name, destination, place, files, size, at });
  }

  clear(): void {
    this.clearUnless(() => false);
  }

  /** Clears those away for which this does not hold. */
  clearUnless(stays: (upload: FinishedUpload) => boolean): void {
    const left = this.#uploads.filter(stays);
    if (left.length < this.#uploads.length) {
      this.#uploads = left;
      this.#changed.fire();
    }
  }

  dispose(): void {
    this.#changed.dispose();
    this.#stored.dispose();
  }

  #add(upload: FinishedUpload): void {
    const others = this.#uploads.filter(({ id }) => id !== upload.id);
    this.#uploads = [upload, ...others].slice(0, mostShown);
    this.#changed.fire();
  }
}
