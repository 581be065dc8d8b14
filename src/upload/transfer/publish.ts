import type { DriveItem } from '../../graph/driveItem.ts';
import type { GraphError } from '../../graph/errors.ts';
import { commitUploadSession, UploadSessionClient } from '../../graph/uploadSession.ts';
import type { UploadUrl } from '../../graph/uploadUrl.ts';
import type { UploadJob } from './job.ts';
import { namesItsReason } from './refusal.ts';

/**
 * Makes an item of an upload session whose bytes are all there, in the way of the drive's kind. Whoever gets a doubtful
 * answer looks for the item before anything is sent again.
 */
export function publish(job: UploadJob, url: UploadUrl, signal: AbortSignal): Promise<DriveItem> {
  const { client, content, deferCommit, destination, name } = job;
  if (destination.driveType !== 'personal') {
    return new UploadSessionClient(job).commit(url, destination.driveId, signal);
  }
  // Of what is published later nothing can be replaced; who may ask for it has made sure that there is nothing.
  const conflictBehavior = deferCommit && job.conflictBehavior === 'replace' ? 'fail' : job.conflictBehavior;
  const properties = { conflictBehavior, ...(content.mtime > 0 && { lastModified: content.mtime }) };
  return commitUploadSession(client, destination, name, url, properties, signal);
}

/**
 * What a refused request to an upload session tells about the session itself. `gone`: expired, finished, deleted, or
 * its address lost its power before its time. `incomplete`: bytes are missing. `unable`: it cannot be published in this
 * way. `alive`: the reason lies elsewhere.
 */
export type SessionFate = 'gone' | 'incomplete' | 'unable' | 'alive' | 'unclear';

/**
 * @param to what the request was about; commits go to Graph on personal drives, everything else to the upload URL. What
 * is wrong with the first bytes may be wrong with the file.
 */
export function sessionFate(
  error: GraphError,
  to: 'firstBytes' | 'bytes' | 'status' | 'commit',
  job: UploadJob,
): SessionFate {
  // A reason that would be the same for a new session counts more than the status.
  if (namesItsReason(error)) {
    return 'alive';
  }
  if (error.has('uploadSessionIncomplete')) {
    return 'incomplete';
  }
  if (error.has('uploadSessionFailed') || error.has('uploadSessionNotFound')) {
    return 'gone';
  }
  if (to === 'commit') {
    if ([400, 405, 501].includes(error.status)) {
      return 'unable';
    }
    if (job.destination.driveType === 'personal') {
      // Graph may speak of the folder.
      return error.status === 404 || error.status === 410 ? 'unclear' : 'alive';
    }
  }
  const isRefused = error.status === 400 && to !== 'firstBytes';
  return isRefused || [401, 403, 404, 410].includes(error.status) ? 'gone' : 'alive';
}
