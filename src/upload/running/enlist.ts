import { isSameDrive } from '../../graph/driveIds.ts';
import type { RecordPlace, UploadRecord } from '../journal/record.ts';
import type { JournalEntry } from '../journal/ports.ts';
import type { UploadPorts } from './ports.ts';
import { recordOf, targetOf } from '../task.ts';
import type { FolderTask, UploadTask } from '../task.ts';

/**
 * The records for new uploads. One of the same file to the same target that waits for somebody to go on becomes the
 * new one, with what was sent, if it is the same upload in every respect; else it is obsolete.
 */
export function enlist(
  tasks: readonly (UploadTask | FolderTask)[],
  entries: readonly JournalEntry[],
  place: RecordPlace,
  ports: Pick<UploadPorts, 'clock' | 'newId'>,
  parent: string | undefined,
): { records: UploadRecord[]; obsolete: string[] } {
  const waiting = new Map(
    entries.filter(({ where }) => where === 'nobody').map(({ record }) => [keyOf(record), record]),
  );
  const obsolete: string[] = [];
  const records = tasks.map((task) => {
    const fresh = recordOf(
      task,
      { id: ports.newId(), ...(parent !== undefined && { parent }) },
      place,
      ports.clock.now(),
    );
    const earlier = waiting.get(keyOf(fresh));
    waiting.delete(keyOf(fresh));
    if (!earlier || earlier.state.kind === 'discarding') {
      return fresh;
    }
    if (isSameUpload(earlier, fresh)) {
      const { parent: _other, ...kept } = earlier;
      return {
        ...kept,
        ...(parent !== undefined && { parent }),
        rules: fresh.rules,
        state: fresh.state,
        updatedAt: fresh.updatedAt,
      };
    }
    obsolete.push(earlier.id);
    return fresh;
  });
  return { records, obsolete };
}

function keyOf(record: UploadRecord): string {
  return `${record.kind} ${record.uri} ${targetOf(record)}`;
}

/** Whether what is on the server can be gone on with: a session keeps the rules that it was made with. */
function isSameUpload(earlier: UploadRecord, fresh: UploadRecord): boolean {
  return (
    earlier.state.kind !== 'changed' &&
    // Of a folder it is the files that are compared.
    (fresh.kind === 'folder' || (earlier.size === fresh.size && earlier.mtime === fresh.mtime)) &&
    earlier.place.graph === fresh.place.graph &&
    isSameDrive(earlier.place.account.id, fresh.place.account.id) &&
    earlier.rules.conflictBehavior === fresh.rules.conflictBehavior &&
    earlier.rules.deferCommit === fresh.rules.deferCommit &&
    earlier.replaces?.cTag === fresh.replaces?.cTag
  );
}
