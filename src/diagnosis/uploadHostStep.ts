import { withTimeLimit } from '../base/deadline.ts';
import { itemByName } from '../graph/addresses.ts';
import { GraphError } from '../graph/errors.ts';
import { createUploadSession, UploadSessionClient } from '../graph/uploadSession.ts';
import type { UploadUrl } from '../graph/uploadUrl.ts';
import type { CheckServices } from './ports.ts';
import { blockedBy, ok, skipped, warning } from './step.ts';
import type { Step } from './step.ts';

/** How long the deleting of the session may take, also after the check was cancelled. */
const deleteMs = 10_000;
const pauseMs = 500;

/**
 * Whether the host that takes the bytes answers. Only an upload session names it, so one is made for a name that
 * nobody has, asked for and deleted; no byte is sent, and no file appears.
 */
export const checkUploadHost: Step = async (check, signal) => {
  const { services, notes } = check;
  const { drive } = notes;
  if (drive === undefined) {
    return blockedBy(check, 'drive') ?? skipped({ is: 'needs', step: 'drive' });
  }
  const name = `onedrive-sessions-check-${services.random.id()}.tmp`;
  const target = itemByName({ driveId: drive.id, itemId: drive.rootId }, name);
  const { url } = await createUploadSession(
    services.client,
    target,
    { conflictBehavior: 'fail', deferCommit: true },
    signal,
  );
  let deleted = false;
  try {
    signal.throwIfAborted();
    await new UploadSessionClient(services).status(url, signal);
  } finally {
    deleted = await deleteSession(services, url);
  }
  return deleted ? ok({ is: 'uploadHost', host: url.host }) : warning({ is: 'sessionLeft', host: url.host });
};

/** Does its best for a bounded time. @returns whether nothing is left. */
async function deleteSession(services: CheckServices, url: UploadUrl): Promise<boolean> {
  const client = new UploadSessionClient(services);
  try {
    await withTimeLimit(services.clock, deleteMs, async (limit) => {
      while (!(await isDeleted(client, url, limit))) {
        await services.clock.delay(pauseMs, limit);
      }
    });
    return true;
  } catch {
    return false;
  }
}

/** A session that the service does not know any more is as good as deleted. */
async function isDeleted(client: UploadSessionClient, url: UploadUrl, limit: AbortSignal): Promise<boolean> {
  try {
    await client.cancel(url, limit);
    return true;
  } catch (error) {
    limit.throwIfAborted();
    return error instanceof GraphError && [401, 403, 404, 410].includes(error.status);
  }
}
