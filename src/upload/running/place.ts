import { isSameDrive } from '../../graph/driveIds.ts';
import { UploadError } from '../errors.ts';
import type { RecordPlace, UploadRecord } from '../journal/record.ts';
import { isUnreachable } from '../transfer/patience.ts';
import type { LiveProgress } from './liveProgress.ts';
import type { UploadPorts } from './ports.ts';

/** How often it is looked whether the service can be reached again. */
const offlineMs = 10_000;

/**
 * Makes sure that an upload goes on where and as whom it was begun. Waits as long as the service cannot be reached.
 * @throws {UploadError} when it cannot go on here.
 */
export async function assertHere(
  record: UploadRecord,
  ports: UploadPorts,
  live: LiveProgress,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      const problem = problemOf(record, await ports.place(signal));
      live.waiting(undefined);
      if (problem) {
        throw problem;
      }
      return;
    } catch (error) {
      if (!isUnreachable(error)) {
        throw error;
      }
      live.waiting({ reason: 'offline' });
      await ports.clock.delay(offlineMs, signal);
    }
  }
}

/** Whether an upload only cannot go on here and now: nothing is wrong with it. */
export function isForeign(error: unknown): boolean {
  return error instanceof UploadError && ['otherAccount', 'otherService', 'otherMachine'].includes(error.code);
}

function problemOf({ name, place }: UploadRecord, now: RecordPlace): UploadError | undefined {
  if (place.machine.id !== now.machine.id) {
    return new UploadError('otherMachine', { name, machine: place.machine.name });
  }
  if (place.graph !== now.graph) {
    return new UploadError('otherService', { name, host: new URL(place.graph).host });
  }
  if (!isSameDrive(place.account.id, now.account.id)) {
    const { name: account } = place.account;
    return new UploadError('otherAccount', { name, ...(account !== undefined && { account }) });
  }
  return undefined;
}
