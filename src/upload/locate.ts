import type { DriveItem } from '../graph/driveItem.ts';
import { findChild, listChildren } from '../graph/drives.ts';
import { longRetries } from '../graph/retry.ts';
import type { UploadJob } from './job.ts';
import { mayBeRewritten } from './rewriting.ts';

/** Times of the service come in whole seconds. */
const clockGrainMs = 2000;

/**
 * The item that this upload stored although the answer was lost: same content under the name. `undefined` when there
 * is none; also when not every byte was handed out, because then the service cannot have it.
 */
export async function locateStored(job: UploadJob, signal: AbortSignal): Promise<DriveItem | undefined> {
  if (job.content.quickXorHash === undefined) {
    return undefined;
  }
  if (job.conflictBehavior === 'rename') {
    return locateRenamed(job, signal);
  }
  const item = await findChild(job.client, job.destination, job.name, signal, longRetries);
  return item !== undefined && isOurs(item, job) ? item : undefined;
}

/** The service chose a free name: an item that is as new as this upload, with the name or one made from it. */
async function locateRenamed(job: UploadJob, signal: AbortSignal): Promise<DriveItem | undefined> {
  const dot = job.name.lastIndexOf('.');
  const base = (dot > 0 ? job.name.slice(0, dot) : job.name).toLowerCase();
  const extension = dot > 0 ? job.name.slice(dot).toLowerCase() : '';
  const isDerived = (name: string): boolean => name.startsWith(base) && name.endsWith(extension);
  let nextLink: string | undefined;
  do {
    const page = await listChildren(job.client, job.destination, nextLink === undefined ? {} : { nextLink }, signal);
    const found = page.items.find(
      (item) => isDerived(item.name.toLowerCase()) && isNew(item.created, job) && isOurs(item, job),
    );
    if (found !== undefined) {
      return found;
    }
    nextLink = page.nextLink;
  } while (nextLink !== undefined);
  return undefined;
}

function isOurs(item: DriveItem, job: UploadJob): boolean {
  if (item.kind !== 'file') {
    return false;
  }
  if (mayBeRewritten(item.name, job.destination.driveType) && isNew(item.lastModified, job)) {
    return true;
  }
  const { size, quickXorHash } = job.content;
  return item.size === size && (item.quickXorHash === quickXorHash || (item.quickXorHash === undefined && size === 0));
}

function isNew(time: number | undefined, job: UploadJob): boolean {
  return time !== undefined && time >= job.startedAt - clockGrainMs;
}
