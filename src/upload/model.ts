import type { DriveFolder, DriveItem } from '../graph/driveItem.ts';

/** The folder that receives uploads. */
export type Destination = DriveFolder;

/** What happens when the name is taken. `skip` never reaches the service. */
export type ConflictBehavior = 'fail' | 'replace' | 'rename' | 'skip';

/** How it was proved that the stored bytes are the local ones. `rewritten`: the service changed the file after storing it. */
export type Verification = 'hash' | 'size' | 'rewritten';

/** Bytes of one upload. `sent` includes the fragment under way; `accepted` is what the server confirmed. */
export interface UploadProgress {
  readonly size: number;
  readonly sent: number;
  readonly accepted: number;
}

/** What the upload of one file came to. Paused and cancelled are not failures. */
export type UploadResult =
  | { readonly status: 'uploaded'; readonly item: DriveItem; readonly verified: Verification }
  /** Everything is on the server; the user decides when the file becomes visible. */
  | { readonly status: 'awaitingCommit' }
  | { readonly status: 'skipped' }
  /** Stopped, with what was sent being kept. */
  | { readonly status: 'paused' }
  | { readonly status: 'cancelled' }
  /** `conflict`: everything is sent, and the user decides what becomes of it. */
  | { readonly status: 'failed'; readonly error: unknown; readonly conflict?: true };
