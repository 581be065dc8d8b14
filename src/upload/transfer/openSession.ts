import { itemByName } from '../../graph/addresses.ts';
import { GraphError } from '../../graph/errors.ts';
import { failureKind, shortRetries } from '../../graph/retry.ts';
import type { FailureKind } from '../../graph/retry.ts';
import { createUploadSession } from '../../graph/uploadSession.ts';
import type { CreatedSession } from '../../graph/uploadSession.ts';
import { UploadError } from '../errors.ts';
import type { TransferJob } from './job.ts';
import { isUnreachable } from './patience.ts';
import { refusalOf } from './refusal.ts';

/** A deleted session may keep the name a little longer (OneDrive/onedrive-api-docs#989). */
const busyRetries = { failures: 3, firstMs: 4000, longestMs: 8000 };

/**
 * Creates the upload session of a job. Its url is given even if the signal was aborted meanwhile: whoever gets it has
 * to keep or to delete it. On business drives a session whose url was lost with the answer is in the way of another one
 * until it expires; then the upload fails as if somebody else were uploading to that name.
 * @throws {UploadError} and what the Graph client throws.
 */
export async function openSession(job: TransferJob, signal: AbortSignal): Promise<CreatedSession> {
  const { log, patience } = job;
  const transient = patience.budget(shortRetries);
  const busy = patience.budget(busyRetries);
  let release = job.releaseTarget;
  if (job.destination.driveType !== 'personal') {
    // An older one for that name has to end first (OneDrive/onedrive-api-docs#747).
    await release?.(signal);
  }
  for (;;) {
    try {
      const created = await create(job, signal);
      patience.goesOn();
      return created;
    } catch (error) {
      signal.throwIfAborted();
      log.debug(`no upload session: ${String(error)}`);
      if (isUnreachable(error)) {
        await patience.offline(error, signal);
        continue;
      }
      const refusal = await refusalOf(error, job, signal);
      if (isBusy(refusal) && release !== undefined) {
        const ask = release;
        release = undefined;
        if (await ask(signal)) {
          continue;
        }
      }
      const again = mayEnd(refusal)
        ? await patience.after(error, 'transient', busy, undefined, signal)
        : await patience.after(error, doubtfulOnly(error), transient, undefined, signal);
      if (!again) {
        throw refusal;
      }
    }
  }
}

function isBusy(refusal: unknown): boolean {
  return refusal instanceof UploadError && refusal.code === 'uploadInProgress';
}

/** Conflicts with something that is about to end: a session that was just deleted, another change of the item. */
function mayEnd(refusal: unknown): boolean {
  return (
    isBusy(refusal) || (refusal instanceof UploadError && refusal.code === 'changedOnServer' && isConflict(refusal))
  );
}

/** Throttling was already waited for by the client. */
function doubtfulOnly(error: unknown): FailureKind {
  const kind = failureKind(error);
  return kind === 'throttled' ? 'permanent' : kind;
}

function isConflict({ cause }: UploadError): boolean {
  return cause instanceof GraphError && cause.status === 409;
}

function create(job: TransferJob, signal: AbortSignal): Promise<CreatedSession> {
  const { client, content, deferCommit, destination, name, conflictBehavior } = job;
  return createUploadSession(
    client,
    itemByName(destination, name),
    {
      conflictBehavior,
      name,
      // Documented for personal drives only, where the service checks the quota with it.
      ...(destination.driveType === 'personal' && { fileSize: content.size }),
      // Some file systems know no times.
      ...(content.mtime > 0 && { fileSystemInfo: { lastModified: content.mtime } }),
      ...(deferCommit && { deferCommit }),
    },
    signal,
  );
}
