// The uploads of one window, bundled as the extension is. Run by ../lanes.ts.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../../../src/base/clock.ts';
import type { SharedList } from '../../../src/upload/journal/ports.ts';
import type { FolderTask, UploadTask } from '../../../src/upload/task.ts';
import { FragmentTuner } from '../../../src/upload/transfer/fragmentTuner.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { UploadWindow, memoryList, taskFor } from '../../support/uploadWindow.ts';
import { CourseWatch } from './courseWatch.ts';
import { serveLane } from './lane.ts';
import type { Job } from './lane.ts';

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

function openWindow(job: Job, list: SharedList): Promise<UploadWindow> {
  // All of it would be what grows most.
  const log = new MemoryLog(100);
  return UploadWindow.open({
    graphUrl: job.service.graphUrl,
    storage: job.storage,
    list,
    clock: systemClock,
    token: () => job.service.token,
    remembersAccount: true,
    fragments: new FragmentTuner(() => 'auto', log),
    log,
    parallel: job.parallel,
  });
}

async function tasksFor(window: UploadWindow, job: Job): Promise<(UploadTask | FolderTask)[]> {
  const { asFolder, beside = [], destination, folder, paths } = job;
  const files = [...(asFolder ? [] : paths.map((path) => join(folder, path))), ...beside];
  const parent = await window.folder(`/${asFolder ? `${destination} beside` : destination}`);
  const tasks: (UploadTask | FolderTask)[] = await Promise.all(files.map((file) => taskFor(file, parent)));
  if (asFolder) {
    const rules = { conflictBehavior: 'fail', conflict: 'ask', verify: true, deferCommit: false } as const;
    const root = await window.folder('/');
    tasks.push({ uri: pathToFileURL(folder).toString(), destination: root, name: destination, ...rules });
  }
  return tasks;
}

interface Listed {
  readonly ids: readonly string[];
  /** The one of them that is a folder. */
  readonly folder?: string | undefined;
}

/** Uploads everything, or goes on with it. @throws Error when anything does not end well */
async function run(
  window: UploadWindow,
  { ids, folder }: Listed,
  watch: CourseWatch,
  stop: AbortSignal,
): Promise<void> {
  const results = await Promise.all(
    ids.map((id) => {
      // A folder is no file: of one whose files are all there nothing was uploaded itself.
      const good = id === folder ? 'skipped' : 'uploaded';
      return window.manager.run(id, stop, watch.watch).then((result) => ({ result, good }));
    }),
  );
  const failed = results.find(({ result, good }) => result.status !== good);
  if (failed !== undefined && !stop.aborted) {
    const { result } = failed;
    throw new Error(`${result.status}: ${result.status === 'failed' ? String(result.error) : ''}`);
  }
}

void serveLane(async (job) => {
  const list = countingList();
  const first = await openWindow(job, list);
  const tasks = await tasksFor(first, job);
  return async () => {
    const stop = new AbortController();
    const watch = new CourseWatch(job.interruptAfter ?? Infinity, () => stop.abort());
    const ids = await first.manager.addAndGoOn(tasks, stop.signal);
    const listed = { ids, folder: job.asFolder ? ids.at(-1) : undefined };
    await run(first, listed, watch, stop.signal);
    if (job.interruptAfter !== undefined) {
      if (!stop.signal.aborted) {
        throw new Error('It was never interrupted.');
      }
      await first.close();
      const second = await openWindow(job, list);
      await run(second, listed, watch, new AbortController().signal);
    }
    return { sharedListBytes: list.bytes, course: watch.end() };
  };
});
