import assert from 'node:assert/strict';
import { readFile, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { SignInRequiredError } from '../../src/graph/tokens.ts';
import { TransportError } from '../../src/graph/transport.ts';
import type { FolderCounts } from '../../src/upload/batch/folderCounts.ts';
import type { FolderPorts } from '../../src/upload/batch/folderModel.ts';
import { useEngine } from '../support/engine.ts';
import { assertTree, putFile, requestCounts, runFolder, summary } from '../support/folderRun.ts';
import type { FolderRunOptions } from '../support/folderRun.ts';
import { manyFiles, useLocalFolder, writeTree } from '../support/localFolder.ts';

describe('an upload of a folder that is interrupted', () => {
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

  /** Runs until so many files are sent, then aborts. */
  async function runUntil(sent: number) {
    const abort = new AbortController();
    let count = 0;
    const counting: FolderPorts['send'] = async (task, signal) => {
      const result = await send(task, signal);
      count++;
      if (count === sent) {
        abort.abort();
      }
      return result;
    };
    return run({ send: counting }, abort.signal);
  }

  /** Names of the files that were stored, as often as they were. */
  function storedFiles(): string[] {
    const puts = started().sim.requests.filter(({ route, status }) => route === 'putContent' && status === 201);
    return puts.map(({ file }) => String(file)).toSorted();
  }

  it('goes on where it was, again and again, and stores nothing twice', async () => {
    const spec = manyFiles(120);
    await writeTree(root, spec);
    let runs = 0;
    for (let sent = 7; ; sent = (sent * 13) % 40) {
      runs++;
      const { result } = await runUntil(sent + 1);
      if (result.status === 'finished') {
        break;
      }
      assert.equal(result.status, 'stopped');
      assert.ok(runs < 100, 'it never ends');
    }
    assert.ok(runs > 3);
    const stored = storedFiles();
    assert.equal(stored.length, 120);
    assert.equal(new Set(stored).size, 120);
    assertTree(started(), spec);
  });

  it('tells of every file when it ends, whichever run sent it, and asks nothing about those that are done', async () => {
    await writeTree(root, manyFiles(40));
    const first = await run();
    requestCounts(started());
    const counts: FolderCounts[] = [];
    const second = await run({ onCounts: (each) => counts.push(each) });
    assert.deepEqual(requestCounts(started()), {});
    assert.deepEqual(second.result, first.result);
    const sorted = (outcomes: typeof first.outcomes) => outcomes.toSorted((a, b) => (a.uri < b.uri ? -1 : 1));
    assert.deepEqual(sorted(second.outcomes), sorted(first.outcomes));
    assert.equal(counts.at(-1)?.done, 40);
  });

  it('recognises what was stored although its log was lost', async () => {
    const spec = manyFiles(30);
    await writeTree(root, spec);
    const log = join(made().base, 'records', 'upload.finished.ndjson');
    await run();
    const text = await readFile(log, 'utf8');
    for (const kept of [0, 1, Math.floor(text.length / 3), text.length - 1]) {
      await truncate(log, 0);
      await writeFile(log, text.slice(0, kept));
      const { result, outcomes } = await run();
      assert.equal(result.status, 'finished');
      assert.equal(result.counts.failed, 0);
      assert.ok(outcomes.every((each) => each.result.status === 'uploaded' || each.reason === 'identical'));
    }
    assert.equal(storedFiles().length, 30);
    assertTree(started(), spec);
  });

  it('sends a file again that changed after it was sent, in place of its own earlier state', async () => {
    await writeTree(root, { a: 'first', b: 'b', 'c/d': 'first' });
    await run();
    requestCounts(started());
    await writeFile(join(root, 'a'), 'second');
    await writeFile(join(root, 'c/d'), 'other');
    await utimes(join(root, 'c/d'), 1_700_000_000, 1_700_000_000);
    const tasks = new Map<string, unknown>();
    const { outcomes } = await run({
      send: (task, signal) => {
        tasks.set(task.name, [task.conflictBehavior, task.replaces?.itemId]);
        return send(task, signal);
      },
    });
    const { sim } = started();
    assert.deepEqual(Object.fromEntries(tasks), {
      a: ['replace', sim.item('/Reports/tree/a')?.id],
      d: ['replace', sim.item('/Reports/tree/c/d')?.id],
    });
    assert.deepEqual(summary(outcomes, root), { a: 'uploaded', b: 'uploaded', 'c/d': 'uploaded' });
    assertTree(started(), { a: 'second', b: 'b', 'c/d': 'other' });
  });

  it('follows the rule for a file that somebody else has changed since it was sent', async () => {
    await writeTree(root, { a: 'first' });
    await run();
    await writeFile(join(root, 'a'), 'second');
    started().sim.putItem('/Reports/tree/a', 'somebody else');
    const { outcomes } = await run();
    assert.deepEqual(summary(outcomes, root), { a: 'nameTaken' });
    assertTree(started(), { a: 'somebody else' });
  });

  it('makes folders anew that somebody deleted meanwhile, as far as they are needed', async () => {
    await writeTree(root, { 'a/b/c': 'c' });
    await run();
    started().sim.removeItem('/Reports/tree');
    await writeTree(root, { 'a/b/d': 'd' });
    const { result } = await run();
    assert.equal(result.status, 'finished');
    assert.equal(result.counts.failed, 0);
    assertTree(started(), { 'a/b/d': 'd' });
  });

  it('forgets what is finished with its record', async () => {
    await writeTree(root, { a: 'a' });
    await run({ id: 'one' });
    started().sim.removeItem('/Reports/tree');
    await run({ id: 'two' });
    assertTree(started(), { a: 'a' });
  });

  it('stops at once when aborted, with nothing on its way', async () => {
    await writeTree(root, manyFiles(200));
    const abort = new AbortController();
    let running = 0;
    let begun = 0;
    const { result } = await run(
      {
        send: async (task, signal) => {
          running++;
          begun++;
          if (begun === 5) {
            abort.abort();
          }
          const sent = await send(task, signal);
          running--;
          return sent;
        },
      },
      abort.signal,
    );
    assert.equal(result.status, 'stopped');
    assert.equal(running, 0);
    assert.ok(begun <= 8, `${begun} were begun`);
  });

  it('ends as a whole when nobody is signed in any more', async () => {
    await writeTree(root, manyFiles(60));
    let begun = 0;
    const { result, outcomes } = await run({
      send: (task, signal) => {
        begun++;
        const error = new SignInRequiredError('rejected');
        return begun > 10 ? Promise.resolve({ status: 'failed', error }) : send(task, signal);
      },
    });
    assert.ok(result.status === 'failed' && result.error instanceof SignInRequiredError);
    assert.ok(outcomes.filter((each) => each.result.status === 'failed').length <= 8);
    const again = await run();
    assert.equal(again.result.status, 'finished');
    assert.equal(storedFiles().length, 60);
  });

  it('ends as a whole when a folder cannot be asked for', async () => {
    await writeTree(root, manyFiles(20));
    started().token = 'none';
    const { result, outcomes } = await run();
    assert.ok(result.status === 'failed' && result.error instanceof SignInRequiredError);
    assert.deepEqual(outcomes, []);
  });

  it('ends as a whole when the line is dead, but not for single files', async () => {
    await writeTree(root, manyFiles(100));
    const error = new TransportError('connectionLost', 'localhost');
    let begun = 0;
    const single = await run({
      id: 'single',
      send: (task, signal) => (++begun % 5 === 0 ? Promise.resolve({ status: 'failed', error }) : send(task, signal)),
    });
    assert.equal(single.result.status, 'finished');
    assert.equal(single.result.counts.failed, 20);
    const dead = await run({ id: 'dead', name: 'other', send: () => Promise.resolve({ status: 'failed', error }) });
    assert.equal(dead.result.status, 'failed');
    assert.ok(dead.result.counts.failed < 20);
  });

  it('makes folders through hiccups of the service', async () => {
    const { sim } = started();
    const spec = manyFiles(30);
    await writeTree(root, spec);
    sim.faults.add({ route: 'createFolder', nth: 2, kind: 'status', status: 503, retryAfter: 3 });
    sim.faults.add({ route: 'createFolder', nth: 4, kind: 'loseAnswer' });
    sim.faults.add({ route: 'createFolder', nth: 6, times: 6, kind: 'status', status: 503 });
    sim.putItem('/Reports/tree/f0', { folder: true });
    sim.faults.add({ route: 'listChildren', nth: 2, kind: 'status', status: 429, retryAfter: 2 });
    const { result } = await run();
    assert.equal(result.status, 'finished');
    assert.equal(result.counts.done, 30);
    assertTree(started(), spec);
  });
});
