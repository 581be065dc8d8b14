import type { DriveFolder } from '../graph/driveItem.ts';
import type { StreamBody } from '../graph/transport.ts';
import type { UploadResult } from './model.ts';

/** What a file was when somebody looked: a change of any of these means different content. */
export interface FileStat {
  readonly size: number;
  /** Modification time in milliseconds since 1970. */
  readonly mtime: number;
}

/** An opened local file. Whoever opens it closes it. */
export interface OpenFile {
  readonly stat: FileStat;
  /** A body over the bytes `[start, end)`; `onBytes` sees every byte in order as it is handed out. */
  body(start: number, end: number, onBytes?: (bytes: Uint8Array, offset: number) => void): StreamBody;
  /** The file as it is now, found again by its name. @throws {SourceError} when it is gone or cannot be read. */
  restat(): Promise<FileStat>;
  close(): Promise<void>;
}

/** A local file that can be uploaded, wherever its bytes live. */
export interface FileSource {
  /** Name for messages and for the driveItem. */
  readonly name: string;
  /** Size and time without opening it: what the checks before an upload need. @throws {SourceError} */
  stat(): Promise<FileStat>;
  /** @throws {SourceError} */
  open(signal: AbortSignal): Promise<OpenFile>;
}

/** `isFolder`: the path names a directory. `tooLargeToHold`: a virtual file that would have to fit in memory. */
export type SourceFailure = 'missing' | 'unreadable' | 'isFolder' | 'changed' | 'tooLargeToHold';

/** The local file could not be used. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly failure: SourceFailure;

  constructor(failure: SourceFailure, options?: ErrorOptions) {
    super(`local file: ${failure}`, options);
    this.failure = failure;
  }
}

/** What is left out of an upload of a folder. */
export interface TreeRules {
  /** Whether what `.gitignore` and `exclude` name is left out, and git's own folder with it. */
  readonly respectIgnore: boolean;
  /** Values of the setting `files.exclude`: globs, and whether or when they count. */
  readonly exclude: Readonly<Record<string, unknown>>;
  /** URI of the workspace folder, to which the globs refer. */
  readonly top?: string;
}

/** Why something of a folder is not uploaded although nothing is wrong with it. */
export type LeftOutReason =
  /** A socket, a pipe, a device. */
  | 'special'
  /** A link to a folder that it is itself in. */
  | 'linkLoop'
  /** A link to a folder that is uploaded at another place. */
  | 'linkedTwice'
  /** A link to a folder, where links cannot be told from loops. */
  | 'linkedFolder';

/** Something below a folder: `path` has the names from there on, and none for the folder itself. */
export type TreeEntry = { readonly path: readonly string[]; readonly uri: string } & (
  | { readonly kind: 'folder' }
  | { readonly kind: 'file'; readonly source: FileSource; readonly stat: FileStat }
  | { readonly kind: 'leftOut'; readonly reason: LeftOutReason }
  /** A file that cannot be read, or a folder, which was given before, that cannot be listed. */
  | { readonly kind: 'problem'; readonly error: unknown }
);

/** The folders and files of this computer, wherever VS Code shows them. */
export interface LocalTree {
  /** Whether a walk costs so little that one more for the number of files is worth it. */
  readonly cheap: boolean;
  /**
   * Everything below a folder in an order that is the same each time: a folder, its files, then its folders with all
   * that is in them. Holds no more than the names of the folders on the way.
   */
  walk(root: string, rules: TreeRules, signal: AbortSignal): AsyncIterable<TreeEntry>;
}

/** Why a file was not sent: not asked of the tree, or by the user's rule for files that are there, or not needed. */
export type SkipReason = LeftOutReason | 'conflict' | 'identical';

/** A file of a folder that needs nothing more. */
export interface FinishedFile {
  /** What the file was then. */
  readonly stat: FileStat;
  readonly result: Extract<UploadResult, { readonly status: 'uploaded' | 'skipped' | 'awaitingCommit' }>;
  readonly reason?: SkipReason;
}

/**
 * What is finished of the upload of one folder, so that it goes on after a crash without asking anybody about that. What
 * was added lately may be lost with the process. Paths are those of {@link TreeEntry}.
 */
export interface FinishedLog {
  /** As an earlier run left it. */
  file(path: readonly string[]): Promise<FinishedFile | undefined>;
  /** The folder in OneDrive, as an earlier run left it. */
  folder(path: readonly string[]): Promise<DriveFolder | undefined>;
  addFile(path: readonly string[], file: FinishedFile): void;
  addFolder(path: readonly string[], folder: DriveFolder): void;
  /** Resolves when everything is on disk and nothing is open. */
  close(): Promise<void>;
}

/** The logs of all folder uploads, by the ids of their records. */
export interface FinishedLogs {
  open(id: string): Promise<FinishedLog>;
  remove(id: string): Promise<void>;
}
