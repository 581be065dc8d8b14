import type { QuickXorHashState } from '../../graph/quickXorHash.ts';
import type { ConflictBehavior, Destination } from '../model.ts';

/**
 * What is kept of an upload until it has ended: enough to go on after a crash, on this machine, with the same file and
 * the same account. It holds no secret: the upload URL is kept apart. One JSON object, in a file beside the others of
 * this machine and in the list that all windows share.
 */
export interface UploadRecord {
  readonly version: 1;
  /** Random letters, digits, `-` and `_`; never used again. */
  readonly id: string;
  /** `folder`: an upload of many files, which are found again by walking through `uri`. */
  readonly kind: 'file' | 'folder';
  /** Id of the folder upload that this file belongs to. */
  readonly parent?: string;
  /** The local file or folder. */
  readonly uri: string;
  /** Of the driveItem. */
  readonly name: string;
  /** Bytes of the local file when the upload began; of a folder: all of its files, as far as they were counted. */
  readonly size: number;
  /** Modification time of the local file when the upload began, milliseconds since 1970; 0 for a folder. */
  readonly mtime: number;
  readonly destination: Destination;
  readonly place: RecordPlace;
  readonly rules: UploadRules;
  /** When the user asked for it: the order of the list. Wall clock, milliseconds since 1970. */
  readonly createdAt: number;
  /** When the upload began, by the service's clock, for finding a stored item: milliseconds since 1970; 0 before. */
  readonly startedAt: number;
  readonly state: RecordState;
  /** The upload session, as long as the service may have one. */
  readonly session?: SessionMark;
  /** Files of a folder upload. */
  readonly files?: FileCounts;
  /** What the user was about to replace, as it was then. */
  readonly replaces?: { readonly itemId: string; readonly cTag?: string };
  /** Wall clock of the last change, milliseconds since 1970. */
  readonly updatedAt: number;
}

/** Where and as whom the upload was begun: elsewhere it cannot go on. */
export interface RecordPlace {
  /** Origin of the Graph service. */
  readonly graph: string;
  /** Id of the account's own drive, which tells accounts apart, and its owner for display. */
  readonly account: { readonly id: string; readonly name?: string };
  /** Random id that the machine (or container) gave itself, and its name for display. */
  readonly machine: { readonly id: string; readonly name: string };
}

/** What the user decided about the upload. */
export interface UploadRules {
  /** What the service is told to do when the name is taken. */
  readonly conflictBehavior: 'fail' | 'replace' | 'rename';
  /** What the user wants to happen to a file that appears meanwhile. */
  readonly conflict: 'ask' | ConflictBehavior;
  /** Whether a stored file with another hash is an error. */
  readonly verify: boolean;
  /** Whether the file stays invisible until the user publishes it. */
  readonly deferCommit: boolean;
  /** Folder uploads: whether what `.gitignore` and `files.exclude` name is left out. */
  readonly respectIgnore?: boolean;
}

/** How far an upload session is. Written before the bytes that it speaks of are sent. */
export interface SessionMark {
  /** When the session was made, by the service's clock, milliseconds since 1970. */
  readonly createdAt: number;
  /** When the service says it will forget it: a hint. */
  readonly expires?: number;
  /** Bytes that the server confirmed. */
  readonly accepted: number;
  /** The local bytes that were sent or are about to be: all before `proof.length`. */
  readonly proof: QuickXorHashState;
}

export interface FileCounts {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
}

/** Where a pending upload stands. What another window or machine makes of it is not said here. */
export type RecordState =
  | { readonly kind: 'queued' | 'running' | 'paused' | 'interrupted' | 'awaitingCommit' | 'expired' | 'discarding' }
  /**
   * Goes on by itself, after `signIn` as soon as the user has signed in. `until`: wall clock, milliseconds since 1970.
   */
  | { readonly kind: 'waiting'; readonly reason: 'offline' | 'throttled' | 'signIn'; readonly until?: number }
  /** The user has to decide: all bytes are sent, but the name is taken, or the file there has changed. */
  | { readonly kind: 'conflict'; readonly reason: ConflictReason }
  /** The local file is not the one that was begun with. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'failed'; readonly error: RecordedError };

export type ConflictReason = 'nameTaken' | 'changedOnServer';

/** A failure in words that were made when it happened. */
export interface RecordedError {
  readonly code: string;
  /** What is wrong. */
  readonly reason: string;
  /** Reason and next step. */
  readonly message: string;
  readonly requestId?: string;
}
