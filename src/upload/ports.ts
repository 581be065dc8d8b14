import type { StreamBody } from '../graph/transport.ts';

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
