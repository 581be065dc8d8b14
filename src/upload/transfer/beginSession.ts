import { QuickXorHash } from '../../graph/quickXorHash.ts';
import { discardSession } from './discard.ts';
import { HeldSession } from './heldSession.ts';
import type { TransferJob } from './job.ts';
import { openSession } from './openSession.ts';
import type { Conflict } from './refusal.ts';
import { changedTarget, refuseDeferredReplace } from './target.ts';

/** Makes an upload session that the keeper knows about, unless what is to be replaced has changed. */
export async function beginSession(job: TransferJob, signal: AbortSignal): Promise<HeldSession | Conflict> {
  await refuseDeferredReplace(job, signal);
  const conflict = await changedTarget(job, signal);
  if (conflict !== undefined) {
    return conflict;
  }
  const { url, expires } = await openSession(job, signal);
  const session = HeldSession.created(url, job.client.serverTime(), expires);
  try {
    await job.keeper.opened(url, session.mark(0, new QuickXorHash().export()));
  } catch (error) {
    // Nobody could find it again.
    await discardSession(job, url);
    throw error;
  }
  return session;
}
