import type { DriveItem } from '../../graph/driveItem.ts';
import type { UploadUrl } from '../../graph/uploadUrl.ts';
import type { UploadError } from '../errors.ts';
import type { ConflictReason, SessionMark } from '../journal/record.ts';
import type { Destination, UploadProgress, Verification } from '../model.ts';
import type { FileSource, FileStat } from '../ports.ts';

/** Runs what sends bytes as soon as there is a place for it. What leads up to it is done before, while others send. */
export type InTurn = <T>(send: () => Promise<T>) => Promise<T>;

/** One file on its way, begun now or earlier. */
export interface TransferRequest {
  readonly source: FileSource;
  readonly destination: Destination;
  readonly name: string;
  readonly conflictBehavior: 'fail' | 'replace' | 'rename';
  /** Whether a stored file with another hash is an error. */
  readonly verify: boolean;
  /** Whether the file stays invisible until it is published by a commit. */
  readonly deferCommit: boolean;
  /** What the item was that is to be replaced: checked before the first and before the last byte. */
  readonly replaces?: { readonly itemId: string; readonly cTag?: string };
  /** Of an upload that was begun earlier. */
  readonly earlier?: EarlierTransfer;
  /**
   * Ends what is known of an older upload session for the same target. Asked before one is made on drives that take only
   * one, and once more when the service says that there is one. @returns whether there was one and it is gone.
   */
  readonly releaseTarget?: (signal: AbortSignal) => Promise<boolean>;
  /** Absent: the whole transfer has its place already. */
  readonly inTurn?: InTurn;
}

/** How a conflict is to end: with another rule for the same name, or with another name. */
export type ConflictChoice =
  { readonly behavior: 'replace' | 'rename' } | { readonly behavior: 'fail'; readonly name: string };

/** A file whose bytes were sent earlier and that is to become visible. */
export interface CommitRequest extends TransferRequest {
  /** What the user chose for a conflict; without it what the upload was begun with holds. */
  readonly choice?: ConflictChoice;
}

/** What was kept of an upload that was begun earlier. */
export interface EarlierTransfer {
  /** What the local file was then: any change means that nothing of it may be mixed with what was sent. */
  readonly stat: FileStat;
  /** By the service's clock, milliseconds since 1970. */
  readonly startedAt: number;
  /** Its upload session, when the service may still have it. */
  readonly session?: { readonly url: UploadUrl; readonly mark: SessionMark };
}

/** Keeps what is needed to go on after a crash. A rejection stops the upload before anything more is sent. */
export interface SessionKeeper {
  /** A session was made, the first or one in place of a lost one. Durable before it resolves: then the bytes follow. */
  opened(url: UploadUrl, mark: SessionMark): Promise<void>;
  /** The next fragment is about to be sent, or all were: `mark` already covers it. */
  sending(mark: SessionMark): Promise<void>;
  /** The service has no session of this upload any more. */
  closed(): Promise<void>;
}

/** Why nothing is sent for a while although the upload goes on by itself. */
export interface TransferWait {
  readonly reason: 'offline' | 'throttled' | 'signIn';
  /** Wall clock, milliseconds since 1970, when it is known. */
  readonly until?: number;
}

/** Tells how a transfer goes. Called often; whoever shows it slows it down. */
export interface TransferReporter {
  /** By the service's clock; once, before anything is sent, which waits for it. */
  started(at: number, stat: FileStat): Promise<void> | void;
  progress(progress: UploadProgress): void;
  /** `undefined`: the wait is over. */
  waiting(wait: TransferWait | undefined): void;
  /** Bytes of the local file that were compared with what was sent earlier. */
  checking(checked: number, toCheck: number): void;
}

/** How large requests with content are. Shared by all transfers, since they share the line. */
export interface FragmentSizer {
  /** Files of up to so many bytes go in one request, without an upload session. */
  readonly simpleUpTo: number;
  /** Bytes of the next fragment to this host: a legal size. */
  size(host: string): number;
  /** A fragment was taken. `ms` from its first byte to the answer. */
  sent(host: string, bytes: number, ms: number): void;
  /** A fragment of this size was lost or refused for its time. */
  failed(host: string, bytes: number): void;
}

export type TransferResult =
  | { readonly status: 'uploaded'; readonly item: DriveItem; readonly verified: Verification }
  /** All bytes are there; the user publishes the file with a commit. */
  | { readonly status: 'awaitingCommit' }
  /** All bytes are there, in the session, but the file cannot become visible before the user decides. */
  | { readonly status: 'conflict'; readonly reason: ConflictReason; readonly error: UploadError }
  /** Aborted. The session is kept. */
  | { readonly status: 'stopped' }
  /** Whether a session is left is what {@link SessionKeeper} was told. */
  | { readonly status: 'failed'; readonly error: unknown };

/**
 * What a commit came to. `resend`: the service wants bytes. When it only takes the other name or rule with all bytes
 * again its session is gone; when it lost some bytes the session is kept, and a transfer sends what is missing.
 */
export type CommitResult = TransferResult | { readonly status: 'resend' };
