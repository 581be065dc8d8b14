import { itemByName } from '../../graph/addresses.ts';
import { GraphError } from '../../graph/errors.ts';
import { failureKind, RetryBudget, shortRetries } from '../../graph/retry.ts';
import type { FailureKind } from '../../graph/retry.ts';
import { createUploadSession } from '../../graph/uploadSession.ts';
import type { CreatedSession } from '../../graph/uploadSession.ts';
import { UploadError } from '../errors.ts';
import type { UploadJob } from './job.ts';
import { refusalOf } from './refusal.ts';

/** A deleted session may keep the name a little longer (OneDrive/onedrive-api-docs#989). */
const busyRetries = { failures: 3, firstMs: 4000, longestMs: 8000 };

/**
 * Creates the upload session of a job. Its url is given even if the signal was aborted meanwhile: whoever gets it has
 * to delete it.
 * @throws {UploadError} and what the Graph client throws.
 */
export async function openSession(job: UploadJob, signal: AbortSignal): Promise<CreatedSession> {
  const transient = new RetryBudget(shortRetries, () => job.random.fraction());
  const busy = new RetryBudget(busyRetries, () => job.random.fraction());
  for (;;) {
    try {
      return await create(job, signal);
    } catch (error) {
      const refusal = await refusalOf(error, job, signal);
      const decision = mayEnd(refusal) ? busy.fail(error, 'transient') : transient.fail(error, doubtfulOnly(error));
      if (decision === 'stop') {
        throw refusal;
      }
      job.log.debug(`upload session again in ${decision.waitMs} ms: ${String(error)}`);
      await job.clock.delay(decision.waitMs, signal);
    }
  }
}

/** Conflicts with something that is about to end: a session that was just deleted, another change of the item. */
function mayEnd(refusal: unknown): boolean {
  return (
    refusal instanceof UploadError &&
    (refusal.code === 'uploadInProgress' || (refusal.code === 'changedOnServer' && isConflict(refusal.cause)))
  );
}

/** Throttling was already waited for by the client. */
function doubtfulOnly(error: unknown): FailureKind {
  const kind = failureKind(error);
  return kind === 'throttled' ? 'permanent' : kind;
}

function isConflict(error: unknown): boolean {
  return error instanceof GraphError && error.status === 409;
}

function create(job: UploadJob, signal: AbortSignal): Promise<CreatedSession> {
  const { client, content, destination, name, conflictBehavior } = job;
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
    },
    signal,
  );
}
