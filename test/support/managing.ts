import assert from 'node:assert/strict';
import { FinishedUploads } from '../../src/upload/finished.ts';
import type { RecordPlace } from '../../src/upload/journal/record.ts';
import { UploadManager } from '../../src/upload/manager.ts';
import type { UploadResult } from '../../src/upload/model.ts';
import type { UploadPorts } from '../../src/upload/running/ports.ts';
import type { UploadTask } from '../../src/upload/task.ts';
import { ManualClock } from './manualClock.ts';
import { MemoryFile } from './memoryFile.ts';
import { MemoryJournal } from './memoryJournal.ts';
import { MemoryLog } from './memoryLog.ts';
import { ScriptedTransfers } from './scriptedTransfers.ts';
import { settle } from './settle.ts';

export const never = (): AbortSignal => new AbortController().signal;

const managers: UploadManager[] = [];

/** Ends what the last test made. */
export async function endManagers(): Promise<void> {
  await Promise.all(managers.splice(0).map((manager) => manager.dispose()));
}

export function task(name: string, changed: Partial<UploadTask> = {}): UploadTask {
  return {
    uri: `file:///${name}`,
    source: new MemoryFile(name, new Uint8Array(100)),
    name,
    size: 100,
    mtime: 7,
    destination: { driveId: 'drive', itemId: 'folder', driveType: 'business', path: '/' },
    conflictBehavior: 'fail',
    conflict: 'ask',
    verify: true,
    deferCommit: false,
    ...changed,
  };
}

export interface Setup {
  readonly journal: MemoryJournal;
  readonly transfers: ScriptedTransfers;
  readonly manager: UploadManager;
  readonly clock: ManualClock;
  readonly ports: UploadPorts;
  readonly finished: FinishedUploads;
  /** Where and as whom the window is now; an error is thrown. */
  place: RecordPlace | Error;
}

export function setUp(parallel = 2): Setup {
  const journal = new MemoryJournal();
  const transfers = new ScriptedTransfers();
  const clock = new ManualClock();
  const finished = new FinishedUploads(clock);
  let lastId = 0;
  const setup: Partial<Setup> & { place: Setup['place'] } = {
    journal,
    transfers,
    place: { graph: 'https://graph.test', account: { id: 'me' }, machine: { id: 'here', name: 'here' } },
  };
  const unused = (): never => {
    throw new Error('not used here');
  };
  const ports: UploadPorts = {
    journal,
    transfers,
    folders: {
      logs: { open: unused, remove: () => Promise.resolve() },
      treeOf: unused,
      rulesFor: unused,
      remote: unused,
      quotaRemaining: unused,
    },
    finished,
    clock,
    log: new MemoryLog(),
    newId: () => `id-${++lastId}`,
    sourceOf: (uri) => new MemoryFile(uri, new Uint8Array(100)),
    place: () => (setup.place instanceof Error ? Promise.reject(setup.place) : Promise.resolve(setup.place)),
    describe: (error) => ({ code: String(error), reason: 'reason', message: 'message' }),
    ask: unused,
    parallel: () => parallel,
  };
  const manager = new UploadManager(ports);
  managers.push(manager);
  return Object.assign(setup, { journal, transfers, clock, manager, ports, finished });
}

/** Lists and begins an upload. */
export async function begin(
  { manager }: Setup,
  each: UploadTask,
  signal = never(),
): Promise<{ id: string; done: Promise<UploadResult> }> {
  const [id] = await manager.add([each], signal);
  assert.ok(id !== undefined);
  const done = manager.run(id, signal);
  await settle();
  return { id, done };
}

export function statesOf({ manager }: Setup): readonly string[] {
  return manager.rows.map(({ record }) => record.state.kind);
}
