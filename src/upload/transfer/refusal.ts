import { findChild } from '../../graph/drives.ts';
import { GraphError } from '../../graph/errors.ts';
import { childPath, longestPath, pathLength } from '../../graph/names.ts';
import { failureKind } from '../../graph/retry.ts';
import { UploadError } from '../errors.ts';
import type { UploadJob } from './job.ts';
import { lookUp } from './lookUp.ts';
import { largestFile } from './plan.ts';
import type { TransferResult } from './transfer.ts';

/**
 * What an answer of the service means for an upload. Decided by the few codes that are known to mean the same
 * everywhere, then by the status: other codes differ between drives and years. Errors of other kinds, and those of a service that is only busy, stay what they are.
 */
export async function refusalOf(error: unknown, job: UploadJob, signal: AbortSignal): Promise<unknown> {
  if (!(error instanceof GraphError) || failureKind(error) !== 'permanent') {
    return error;
  }
  if (error.status === 409) {
    return nameConflict(error, job, signal);
  }
  return plainRefusal(error, job);
}

const quotaCodes = ['quotaLimitReached', 'insufficientQuota'];
const malwareCodes = ['malwareDetected', 'virusSuspicious'];

/** Whether the answer has a code that tells more than its status, which then may be any. */
export function namesItsReason(error: GraphError): boolean {
  return [...quotaCodes, ...malwareCodes, 'pathIsTooLong'].some((code) => error.has(code));
}

function plainRefusal(error: GraphError, job: UploadJob): UploadError {
  const { name, content } = job;
  const folder = job.destination;
  if (error.status === 507 || quotaCodes.some((code) => error.has(code))) {
    return new UploadError('overQuota', { size: content.size }, error);
  }
  if (error.has('pathIsTooLong')) {
    const path = childPath(folder.path, name);
    return new UploadError('pathTooLong', { path, length: pathLength(path), limit: longestPath }, error);
  }
  if (malwareCodes.some((code) => error.has(code))) {
    return new UploadError('malware', { name }, error);
  }
  switch (error.status) {
    case 403:
      return new UploadError('accessDenied', { folder }, error);
    case 404:
      return new UploadError('destinationMissing', { folder }, error);
    case 412:
      return new UploadError('changedOnServer', { name }, error);
    case 413:
      return new UploadError('fileTooLarge', { size: content.size, limit: largestFile }, error);
    case 423:
      return new UploadError('locked', { name }, error);
    default:
      return new UploadError('refused', { status: error.status, serviceCode: error.code }, error);
  }
}

export type Conflict = Extract<TransferResult, { status: 'conflict' }>;

/**
 * What an answer to bytes that are all there means for making the item: who has to decide about it. `undefined` when
 * it is no conflict.
 */
export async function conflictOf(
  error: GraphError,
  job: UploadJob,
  signal: AbortSignal,
): Promise<Conflict | undefined> {
  if (error.status !== 409 && error.status !== 412) {
    return undefined;
  }
  const refusal = await refusalOf(error, job, signal);
  if (refusal instanceof UploadError && refusal.code === 'changedOnServer') {
    return { status: 'conflict', reason: 'changedOnServer', error: refusal };
  }
  const byFolder = refusal instanceof UploadError && refusal.code === 'nameTakenByFolder';
  const taken = byFolder ? refusal : new UploadError('nameTaken', { name: job.name }, error);
  return { status: 'conflict', reason: 'nameTaken', error: taken };
}

/** 409 is said of a taken name, and on business drives also of an unfinished upload to that name. */
async function nameConflict(error: GraphError, job: UploadJob, signal: AbortSignal): Promise<unknown> {
  const { name } = job;
  if (error.has('resourceModified')) {
    return new UploadError('changedOnServer', { name }, error);
  }
  const existing = await lookUp(
    job,
    (retries) => findChild(job.client, job.destination, name, signal, retries),
    signal,
  );
  if (existing !== undefined && existing.kind !== 'file') {
    return new UploadError('nameTakenByFolder', { name }, error);
  }
  const isTaken = existing !== undefined && job.conflictBehavior === 'fail';
  return new UploadError(isTaken ? 'nameTaken' : 'uploadInProgress', { name }, error);
}
