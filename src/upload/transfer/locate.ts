import type { DriveItem } from '../../graph/driveItem.ts';
import { findChild, listChildren } from '../../graph/drives.ts';
import type { RetryBudget } from '../../graph/retry.ts';
import type { UploadJob } from './job.ts';
import { lookUp } from './lookUp.ts';
import { mayBeRewritten } from './rewriting.ts';

/** Times of the service come in whole seconds. */
const clockGrainMs = 2000;
/** How much larger or smaller a file may be after the service wrote its properties into it: they take kilobytes. */
const mostRewrittenBytes = 64 * 1024;

/**
 * The item that this upload stored although the answer was lost. `undefined` when there is none, when the hash of all
 * bytes is not known, because then the service cannot have them, and when in doubt: then the file is sent once more,
 * and the service replaces, refuses or keeps both, but nothing is reported as stored that is not.
 *
 * The proof is the content: size and hash under the name. A file that the service rewrites has another hash; it is taken
 * for ours only if it has exactly the name, did not exist before this upload and is about as large. Whether an older
 * item was replaced by us or by somebody else cannot be told.
 */
export async function locateStored(job: UploadJob, signal: AbortSignal): Promise<DriveItem | undefined> {
  if (job.content.quickXorHash === undefined) {
    return undefined;
  }
  if (job.conflictBehavior === 'rename') {
    return locateRenamed(job, signal);
  }
  const { client, destination, name } = job;
  const item = await lookUp(job, (retries) => findChild(client, destination, name, signal, retries), signal);
  return item !== undefined && isOurs(item, job) ? item : undefined;
}

/**
 * The same after a request whose answer was lost. When the service cannot be reached for this either, the request failed
 * because of that: it does not count.
 * @param budget of the request.
 */
export async function locateAfterLoss(
  job: UploadJob,
  budget: RetryBudget,
  signal: AbortSignal,
): Promise<DriveItem | undefined> {
  const waits = job.patience.offlineWaits;
  const item = await locateStored(job, signal);
  if (job.patience.offlineWaits > waits) {
    budget.refill();
  }
  return item;
}

/** The service chose a free name: an item that is as new as this upload, with the name or one made from it. */
async function locateRenamed(job: UploadJob, signal: AbortSignal): Promise<DriveItem | undefined> {
  const { client, destination } = job;
  let nextLink: string | undefined;
  do {
    const from = nextLink === undefined ? {} : { nextLink };
    const page = await lookUp(job, () => listChildren(client, destination, from, signal), signal);
    const found = page.items.find(
      (item) => isDerived(item.name, job.name) && isNew(item.created, job) && isOurs(item, job),
    );
    if (found !== undefined) {
      return found;
    }
    nextLink = page.nextLink;
  } while (nextLink !== undefined);
  return undefined;
}

/** Whether the service makes `name` from `wanted` when that is taken: `a.txt`, then `a 1.txt`, `a 2.txt`. */
function isDerived(name: string, wanted: string): boolean {
  const dot = wanted.lastIndexOf('.');
  const end = dot > 0 ? dot : wanted.length;
  const base = wanted.slice(0, end).toLowerCase();
  const extension = wanted.slice(end).toLowerCase();
  const lower = name.toLowerCase();
  if (!lower.startsWith(base) || !lower.endsWith(extension)) {
    return false;
  }
  return /^(?: [1-9]\d*)?$/u.test(lower.slice(base.length, lower.length - extension.length));
}

function isOurs(item: DriveItem, job: UploadJob): boolean {
  if (item.kind !== 'file') {
    return false;
  }
  const { size, quickXorHash } = job.content;
  if (item.size === size && (item.quickXorHash === quickXorHash || (item.quickXorHash === undefined && size === 0))) {
    return true;
  }
  return (
    mayBeRewritten(item.name, job.destination.driveType) &&
    item.name.toLowerCase() === job.name.toLowerCase() &&
    isNew(item.created, job) &&
    Math.abs(item.size - size) <= mostRewrittenBytes
  );
}

function isNew(time: number | undefined, job: UploadJob): boolean {
  return time !== undefined && time >= job.startedAt - clockGrainMs;
}
