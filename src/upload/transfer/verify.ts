import type { DriveItem } from '../../graph/driveItem.ts';
import { getItem } from '../../graph/drives.ts';
import { UploadError } from '../errors.ts';
import type { UploadJob } from './job.ts';
import type { Verification } from '../model.ts';
import { mayBeRewritten } from './rewriting.ts';

export interface Stored {
  readonly item: DriveItem;
  readonly verified: Verification;
}

/**
 * Compares what the service stored with what was sent.
 * @param byHash whether a different hash counts; a different size always does.
 * @throws {UploadError} `contentMismatch`.
 */
export async function verifyStored(
  answered: DriveItem,
  job: UploadJob,
  byHash: boolean,
  signal: AbortSignal,
): Promise<Stored> {
  const item = await completed(answered, job, signal);
  const { size, quickXorHash: hash = '' } = job.content;
  const sameSize = item.size === size;
  if (sameSize && item.quickXorHash === hash) {
    return { item, verified: 'hash' };
  }
  if (sameSize && (item.quickXorHash === undefined || !byHash)) {
    return { item, verified: 'size' };
  }
  if (mayBeRewritten(item.name, job.destination.driveType)) {
    return { item, verified: 'rewritten' };
  }
  throw new UploadError('contentMismatch', { item, size, quickXorHash: hash });
}

/** The answer to the last byte may be short of properties; the item itself has them. */
async function completed(item: DriveItem, job: UploadJob, signal: AbortSignal): Promise<DriveItem> {
  const lacksHash = item.quickXorHash === undefined && item.size > 0;
  if (item.eTag !== '' && item.webUrl !== '' && !lacksHash) {
    return item;
  }
  try {
    return await getItem(job.client, item.driveId, item.id, signal);
  } catch (error) {
    // It is stored; that less is known about it must not make the upload fail.
    job.log.warn(`the stored item could not be read: ${String(error)}`);
    return item;
  }
}
