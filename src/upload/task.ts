import type { RecordPlace, UploadRecord, UploadRules } from './journal/record.ts';
import type { Destination } from './model.ts';
import type { FileSource } from './ports.ts';

/** One file on its way to one folder: everything that is decided before its first byte is sent. */
export interface UploadTask extends UploadRules {
  readonly uri: string;
  readonly source: FileSource;
  readonly destination: Destination;
  readonly name: string;
  /** Bytes, as far as known before the file is opened. */
  readonly size: number;
  /** Milliseconds since 1970; 0 when unknown. */
  readonly mtime: number;
  readonly replaces?: UploadRecord['replaces'];
}

/** A folder with everything in it, on its way into another one. */
export interface FolderTask extends UploadRules {
  readonly uri: string;
  readonly destination: Destination;
  readonly name: string;
}

/** What is kept of an upload that has not begun. */
export function recordOf(
  task: UploadTask | FolderTask,
  ids: { readonly id: string; readonly parent?: string },
  place: RecordPlace,
  now: number,
): UploadRecord {
  const { conflictBehavior, conflict, verify, deferCommit, respectIgnore } = task;
  const isFile = 'source' in task;
  return {
    version: 1,
    ...ids,
    kind: isFile ? 'file' : 'folder',
    uri: task.uri,
    name: task.name,
    size: isFile ? task.size : 0,
    mtime: isFile ? task.mtime : 0,
    destination: task.destination,
    place,
    rules: {
      conflictBehavior,
      conflict,
      verify,
      deferCommit,
      ...(respectIgnore !== undefined && { respectIgnore }),
    },
    createdAt: now,
    startedAt: 0,
    state: { kind: 'queued' },
    ...(isFile && task.replaces && { replaces: task.replaces }),
    updatedAt: now,
  };
}

/** Names are case-insensitive in OneDrive, ids are not. https://learn.microsoft.com/onedrive/developer/rest-api/concepts/case-sensitivity */
export function targetOf(task: { readonly destination: Destination; readonly name: string }): string {
  return `${task.destination.driveId}/${task.destination.itemId}/${task.name.toLowerCase()}`;
}
