import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Clock } from '../../../src/base/clock.ts';
import { systemClock } from '../../../src/base/clock.ts';
import type { UploadTask } from '../../../src/upload/manager.ts';
import { UploadManager } from '../../../src/upload/manager.ts';
import type { UploadProgress, UploadResult } from '../../../src/upload/model.ts';
import type { FileSource } from '../../../src/upload/ports.ts';

const source: FileSource = {
  name: 'unused',
  stat: () => Promise.reject(new Error('not used here')),
  open: () => Promise.reject(new Error('not used here')),
};

function task(name: string, folder = 'folder'): UploadTask {
  return {
    uri: `file:///${name}`,
    source,
    name,
    size: 100,
    destination: { driveId: 'drive', itemId: folder, driveType: 'business', path: '/' },
    conflictBehavior: 'fail',
    conflict: 'ask',
    fragmentSize: 327_680,
    verify: true,
  };
}

/** Uploads that end when the test says so. */
class Sender {
  readonly begun: string[] = [];
  readonly #ends = new Map<string, (result: UploadResult) => void>();
  readonly #progress = new Map<string, (progress: UploadProgress) => void>();

  readonly send = (
    { uri }: UploadTask,
    onProgress: (progress: UploadProgress) => void,
    signal: AbortSignal,
  ): Promise<UploadResult> => {
    this.begun.push(uri);
    this.#progress.set(uri, onProgress);
    return new Promise((resolve) => {
      this.#ends.set(uri, resolve);
      signal.addEventListener('abort', () => resolve({ status: 'cancelled' }));
    });
  };

  end(uri: string, result: UploadResult = { status: 'skipped' }): void {
    this.#ends.get(uri)?.(result);
  }

  progress(uri: string, sent: number): void {
    this.#progress.get(uri)?.({ size: 100, sent, accepted: 0 });
  }
}

const never = (): AbortSignal => new AbortController().signal;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp(parallel = 2): { sender: Sender; manager: UploadManager } {
  const sender = new Sender();
  return { sender, manager: new UploadManager(sender.send, systemClock, () => parallel) };
}

