import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { GraphClient } from '../graph/client.ts';
import type { DriveType } from '../graph/driveItem.ts';
import type { OperationStatus } from '../graph/workbook/operation.ts';
import type { WorkbookRef, WorkbookSession } from '../graph/workbook/session.ts';

/** A file in OneDrive that is or can be opened as a workbook. */
export interface WorkbookFile extends WorkbookRef {
  readonly name: string;
  readonly driveType?: DriveType;
}

/** Who opened a workbook, and where. */
export interface WorkbookPlace {
  /** Origin of the Graph service. */
  readonly graph: string;
  /** The account in use then, by any id that stays the same. */
  readonly account?: string;
}

/** A file, and how it was opened. */
export interface OpenedFile {
  readonly id: string;
  readonly file: WorkbookFile;
  /** Persistent: what is changed is saved. Otherwise it is a scratch copy. */
  readonly persistChanges: boolean;
  /** The folder under which what is in it is found; no other open workbook has it, nor the same in other letters' case. */
  readonly folder: string;
  readonly place: WorkbookPlace;
  /** When it was put on the list: milliseconds since 1970. */
  readonly openedAt: number;
}

/** What is left of an open workbook after a reload. */
export interface EarlierSession {
  readonly session?: WorkbookSession;
  /** Whether something was changed in it. */
  readonly changed: boolean;
}

/**
 * `opening`: for the first time; `operation` once the service made an operation of it. `expired`: its session has ended, or
 * should have; a request makes a new one, but not when `changesLost`: then changes of a scratch session ended with it, which
 * somebody has to be told first. `failed`: it cannot go on until somebody opens it again.
 */
export type WorkbookState =
  | { readonly kind: 'opening' | 'reopening'; readonly operation?: OperationStatus }
  | { readonly kind: 'open' | 'closing' | 'closed' }
  | { readonly kind: 'expired'; readonly changesLost: boolean }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface WorkbookServices {
  /** The way to Graph for whoever is signed in now. */
  readonly client: () => GraphClient;
  /** The account in use now, as in {@link WorkbookPlace}. */
  readonly account: () => string | undefined;
  readonly clock: Clock;
  readonly random: Pick<Random, 'id'>;
  readonly log: Logger;
}
