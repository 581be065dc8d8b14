import { withTimeLimit } from '../../base/deadline.ts';
import { GraphError } from '../../graph/errors.ts';
import type { ExchangeServices } from '../../graph/exchange.ts';
import { failureKind } from '../../graph/retry.ts';
import { UploadSessionClient } from '../../graph/uploadSession.ts';
import type { UploadUrl } from '../../graph/uploadUrl.ts';

/** How long the deleting of an upload session may take. */
const limitMs = 10_000;
const pauseMs = 500;
/** What of that may be spent waiting for a throttled host. */
const longestHoldMs = 5000;

/**
 * Deletes an upload session with its bytes: on business drives it would keep the name until it expires. Does its best
 * for a bounded time; never rejects.
 * @returns whether the service has nothing of it any more; else it is to be tried again later. A throttled host is left
 * alone, since a request before its time would prolong the hold.
 */
export async function discardSession(services: ExchangeServices, url: UploadUrl): Promise<boolean> {
  const { clock, governor, log } = services;
  try {
    await withTimeLimit(clock, limitMs, async (limit) => {
      for (;;) {
        if (governor.left(url.host) > longestHoldMs) {
          throw new Error('the service is throttling');
        }
        if (await triedToDelete(services, url, limit)) {
          return;
        }
        await clock.delay(pauseMs, limit);
      }
    });
    return true;
  } catch (error) {
    log.warn(`an upload session is left on the server for now: ${String(error)}`);
    return false;
  }
}

/**
 * Deletes an upload session. One that the service does not know any more, because it was deleted, finished or expired,
 * is as good as deleted.
 */
export async function deleteSession(services: ExchangeServices, url: UploadUrl, signal: AbortSignal): Promise<void> {
  try {
    await new UploadSessionClient(services).cancel(url, signal);
  } catch (error) {
    if (!(error instanceof GraphError && [401, 403, 404, 410].includes(error.status))) {
      throw error;
    }
  }
}

/** @returns whether there is nothing left to do. */
async function triedToDelete(services: ExchangeServices, url: UploadUrl, signal: AbortSignal): Promise<boolean> {
  try {
    await deleteSession(services, url, signal);
    return true;
  } catch (error) {
    if (signal.aborted || failureKind(error) === 'permanent') {
      throw error;
    }
    return false;
  }
}
