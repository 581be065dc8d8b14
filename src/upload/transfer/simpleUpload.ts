import { itemAddress, itemByName } from '../../graph/addresses.ts';
import type { DriveItem } from '../../graph/driveItem.ts';
import { parseDriveItem } from '../../graph/driveItem.ts';
import { GraphError } from '../../graph/errors.ts';
import { failureKind, longRetries } from '../../graph/retry.ts';
import type { RetryBudget } from '../../graph/retry.ts';
import type { TransferJob } from './job.ts';
import { locateAfterLoss } from './locate.ts';
import { refusalOf } from './refusal.ts';
import type { Conflict } from './refusal.ts';
import { changedTarget } from './target.ts';

/**
 * Uploads a small or empty file with one request. When its result is doubtful the item is looked up before the request
 * is repeated, so that nothing is stored twice. Without a line that look waits for it, and failures before no longer
 * count.
 * @param doubtful whether an earlier run may have stored it.
 */
export async function simpleUpload(
  job: TransferJob,
  doubtful: boolean,
  signal: AbortSignal,
): Promise<DriveItem | Conflict> {
  const { log, patience } = job;
  const budget = patience.budget();
  let lost = doubtful;
  for (;;) {
    const stored = lost ? await locateOwn(job, budget, signal) : undefined;
    if (stored !== undefined) {
      return stored;
    }
    const attempt = await job.inTurn(() => putIfUnchanged(job, signal));
    if ('conflict' in attempt) {
      return attempt.conflict;
    }
    if ('item' in attempt) {
      patience.goesOn();
      return attempt.item;
    }
    const { error } = attempt;
    signal.throwIfAborted();
    log.debug(`the upload failed: ${String(error)}`);
    const ours = lost && isNameTaken(error) ? await locateOwn(job, budget, signal) : undefined;
    if (ours !== undefined) {
      return ours;
    }
    // Throttling was already waited for by the client.
    const kind = failureKind(error);
    if (!(await patience.after(error, kind === 'throttled' ? 'permanent' : kind, budget, undefined, signal))) {
      throw await refusalOf(error, job, signal);
    }
    lost = true;
  }
}

type Attempt = { readonly item: DriveItem } | { readonly conflict: Conflict } | { readonly error: unknown };

/** Looks at both ends right before the bytes go: until its turn came, much may have happened. */
async function putIfUnchanged(job: TransferJob, signal: AbortSignal): Promise<Attempt> {
  await job.content.assertUnchanged();
  const conflict = await changedTarget(job, signal);
  return conflict
    ? { conflict }
    : putContent(job, signal).then(
        (item) => ({ item }),
        (error: unknown) => ({ error }),
      );
}

async function locateOwn(job: TransferJob, budget: RetryBudget, signal: AbortSignal): Promise<DriveItem | undefined> {
  await job.content.proof(job.content.size, signal);
  return locateAfterLoss(job, budget, signal);
}

function putContent(job: TransferJob, signal: AbortSignal): Promise<DriveItem> {
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
