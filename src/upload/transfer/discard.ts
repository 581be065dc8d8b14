import { withTimeLimit } from '../../base/deadline.ts';
import { GraphError } from '../../graph/errors.ts';
import { failureKind } from '../../graph/retry.ts';
import type { UploadSessionClient } from '../../graph/uploadSession.ts';
import type { UploadUrl } from '../../graph/uploadUrl.ts';
import type { UploadJob } from './job.ts';

/** How long an upload that has ended may still take to clean up on the server. */
const limitMs = 10_000;
const pauseMs = 500;
/** What of that may be spent waiting for a throttled host. */
const longestHoldMs = 5000;
/** How long the cleaning may go on behind the upload's back while the service wants to be left alone. */
const patienceMs = 3_600_000;

/**
 * Deletes an upload session with its bytes: on business drives it would keep the name until it expires. Does its best
 * for a bounded time, whatever else has been aborted; never rejects. While the host is throttled for long, it does not
 * wait: the session is deleted once the host may be asked again, since a request before that would prolong the hold.
 */
export async function discardSession(
  job: UploadJob,
  sessions: UploadSessionClient,
  url: UploadUrl,
  patience = patienceMs,
): Promise<void> {
  const { clock, governor, log } = job;
  const failure = await failureToDelete(job, sessions, url);
  if (failure === undefined) {
    return;
  }
  const hold = governor.left(url.host);
  if (hold > 0 && hold <= patience) {
    log.info(`an upload session is deleted in ${Math.ceil(hold)} ms: ${failure}`);
    clock
      .delay(hold)
      .then(() => discardSession(job, sessions, url, patience - hold - limitMs))
      // By then the log may be closed.
      .catch(() => {});
  } else {
    log.warn(`an upload session is left on the server until it expires: ${failure}`);
  }
}

/** Tries to delete for a while. @returns why it could not, `undefined` when there is nothing left to do. */
async function failureToDelete(
  job: UploadJob,
  sessions: UploadSessionClient,
  url: UploadUrl,
): Promise<string | undefined> {
  const { clock, governor } = job;
  try {
    await withTimeLimit(clock, limitMs, async (limit) => {
      for (;;) {
        if (governor.left(url.host) > longestHoldMs) {
          throw new Error('the service is throttling');
        }
        if (await triedToDelete(sessions, url, limit)) {
          return;
        }
        await clock.delay(pauseMs, limit);
      }
    });
    return undefined;
  } catch (error) {
    return String(error);
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
