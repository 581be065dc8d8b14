import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { systemClock } from '../../src/base/clock.ts';
import type { FolderCounts } from '../../src/upload/batch/folderCounts.ts';
import { localTree } from '../../src/node/localTree.ts';
import type { FolderPorts } from '../../src/upload/batch/folderModel.ts';
import type { LocalTree } from '../../src/upload/ports.ts';
import { positionalBytes } from '../support/content.ts';
import { useEngine } from '../support/engine.ts';
import { putFile, requestCounts, runFolder } from '../support/folderRun.ts';
import type { FolderRunOptions } from '../support/folderRun.ts';
import { manyFiles, useLocalFolder, writeTree } from '../support/localFolder.ts';

const MiB = 1024 * 1024;

describe('the flow of an upload of a folder', () => {
  const started = useEngine();
  const made = useLocalFolder();
  let root: string;

  beforeEach(() => {
    ({ root } = made());
  });

  const send: FolderPorts['send'] = (task, signal) => putFile(started(), task, signal);

  function run(options: FolderRunOptions = {}, signal?: AbortSignal) {
    return runFolder(started(), root, options, signal);
  }

  it('sends small files while large ones are on their way, and few of each at a time', async () => {
    const spec = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`small ${index}`, `content ${index}`]));
    for (const name of ['a', 'b', 'c', 'd']) {
      await writeFile(join(root, name), positionalBytes(11 * MiB));
    }
    await writeTree(root, spec);
    const running = new Map<string, number>();
    let smallBehindLarge = 0;
    let most = 0;
    const release = new AbortController();
    const { result } = await run({
      parallel: 2,
      send: async (task, signal) => {
        const isLarge = task.size > MiB;
        running.set(task.name, task.size);
        most = Math.max(most, running.size);
        if (isLarge) {
          while (!release.signal.aborted) {
            await systemClock.delay(5);
          }
        } else {
          smallBehindLarge += release.signal.aborted ? 0 : 1;
        }
        const sent = await send(task, signal);
        running.delete(task.name);
        if (smallBehindLarge === 30) {
          release.abort();
        }
        return sent;
      },
    });
    assert.equal(result.counts.done, 34);
    assert.equal(smallBehindLarge, 30);
    assert.ok(most <= 6, `${most} at a time`);
  });

  it('sends while it still walks, and knows how many there are before it has met them', async () => {
    await writeTree(root, manyFiles(300));
    const counted = new AbortController();
    let known: FolderCounts | undefined;
    // No file gets through, and so the walk does not come to its end, before all are counted.
    await run({
      send: async (task, signal) => {
        while (!counted.signal.aborted) {
          await systemClock.delay(5);
        }
        return send(task, signal);
      },
      onCounts: (counts) => {
        if (counts.isCounted && known === undefined) {
          known = counts;
          counted.abort();
        }
      },
    });
    assert.deepEqual([known?.total, known?.done], [300, 0]);
  });

  it('has ended only when its walk ahead has', async () => {
    await writeTree(root, { a: 'a' });
    const gate = Promise.withResolvers<void>();
    let walks = 0;
    const slowly: LocalTree = {
      cheap: true,
      async *walk(folder, rules, signal) {
        walks++;
        if (walks === 1) {
          await gate.promise;
        }
        yield* localTree.walk(folder, rules, signal);
      },
    };
    let hasEnded = false;
    const running = run({ tree: slowly }).finally(() => {
      hasEnded = true;
    });
    while (started().sim.item('/Reports/tree/a') === undefined) {
      await systemClock.delay(5);
    }
    await systemClock.delay(50);
    assert.equal(hasEnded, false);
    gate.resolve();
    assert.equal((await running).result.status, 'finished');
  });

  it('walks once where walking is not cheap', async () => {
    await writeTree(root, { a: 'a', 'b/c': 'c' });
    let walks = 0;
    const dear: LocalTree = {
      cheap: false,
      walk(...where) {
        walks++;
        return localTree.walk(...where);
      },
    };
    const { result } = await run({ tree: dear });
    assert.equal(walks, 1);
    assert.deepEqual([result.counts.total, result.counts.isCounted], [2, true]);
  });

  it('needs one request for each file and each folder', async () => {
    const { base } = made();
    await rm(root, { recursive: true });
    await writeTree(join(base, 'tree'), manyFiles(1000));
    await run();
    assert.deepEqual(requestCounts(started()), { createFolder: 1 + 20 + 100, putContent: 1000 });
    started().assertClean();
  });
});
