import { itemAddress, itemByName } from '../../graph/addresses.ts';
import type { DriveItem } from '../../graph/driveItem.ts';
import { parseDriveItem } from '../../graph/driveItem.ts';
import { GraphError } from '../../graph/errors.ts';
import { failureKind, longRetries, RetryBudget } from '../../graph/retry.ts';
import type { UploadJob } from './job.ts';
import { locateStored } from './locate.ts';
import { refusalOf } from './refusal.ts';

/**
 * Uploads a small or empty file with one request. When its result is doubtful the item is looked up before the request
 * is repeated, so that nothing is stored twice.
 */
export async function simpleUpload(job: UploadJob, signal: AbortSignal): Promise<DriveItem> {
  const budget = new RetryBudget(longRetries, () => job.random.fraction());
  let doubtful = false;
  for (;;) {
    await job.content.assertUnchanged();
    try {
      return await putContent(job, signal);
    } catch (error) {
      signal.throwIfAborted();
      const stored = doubtful && isNameTaken(error) ? await locateStored(job, signal) : undefined;
      if (stored !== undefined) {
        return stored;
      }
      // Throttling was already waited for by the client.
      const kind = failureKind(error);
      const decision = budget.fail(error, kind === 'throttled' ? 'permanent' : kind);
      if (decision === 'stop') {
        throw await refusalOf(error, job, signal);
      }
      job.log.debug(`upload again in ${decision.waitMs} ms: ${String(error)}`);
      await job.clock.delay(decision.waitMs, signal);
      doubtful = true;
      const item = await locateStored(job, signal);
      if (item !== undefined) {
        return item;
      }
    }
  }
}

function putContent(job: UploadJob, signal: AbortSignal): Promise<DriveItem> {
  const { client, content, destination, name, conflictBehavior } = job;
  return client.request(
    {
      method: 'PUT',
      label: 'content',
      address: itemAddress(client.cloud, itemByName(destination, name), 'content', {
        '@microsoft.graph.conflictBehavior': conflictBehavior,
      }),
      content: { type: 'application/octet-stream', body: content.body(0, content.size) },
      read: (json) => parseDriveItem(json, destination.driveId),
      retries: longRetries,
    },
    signal,
  );
}

/** After a doubtful result the name may be taken by ourselves. */
function isNameTaken(error: unknown): boolean {
  return error instanceof GraphError && error.status === 409;
}