describe('UploadManager', () => {
  it('sends no more files at a time than it may', async () => {
    const { sender, manager } = setUp(2);
    const runs = ['a', 'b', 'c'].map((name) => manager.run(task(name), never()));
    await settle();
    assert.deepEqual(sender.begun, ['file:///a', 'file:///b']);
    assert.deepEqual(
      manager.entries.map(({ state }) => state.kind),
      ['queued', 'queued', 'queued'],
    );
    sender.end('file:///b');
    await settle();
    assert.deepEqual(sender.begun, ['file:///a', 'file:///b', 'file:///c']);
    sender.end('file:///a');
    sender.end('file:///c');
    await Promise.all(runs);
    assert.deepEqual(manager.entries, []);
  });

  it('sends files for one name one after another, whatever the case of the letters', async () => {
    const { sender, manager } = setUp(4);
    const first = manager.run({ ...task('Report.txt'), uri: 'file:///1' }, never());
    const second = manager.run({ ...task('report.TXT'), uri: 'file:///2' }, never());
    const elsewhere = manager.run({ ...task('report.txt', 'other'), uri: 'file:///3' }, never());
    await settle();
    assert.deepEqual(sender.begun, ['file:///1', 'file:///3']);
    sender.end('file:///1');
    await settle();
    assert.deepEqual(sender.begun, ['file:///1', 'file:///3', 'file:///2']);
    sender.end('file:///2');
    sender.end('file:///3');
    await Promise.all([first, second, elsewhere]);
  });

  it('lists progress while it runs and keeps what failed', async () => {
    const { sender, manager } = setUp();
    let changes = 0;
    manager.onDidChange(() => {
      changes += 1;
    });
    const seen: number[] = [];
    const run = manager.run(task('a'), never(), ({ sent }) => seen.push(sent));
    await settle();
    sender.progress('file:///a', 40);
    const [entry] = manager.entries;
    assert.ok(entry?.state.kind === 'uploading');
    assert.equal(entry.state.progress.sent, 40);
    assert.deepEqual(seen, [40]);

    const error = new Error('broken');
    sender.end('file:///a', { status: 'failed', error });
    assert.deepEqual(await run, { status: 'failed', error });
    assert.deepEqual(
      manager.entries.map(({ id, state }) => ({ id, state })),
      [{ id: entry.id, state: { kind: 'failed', error } }],
    );
    assert.equal(changes, 3);
  });

  it('gives a failed upload back once, to be run again', async () => {
    const { manager } = setUp();
    const failed = task('a');
    manager.addFailed(failed, new Error('broken'));
    const [entry] = manager.entries;
    assert.ok(entry);
    assert.equal(manager.takeFailed(entry.id), failed);
    assert.equal(manager.takeFailed(entry.id), undefined);
    assert.deepEqual(manager.entries, []);
  });

  it('does not give away an upload that still runs', async () => {
    const { sender, manager } = setUp();
    const run = manager.run(task('a'), never());
    const [entry] = manager.entries;
    assert.ok(entry);
    assert.equal(manager.takeFailed(entry.id), undefined);
    assert.equal(manager.entry(entry.id), entry);
    await settle();
    sender.end('file:///a');
    await run;
  });

  it('clears what failed and leaves what runs', async () => {
    const { sender, manager } = setUp();
    const run = manager.run(task('a'), never());
    manager.addFailed(task('b'), new Error('broken'));
    manager.clearFailed();
    assert.deepEqual(
      manager.entries.map(({ task: { name } }) => name),
      ['a'],
    );
    await settle();
    sender.end('file:///a');
    await run;
  });

  it('cancels one upload and leaves the others', async () => {
    const { sender, manager } = setUp();
    const a = manager.run(task('a'), never());
    const b = manager.run(task('b'), never());
    await settle();
    const [first] = manager.entries;
    manager.cancel(first?.id ?? '');
    assert.deepEqual(await a, { status: 'cancelled' });
    assert.deepEqual(
      manager.entries.map(({ task: { name } }) => name),
      ['b'],
    );
    sender.end('file:///b');
    await b;
  });

  it('cancels an upload that waits for a place, without sending anything of it', async () => {
    const { sender, manager } = setUp(1);
    const abort = new AbortController();
    const a = manager.run(task('a'), never());
    const b = manager.run(task('b'), abort.signal);
    await settle();
    abort.abort();
    assert.deepEqual(await b, { status: 'cancelled' });
    sender.end('file:///a');
    await a;
    await settle();
    assert.deepEqual(sender.begun, ['file:///a']);
  });

  it('cancels an upload that waits for another one of the same name', async () => {
    const { sender, manager } = setUp(4);
    const abort = new AbortController();
    const a = manager.run({ ...task('same'), uri: 'file:///1' }, never());
    const b = manager.run({ ...task('same'), uri: 'file:///2' }, abort.signal);
    await settle();
    abort.abort();
    assert.deepEqual(await b, { status: 'cancelled' });
    assert.deepEqual(sender.begun, ['file:///1']);
    sender.end('file:///1');
    await a;
  });

  it('does not begin a third upload of a name because the second, waiting one was cancelled', async () => {
    const { sender, manager } = setUp(4);
    const abort = new AbortController();
    const a = manager.run({ ...task('same'), uri: 'file:///1' }, never());
    const b = manager.run({ ...task('same'), uri: 'file:///2' }, abort.signal);
    await settle();
    abort.abort();
    await b;
    const c = manager.run({ ...task('same'), uri: 'file:///3' }, never());
    await settle();
    assert.deepEqual(sender.begun, ['file:///1']);
    sender.end('file:///1');
    await a;
    await settle();
    assert.deepEqual(sender.begun, ['file:///1', 'file:///3']);
    sender.end('file:///3');
    await c;
  });

  it('waits at the end until every upload has stopped', async () => {
    const { manager } = setUp();
    const run = manager.run(task('a'), never());
    await settle();
    await manager.dispose();
    assert.deepEqual(await run, { status: 'cancelled' });
  });

  it('begins nothing after its end', async () => {
    const { sender, manager } = setUp();
    await manager.dispose();
    assert.deepEqual(await manager.run(task('a'), never()), { status: 'cancelled' });
    assert.deepEqual(sender.begun, []);
  });

  it('ignores what is still reported of an upload that has ended', async () => {
    const { sender, manager } = setUp();
    const seen: number[] = [];
    const run = manager.run(task('a'), never(), ({ sent }) => seen.push(sent));
    await settle();
    sender.end('file:///a');
    await run;
    sender.progress('file:///a', 100);
    assert.deepEqual(manager.entries, []);
    assert.deepEqual(seen, []);
  });

  it('shows again every second how it goes, so that a stalled upload does not keep its speed', async () => {
    const waits: (() => void)[] = [];
    const clock: Clock = {
      now: () => 0,
      monotonic: () => waits.length * 1000,
      delay: (_, signal) =>
        new Promise((resolve, reject) => {
          waits.push(resolve);
          signal?.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    };
    const sender = new Sender();
    const manager = new UploadManager(sender.send, clock, () => 1);
    const seen: number[] = [];
    const run = manager.run(task('a'), never(), ({ sent }) => seen.push(sent));
    await settle();
    sender.progress('file:///a', 40);
    waits[0]?.();
    await settle();
    waits[1]?.();
    await settle();
    assert.deepEqual(seen, [40, 40, 40]);
    sender.end('file:///a');
    await run;
  });

  it('stops every upload at once', async () => {
    const { manager } = setUp();
    const runs = ['a', 'b', 'c'].map((name) => manager.run(task(name), never()));
    await settle();
    manager.cancelAll();
    assert.deepEqual(
      (await Promise.all(runs)).map(({ status }) => status),
      ['cancelled', 'cancelled', 'cancelled'],
    );
  });

  it('turns what the sender throws into a failed upload', async () => {
    const error = new Error('a defect');
    const manager = new UploadManager(
      () => Promise.reject(error),
      systemClock,
      () => 1,
    );
    assert.deepEqual(await manager.run(task('a'), never()), { status: 'failed', error });
  });
});
