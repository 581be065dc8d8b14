// The uploads of one VS Code window in a process of its own, made to be killed:  node window.ts <JSON of WindowPlan>
// Does what a person does after a crash: opens the window again, and goes on with everything.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { systemClock } from '../../src/base/clock.ts';
import type { DriveFolder } from '../../src/graph/driveItem.ts';
import type { SharedList } from '../../src/upload/journal/ports.ts';
import type { UploadResult } from '../../src/upload/model.ts';
import type { UploadRow } from '../../src/upload/running/rows.ts';
import type { FolderTask, UploadTask } from '../../src/upload/task.ts';
import { fixedFragments, taskFor, UploadWindow } from '../support/uploadWindow.ts';
import { parsePlan } from './plan.ts';
import type { WindowPlan, WindowReport } from './plan.ts';

/** How often everything that is left is begun again before the window gives up. */
const passes = 3;

const errors: string[] = [];

function report(kind: WindowReport['kind'], left: WindowReport['left'] = []): void {
  process.send?.({ kind, left, errors } satisfies WindowReport);
}

/** The state that outlives windows, in a file. */
function fileList(file: string): SharedList {
  let list: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  return {
    read: () => list,
    write: (records) => {
      list = records;
      writeFileSync(`${file}.new`, JSON.stringify(records));
      renameSync(`${file}.new`, file);
      return Promise.resolve();
    },
  };
}

async function tasksOf(plan: WindowPlan, destination: DriveFolder): Promise<(UploadTask | FolderTask)[]> {
  const files = plan.files.map((name) => taskFor(join(plan.local, name), destination));
  const deferred = plan.deferred.map((name) => taskFor(join(plan.local, name), destination, { deferCommit: true }));
  const folders = plan.folders.map((name) => ({
    uri: pathToFileURL(join(plan.local, name)).toString(),
    destination,
    name,
    conflictBehavior: 'fail' as const,
    conflict: 'ask' as const,
    verify: true,
    deferCommit: false,
  }));
  return [...(await Promise.all([...files, ...deferred])), ...folders];
}

/** Whether trying again at once is of no use. */
function isBlocked({ record: { state } }: UploadRow): boolean {
  return state.kind === 'failed' && ['uploadInProgress', 'filesFailed'].includes(state.error.code);
}

/** Begins everything, or goes on with it. */
async function goOn({ manager }: UploadWindow): Promise<void> {
  const never = new AbortController().signal;
  const run = async ({ record }: UploadRow): Promise<UploadResult> =>
    record.state.kind === 'awaitingCommit'
      ? manager.commit(record.id, undefined, never)
      : manager.run(record.id, never);
  const rows = manager.rows.filter(({ record }) => record.parent === undefined);
  for (const result of await Promise.all(rows.map((row) => run(row)))) {
    if (result.status === 'failed') {
      errors.push(inspect(result.error));
    }
  }
}

const plan = parsePlan(process.argv[2]);
const window = await UploadWindow.open({
  graphUrl: plan.graphUrl,
  storage: plan.storage,
  list: fileList(join(plan.storage, '..', 'state.json')),
  clock: systemClock,
  token: () => plan.token,
  fragments: fixedFragments(plan.fragment),
  parallel: plan.parallel,
});
report('opened');
if (!plan.added) {
  const tasks = await tasksOf(plan, await window.folder(plan.folder));
  await window.manager.add(tasks, new AbortController().signal);
  report('added');
}
for (let pass = 0; pass < passes; pass++) {
  await goOn(window);
  if (window.manager.rows.every((row) => isBlocked(row))) {
    break;
  }
}
const left = window.manager.rows.map(({ record: { name, state } }) => ({
  name,
  state: state.kind,
  code: state.kind === 'failed' ? state.error.code : '',
}));
await window.close();
report('ended', left);
process.disconnect();
