import type { UploadRecord } from '../journal/record.ts';
import type { UploadPorts } from './ports.ts';
import { targetOf } from './task.ts';

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
