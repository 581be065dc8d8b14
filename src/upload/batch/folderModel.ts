import type { Logger } from '../../base/log.ts';
import type { Destination } from '../model.ts';
import type { FinishedLog, LocalTree, TreeRules } from '../ports.ts';
import type { FolderCounts } from './folderCounts.ts';
import type { FilePorts, FileRequest, Outcome } from './folderFiles.ts';
import type { RemoteServices } from './folderRemote.ts';

export interface FolderRequest extends FileRequest {
  readonly uri: string;
  /** Of the folder in OneDrive. */
  readonly name: string;
  readonly destination: Destination;
  readonly tree: TreeRules;
}

export interface FolderPorts extends FilePorts, RemoteServices {
  readonly tree: LocalTree;
  /** Of this upload; closed at its end. */
  readonly finished: FinishedLog;
  readonly log: Logger;
  /** How many files may be sent at once; about three times as many are asked for. */
  parallel(): number;
}

/** What became of a file, or of a folder that has none. */
export interface FolderOutcome extends Outcome {
  readonly uri: string;
}

export interface FolderListener {
  /** Called often; whoever shows it slows it down. */
  counts(counts: FolderCounts): void;
  outcome(outcome: FolderOutcome): void;
}

/**
 * `finished`: all that could be done is done. `stopped`: aborted. `gaveUp`: the user closed a question. `failed`: nothing
 * can go on, be it for the sign-in or the line. Whatever it is, a later run goes on where this one ended.
 */
export type FolderResult = { readonly counts: FolderCounts } & (
  { readonly status: 'finished' | 'stopped' | 'gaveUp' } | { readonly status: 'failed'; readonly error: unknown }
);
