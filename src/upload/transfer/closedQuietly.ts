import type { Logger } from '../../base/log.ts';
import type { SessionKeeper } from './transfer.ts';

/** Tells that the session became an item. That this cannot be kept must not make a stored file a failure. */
export async function closedQuietly(keeper: SessionKeeper, log: Logger): Promise<void> {
  try {
    await keeper.closed();
  } catch (error) {
    log.warn(`that an upload session has ended could not be kept: ${String(error)}`);
  }
}
