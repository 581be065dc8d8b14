import type { DriveItem } from '../../graph/driveItem.ts';
import { findChild } from '../../graph/drives.ts';
import { UploadError } from '../errors.ts';
import type { UploadJob } from './job.ts';
import { lookUp } from './lookUp.ts';
import type { Conflict } from './refusal.ts';

/**
 * Looks whether the item that is to be replaced is still the one that the user saw. Nothing is lost when it is gone.
 * The content counts, not the eTag, which moves when nobody did anything (OneDrive/onedrive-api-docs#1716).
 */
export async function changedTarget(job: UploadJob, signal: AbortSignal): Promise<Conflict | undefined> {
  const { name, replaces } = job;
  const item = replaces && (await itemThere(job, signal));
  if (replaces === undefined || item === undefined) {
    return undefined;
  }
  const sameContent = item.cTag === undefined || replaces.cTag === undefined || item.cTag === replaces.cTag;
  if (item.id === replaces.itemId && sameContent) {
    return undefined;
  }
  return { status: 'conflict', reason: 'changedOnServer', error: new UploadError('changedOnServer', { name }) };
}

/**
 * Personal drives cannot replace a file by one that is published later, neither way (OneDrive/onedrive-api-docs#1616).
 * @throws {UploadError} `deferredReplace`.
 */
export async function refuseDeferredReplace(job: UploadJob, signal: AbortSignal): Promise<void> {
  const { conflictBehavior, deferCommit, destination, name } = job;
  if (!deferCommit || destination.driveType !== 'personal' || conflictBehavior !== 'replace') {
    return;
  }
  if ((await itemThere(job, signal)) !== undefined) {
    throw new UploadError('deferredReplace', { name });
  }
}

function itemThere(job: UploadJob, signal: AbortSignal): Promise<DriveItem | undefined> {
  const { client, destination, name } = job;
  return lookUp(job, (retries) => findChild(client, destination, name, signal, retries), signal);
}
