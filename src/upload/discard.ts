import { withTimeLimit } from '../base/deadline.ts';
import { GraphError } from '../graph/errors.ts';
import { failureKind } from '../graph/retry.ts';
import type { UploadSessionClient } from '../graph/uploadSession.ts';
import type { UploadUrl } from '../graph/uploadUrl.ts';
import type { UploadJob } from './job.ts';

/** How long an upload that has ended may still take to clean up on the server. */
const limitMs = 10_000;
const pauseMs = 500;

/**
 * Deletes an upload session with its bytes: on business drives it would keep the name until it expires. Does its best
 * for a bounded time, whatever else has been aborted; never rejects.
 */
export async function discardSession(job: UploadJob, sessions: UploadSessionClient, url: UploadUrl): Promise<void> {
  try {
    await withTimeLimit(job.clock, limitMs, async (limit) => {
      while (!(await triedToDelete(sessions, url, limit))) {
        await job.clock.delay(pauseMs, limit);
      }
    });
  } catch (error) {
    job.log.warn(`an upload session is left on the server until it expires: ${String(error)}`);
  }
}

/** @returns whether there is nothing left to do. */
async function triedToDelete(sessions: UploadSessionClient, url: UploadUrl, signal: AbortSignal): Promise<boolean> {
  try {
    await sessions.cancel(url, signal);
    return true;
  } catch (error) {
    if (signal.aborted || failureKind(error) === 'permanent') {
      // The service does not know it any more: deleted, finished or expired.
      if (error instanceof GraphError && [401, 403, 404, 410].includes(error.status)) {
        return true;
      }
      throw error;
    }
    return false;
  }
}
