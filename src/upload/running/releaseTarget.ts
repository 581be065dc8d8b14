import type { UploadRecord } from '../journal/record.ts';
import type { LiveProgress } from './liveProgress.ts';
import type { UploadPorts } from './ports.ts';
import { targetOf } from '../task.ts';

/**
 * Ends upload sessions that older uploads of this machine keep open for the same target: on business drives they are in
 * the way of a new one (OneDrive/onedrive-api-docs#747). Those uploads stay on the list and can begin anew.
 * @returns whether there was one and it is gone.
 */
export async function releaseTarget(record: UploadRecord, ports: UploadPorts): Promise<boolean> {
  const { journal, transfers } = ports;
  const target = targetOf(record);
  let released = false;
  for (const { record: other, where } of journal.entries) {
    if (other.id === record.id || where !== 'nobody' || targetOf(other) !== target) {
      continue;
    }
    const lease = await journal.take(other.id);
    if (!lease) {
      continue;
    }
    try {
      const url = await journal.url(other.id);
      if (url && (await transfers.discard(url))) {
        released = true;
        await journal.removeUrl(other.id);
        const { session: _gone, ...kept } = other;
        await journal.save(kept.state.kind === 'discarding' ? kept : { ...kept, state: { kind: 'expired' } });
      }
    } finally {
      await lease.release();
    }
  }
  return released;
}

/** How often it is looked whether the service can be reached again. */
const againMs = 10_000;

/**
 * Ends a session whose URL was saved although the process died before the record told of it: nothing was sent to it, but
 * it is in the way of a new one. Waits as long as the service cannot be reached, for its URL is about to be replaced.
 */
export async function endUnrecordedSession(
  id: string,
  { clock, journal, transfers }: UploadPorts,
  live: LiveProgress,
  signal: AbortSignal,
): Promise<void> {
  const url = await journal.url(id);
  if (!url) {
    return;
  }
  while (!(await transfers.discard(url))) {
    live.waiting({ reason: 'offline' });
    await clock.delay(againMs, signal);
  }
  live.waiting(undefined);
  await journal.removeUrl(id);
}
