import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { UploadUrl } from '../../graph/uploadUrl.ts';
import type { UploadJournal } from '../journal/ports.ts';
import type { RecordedError, RecordPlace, UploadRules } from '../journal/record.ts';
import type { FinishedUploads } from '../finished.ts';
import type { RemoteServices } from '../batch/folderRemote.ts';
import type { AskConflict } from '../batch/planBatch.ts';
import type { Destination, UploadProgress, UploadResult } from '../model.ts';
import type { FileSource, FinishedLogs, LocalTree, TreeRules } from '../ports.ts';
import type {
  CommitRequest,
  CommitResult,
  SessionKeeper,
  TransferReporter,
  TransferRequest,
  TransferResult,
  TransferWait,
} from '../transfer/transfer.ts';

/** One file over the wire. */
export interface Transfers {
  /** Larger files take an upload session, in bytes. */
  readonly simpleUpTo: number;
  send(
    request: TransferRequest,
    keeper: SessionKeeper,
    reporter: TransferReporter,
    signal: AbortSignal,
  ): Promise<TransferResult>;
  /** Publishes what is all there, or gives it the name or the rule that the user chose for a conflict. */
  commit(
    request: CommitRequest,
    keeper: SessionKeeper,
    reporter: TransferReporter,
    signal: AbortSignal,
  ): Promise<CommitResult>;
  /** @returns whether the service has nothing of the session any more; else it is to be tried again later. */
  discard(url: UploadUrl): Promise<boolean>;
}

/** What uploads of folders need beside that. */
export interface FolderServices {
  readonly logs: FinishedLogs;
  treeOf(uri: string): LocalTree;
  rulesFor(uri: string, rules: UploadRules): TreeRules;
  /** Whatever asks OneDrive, as it is now. */
  remote(): RemoteServices;
  /** Bytes that the drive still takes; `undefined` when the service does not tell. */
  quotaRemaining(destination: Destination, signal: AbortSignal): Promise<number | undefined>;
}

/** What running uploads need of the rest. */
export interface UploadPorts {
  readonly journal: UploadJournal;
  readonly transfers: Transfers;
  readonly folders: FolderServices;
  /** Told of everything that has ended in success. */
  readonly finished: Pick<FinishedUploads, 'addFile' | 'addFolder'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** A new random id. */
  newId(): string;
  sourceOf(uri: string): FileSource;
  /** Service, account and machine as they are now. @throws SignInRequiredError and what the Graph client throws. */
  place(signal: AbortSignal): Promise<RecordPlace>;
  describe(error: unknown): RecordedError;
  /** Asks the user what happens to a file that is already there. */
  readonly ask: AskConflict;
  /** How many files may be sent at once. */
  parallel(): number;
}

/** Told how a running upload goes. */
export interface RunWatch {
  onProgress?(progress: UploadProgress): void;
  /** @param wait why nothing is sent at the moment; `undefined`: it goes on. */
  onWait?(wait: TransferWait | undefined): void;
  /** What became of a file of a folder upload. */
  onFile?(file: FolderFile): void;
  /** Files of a folder upload: those found so far, and those that have ended. */
  onCount?(total: number, ended: number): void;
}

/** One file of a folder upload that has ended. */
export interface FolderFile {
  readonly uri: string;
  readonly name: string;
  readonly destination: Destination;
  readonly result: UploadResult;
}
