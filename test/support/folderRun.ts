import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemRandom } from '../../src/base/random.ts';
import { itemAddress, itemByName } from '../../src/graph/addresses.ts';
import { parseDriveItem } from '../../src/graph/driveItem.ts';
import { finishedLogs } from '../../src/node/finishedLog.ts';
import { localTree } from '../../src/node/localTree.ts';
import type { FolderListener, FolderOutcome, FolderPorts, FolderResult } from '../../src/upload/batch/folderModel.ts';
import { FolderUpload } from '../../src/upload/batch/folderUpload.ts';
import type { AskConflict } from '../../src/upload/batch/planBatch.ts';
import { UploadError } from '../../src/upload/errors.ts';
import type { UploadResult } from '../../src/upload/model.ts';
import type { FinishedLogs, LocalTree } from '../../src/upload/ports.ts';
import type { UploadTask } from '../../src/upload/task.ts';
import { sha256 } from './content.ts';
import type { Engine } from './engine.ts';

export interface FolderRunOptions {
  readonly conflict?: 'ask' | 'fail' | 'replace' | 'rename' | 'skip';
  readonly respectIgnore?: boolean;
  readonly exclude?: Readonly<Record<string, unknown>>;
  readonly top?: string;
  readonly quotaRemaining?: number;
  readonly ask?: AskConflict;
  /** Of the record: runs with the same one go on. */
  readonly id?: string;
  readonly name?: string;
  readonly send?: FolderPorts['send'];
  readonly onCounts?: FolderListener['counts'];
  readonly parallel?: number;
  readonly tree?: LocalTree;
}

export interface FolderRun {
  readonly result: FolderResult;
  readonly outcomes: readonly FolderOutcome[];
}

/** Where the runs of a test keep what is finished. */
export function recordsBeside(folder: string): FinishedLogs {
  return finishedLogs(join(folder, '..', 'records'));
}

/** Uploads a local folder into the engine's destination folder. */
export async function runFolder(
  engine: Engine,
  folder: string,
  options: FolderRunOptions = {},
  signal = new AbortController().signal,
): Promise<FolderRun> {
  const { conflict = 'fail', respectIgnore = true, exclude = {}, id = 'upload', parallel = 4 } = options;
  const outcomes: FolderOutcome[] = [];
  const finished = await recordsBeside(folder).open(id);
  const ports: FolderPorts = {
    client: engine.client,
    clock: engine.clock,
    random: systemRandom,
    tree: options.tree ?? localTree,
    finished,
    log: engine.log,
    ask: options.ask ?? (() => Promise.reject(new Error('nobody expected a question'))),
    send: options.send ?? ((task, sending) => putFile(engine, task, sending)),
    parallel: () => parallel,
  };
  const request = {
    uri: pathToFileURL(folder).href,
    name: options.name ?? 'tree',
    destination: engine.destination,
    rules: { conflictBehavior: 'fail', conflict, verify: true, deferCommit: false, respectIgnore } as const,
    tree: { respectIgnore, exclude, ...(options.top !== undefined && { top: pathToFileURL(options.top).href }) },
    ...(options.quotaRemaining !== undefined && { quotaRemaining: options.quotaRemaining }),
  };
  const listener: FolderListener = {
    counts: (counts) => options.onCounts?.(counts),
    outcome: (outcome) => outcomes.push(outcome),
  };
  const result = await new FolderUpload(request, ports, listener, signal).run();
  return { result, outcomes };
}

/** Sends a file with one request. */
export async function putFile(engine: Engine, task: UploadTask, signal: AbortSignal): Promise<UploadResult> {
  try {
    const file = await task.source.open(signal);
    try {
      const { client } = engine;
      const item = await client.request(
        {
          method: 'PUT',
          label: 'content',
          address: itemAddress(client.cloud, itemByName(task.destination, task.name), 'content', {
            '@microsoft.graph.conflictBehavior': task.conflictBehavior,
          }),
          content: { type: 'application/octet-stream', body: file.body(0, file.stat.size) },
          read: (json) => parseDriveItem(json, task.destination.driveId),
        },
        signal,
      );
      return { status: 'uploaded', item, verified: 'hash' };
    } finally {
      await file.close();
    }
  } catch (error) {
    return signal.aborted ? { status: 'paused' } : { status: 'failed', error };
  }
}

/** Each outcome as text, by its path below the local folder. */
export function summary(outcomes: readonly FolderOutcome[], root: string): Record<string, string> {
  const entries = outcomes.map(({ uri, result, reason }) => {
    const path = decodeURIComponent(new URL(uri).pathname).slice(root.length + 1);
    const error = result.status === 'failed' ? result.error : undefined;
    const code = error instanceof UploadError ? error.code : String(error);
    return [path, error === undefined ? (reason ?? result.status) : code] as const;
  });
  assert.equal(new Set(entries.map(([path]) => path)).size, entries.length, 'something was told of twice');
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Checks that OneDrive has these contents below the folder, and nothing else. */
export function assertTree(
  engine: Engine,
  expected: Readonly<Record<string, string | Uint8Array | undefined>>,
  folder = 'tree',
): void {
  const found: Record<string, string> = {};
  const visit = (path: string): void => {
    const item = engine.sim.item(engine.pathOf(`${folder}${path}`));
    assert.ok(item, `${path} is not there`);
    if (!item.folder) {
      found[path.slice(1)] = String(item.sha256);
      return;
    }
    if (item.children.length === 0) {
      found[path.slice(1)] = 'empty';
    }
    for (const name of item.children) {
      visit(`${path}/${name}`);
    }
  };
  visit('');
  const wanted = Object.entries(expected).map(([path, content]) => [
    path,
    content === undefined ? 'empty' : sha256(Buffer.from(content)),
  ]);
  assert.deepEqual(found, Object.fromEntries(wanted));
  engine.assertClean();
}

/** Requests of the engine by kind since the last look. */
export function requestCounts({ sim }: Engine): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { route } of sim.requests) {
    counts[route] = (counts[route] ?? 0) + 1;
  }
  sim.clearRequests();
  return counts;
}
