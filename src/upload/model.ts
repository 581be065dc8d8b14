import type { DriveFolder, DriveItem } from '../graph/driveItem.ts';

export type { DriveType } from '../graph/driveItem.ts';

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

/** What the upload of one file came to. Cancelled is not a failure. */
export type UploadResult =
  | { readonly status: 'uploaded'; readonly item: DriveItem; readonly verified: Verification }
  | { readonly status: 'skipped' }
  | { readonly status: 'cancelled' }
  | { readonly status: 'failed'; readonly error: unknown };
