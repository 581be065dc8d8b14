import type { ConflictBehaviour, FileTarget, Preconditions } from '../drive/placement.ts';
import { planPlacement } from '../drive/placement.ts';
import type { Answer } from '../http/answer.ts';
import { badRequest } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import type { UploadSession } from './session.ts';
import { afterUpload, storeFile } from './storeFile.ts';

/** What a commit may say differently from the session's own request. */
export interface CommitChanges {
  readonly target?: FileTarget;
  readonly behaviour?: ConflictBehaviour;
  readonly conditions?: Preconditions;
}

/**
 * Makes the item out of a session's bytes and answers with it, 201 or 200.
 * @throws ServiceError when it cannot be made; the session then stays as it is.
 */
export async function commitSession(x: Exchange, session: UploadSession, changes: CommitChanges = {}): Promise<Answer> {
  if (!session.complete) {
    if (!session.toldComplete) {
      x.violate('earlyCommit', `${session.accepted} of ${session.total ?? 'unknown'} bytes are there`);
    }
    throw badRequest('The upload session is not complete.', 'uploadSessionIncomplete');
  }
  const { setup } = session;
  const target = changes.target ?? setup.target;
  const { drive } = target;
  if (
    session.unaligned &&
    drive.behaviours.unalignedFragments === 'failAtCommit' &&
    !x.service.violations.allows('unalignedFragment')
  ) {
    throw badRequest('The upload session failed.', 'uploadSessionFailed');
  }
  const conditions = changes.conditions ?? setup.conditions;
  const placement = planPlacement(target, changes.behaviour ?? setup.behaviour, session.accepted, conditions);
  const { times, description } = setup;
  session.end('committed');
  const { node, created } = await storeFile(placement, session.draft, session.hasher, { times, description });
  const json = x.itemJson(drive, node);
  afterUpload(drive, node);
  return { status: created ? 201 : 200, json };
}
