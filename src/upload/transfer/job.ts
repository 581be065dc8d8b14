import type { Random } from '../../base/random.ts';
import type { GraphClient } from '../../graph/client.ts';
import type { ExchangeServices } from '../../graph/exchange.ts';
import type { NameConflict } from '../../graph/uploadSession.ts';
import type { Destination } from '../model.ts';
import type { LocalContent } from './localContent.ts';
import type { Patience, UserWait } from './patience.ts';
import type { FragmentSizer, InTurn, SessionKeeper, TransferRequest } from './transfer.ts';

/** What every upload needs of the rest. */
export interface UploadServices extends ExchangeServices {
  readonly client: GraphClient;
  readonly random: Random;
  /** Whether requests wait for the user to sign in; absent: they never do. */
  readonly userWait?: UserWait;
}

/** What all steps towards one item work on. */
export interface UploadJob extends UploadServices {
  readonly destination: Destination;
  readonly name: string;
  readonly conflictBehavior: NameConflict;
  readonly deferCommit: boolean;
  readonly replaces?: TransferRequest['replaces'];
  /** What is or was sent; the hash, base64, once it is known of every byte. */
  readonly content: { readonly size: number; readonly mtime: number; readonly quickXorHash: string | undefined };
  /** By the service's clock: what was made before is not ours. Milliseconds since 1970. */
  readonly startedAt: number;
  readonly patience: Patience;
}

/** A job that sends bytes. */
export interface TransferJob extends UploadJob {
  readonly content: LocalContent;
  readonly keeper: SessionKeeper;
  readonly fragments: FragmentSizer;
  /** See {@link TransferRequest.releaseTarget}. */
  readonly releaseTarget?: TransferRequest['releaseTarget'];
  readonly inTurn: InTurn;
}
