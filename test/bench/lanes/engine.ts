// The uploads of one window, bundled as the extension is. Run by ../lanes.ts.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../../../src/base/clock.ts';
import type { SharedList } from '../../../src/upload/journal/ports.ts';
import type { FolderTask, UploadTask } from '../../../src/upload/task.ts';
import { FragmentTuner } from '../../../src/upload/transfer/fragmentTuner.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { UploadWindow, memoryList, taskFor } from '../../support/uploadWindow.ts';
import { serveLane } from './lane.ts';
import type { Job } from './lane.ts';

const never = new AbortController().signal;

/** Counts what VS Code would have to write. */
function countingList(): SharedList & { bytes: number } {
  const list = memoryList();
  const counting = {
    bytes: 0,
    read: () => list.read(),
    write: (records: readonly unknown[]) => {
      counting.bytes += JSON.stringify(records).length;
      return list.write(records);
    },
  };
  return counting;
}

async function tasksFor(window: UploadWindow, job: Job): Promise<(UploadTask | FolderTask)[]> {
  const root = await window.folder('/');
  if (!job.asFolder) {
    const destination = await window.folder(`/${job.destination}`);
    return Promise.all(job.paths.map((path) => taskFor(join(job.folder, path), destination)));
  }
  const rules = { conflictBehavior: 'fail', conflict: 'ask', verify: true, deferCommit: false } as const;
  return [{ uri: pathToFileURL(job.folder).toString(), destination: root, name: job.destination, ...rules }];
}

void serveLane(async (job) => {
  const list = countingList();
  const window = await UploadWindow.open({
    graphUrl: job.service.graphUrl,
    storage: job.storage,
    list,
    clock: systemClock,
    token: () => job.service.token,
    remembersAccount: true,
    fragments: new FragmentTuner(() => 'auto', new MemoryLog()),
    parallel: job.parallel,
  });
  const tasks = await tasksFor(window, job);
  return async () => {
    const ids = await window.manager.add(tasks, never);
    const results = await Promise.all(ids.map((id) => window.manager.run(id, never)));
    // A folder is no file: of one whose files are all there nothing was uploaded itself.
    const good = job.asFolder ? 'skipped' : 'uploaded';
    const failed = results.find(({ status }) => status !== good);
    if (failed !== undefined) {
      throw new Error(`${failed.status}: ${failed.status === 'failed' ? String(failed.error) : ''}`);
    }
    return { sharedListBytes: list.bytes };
  };
});
