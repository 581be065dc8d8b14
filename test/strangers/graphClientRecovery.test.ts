import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import {
  FileUpload,
  GraphError,
  LargeFileUploadTask,
  OneDriveLargeFileUploadTask,
  StreamUpload,
} from '@microsoft/microsoft-graph-client';
import type { FaultAction } from '../sim/index.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { fragments, type GraphClientStand, useGraphClient } from './graphClient.ts';
import { assertStored } from './stored.ts';
import { valueAt } from './valueAt.ts';

const MiB = 1024 * 1024;
const content = patternedBytes(11 * MiB);

type Task = OneDriveLargeFileUploadTask<unknown>;

/** A task for `/Reports/late.bin` that has its upload session already. */
function begin(stand: GraphClientStand, conflictBehavior = 'fail'): Promise<Task> {
  return OneDriveLargeFileUploadTask.create(stand.client, content, {
    fileName: 'late.bin',
    path: '/Reports',
    conflictBehavior,
  });
}

/** The client rejects with the body of a fragment's answer as it came. */
function answered(code: string): (body: unknown) => boolean {
  return (body) => valueAt(body, 'error', 'code') === code;
}

/** Session of a file that somebody else made while its bytes were on their way. */
async function lateConflict(stand: GraphClientStand): Promise<Task> {
  const task = await begin(stand);
  stand.sim.putItem('/Reports/late.bin', 'somebody else was faster');
  await assert.rejects(task.upload(), answered('nameAlreadyExists'));
  assert.deepEqual(await ranges(task), []);
  return task;
}

async function ranges(task: Task): Promise<unknown> {
  return valueAt(await task.getStatus(), 'nextExpectedRanges');
}

describe("Microsoft's Graph client after a late conflict", function () {
  this.timeout(30_000);
  describe('on a personal drive', () => {
    const stand = useGraphClient({ drive: 'personal' });

    it('commits the bytes under a free name', async () => {
      const task = await lateConflict(stand);
      const item = await task.commit('/me/drive/root:/Reports');
      assert.equal(valueAt(item, 'name'), 'late 1.bin');
      assertStored(stand.sim, '/Reports/late 1.bin', content);
      assert.equal(stand.sim.item('/Reports/late.bin')?.content().toString(), 'somebody else was faster');
      assert.deepEqual(stand.sim.openSessions, []);
    });

    it('commits the bytes over the other file', async () => {
      const task = await lateConflict(stand);
      await task.commit('/me/drive/root:/Reports', 'replace');
      assertStored(stand.sim, '/Reports/late.bin', content);
      assert.deepEqual(stand.sim.openSessions, []);
    });

    it('commits a deferred upload', async () => {
      const session = await deferred(stand);
      await session.commit('/me/drive/root:');
      assertStored(stand.sim, '/deferred.bin', content);
    });
  });

  describe('on a business drive', () => {
    const stand = useGraphClient({ drive: 'business' });

    it('cannot commit, and cancels instead', async () => {
      const task = await lateConflict(stand);
      await assert.rejects(task.commit('/me/drive/root:/Reports'), { statusCode: 400, code: 'notSupported' });
      assert.equal(stand.sim.openSessions.length, 1);
      await task.cancel();
      assert.deepEqual(stand.sim.openSessions, []);
      const again = await begin(stand, 'replace');
      await again.upload();
      assertStored(stand.sim, '/Reports/late.bin', content);
    });

    it('commits a deferred upload by an empty POST', async () => {
      const task = await deferred(stand);
      await stand.client.api(task.getUploadSession().url).post('');
      assertStored(stand.sim, '/deferred.bin', content);
    });
  });
});

/** A deferred upload with all of its bytes sent. The client takes the missing item for an error. */
async function deferred(stand: GraphClientStand): Promise<Task> {
  const session = await LargeFileUploadTask.createUploadSession(
    stand.client,
    '/me/drive/root:/deferred.bin:/createUploadSession',
    { deferCommit: true, item: { '@microsoft.graph.conflictBehavior': 'rename' } },
  );
  const file = new FileUpload(content, 'deferred.bin', content.length);
  const task = new OneDriveLargeFileUploadTask<unknown>(stand.client, file, session, {});
  await assert.rejects(task.upload(), { name: 'Invalid Session' });
  assert.equal(stand.sim.item('/deferred.bin'), undefined);
  return task;
}

describe("Microsoft's Graph client after an interruption", function () {
  this.timeout(30_000);
  const stand = useGraphClient();
  const second = { route: 'fragment', nth: 2 } as const;

  const interruptions: readonly [what: string, fault: FaultAction, resumedAt: number][] = [
    ['a cut connection', { kind: 'cut', afterBytes: MiB }, 5 * MiB],
    ['a cut of which the service kept a part', { kind: 'cut', afterBytes: MiB, keep: 900_001 }, 5 * MiB + 900_001],
    ['a busy service', { kind: 'status', status: 503 }, 5 * MiB],
    ['a failure that stored the fragment', { kind: 'status', status: 500, when: 'after' }, 10 * MiB],
    ['a service that lost a fragment', { kind: 'rewind', fragments: 1 }, 5 * MiB],
  ];
  for (const [what, fault, resumedAt] of interruptions) {
    it(`goes on after ${what}`, async () => {
      const task = await begin(stand);
      stand.sim.faults.add({ ...second, ...fault });
      if (fault.kind !== 'rewind') {
        await assert.rejects(task.upload());
        await task.resume();
      } else {
        await task.upload();
      }
      assertStored(stand.sim, '/Reports/late.bin', content);
      assert.equal(Number.parseInt(fragments(stand.sim)[2] ?? '', 10), resumedAt);
    });
  }

  it('goes on with a stream, of which it remembers the last slice', async () => {
    const source = new StreamUpload(Readable.from([content], { objectMode: false }), 'stream.bin', content.length);
    const task = await OneDriveLargeFileUploadTask.createTaskWithFileObject(stand.client, source, {
      fileName: 'stream.bin',
    });
    stand.sim.faults.add({ ...second, kind: 'cut', afterBytes: MiB });
    await assert.rejects(task.upload());
    await task.resume();
    assertStored(stand.sim, '/stream.bin', content);
  });

  it('finds the session gone after its end was reached without an answer', async () => {
    const task = await begin(stand);
    stand.sim.faults.add({ route: 'fragment', last: true, kind: 'loseAnswer' });
    await assert.rejects(task.upload());
    await assert.rejects(task.resume(), notFound);
    assertStored(stand.sim, '/Reports/late.bin', content);
  });

  it('finds the session gone after it expired', async () => {
    const task = await begin(stand);
    const { expiry } = task.getUploadSession();
    stand.sim.clock.advance(expiry.getTime() - stand.sim.clock.now());
    await assert.rejects(task.resume(), notFound);
    assert.equal(stand.sim.item('/Reports/late.bin'), undefined);
  });

  it('cancels what it began', async () => {
    const task = await begin(stand);
    stand.sim.faults.add({ ...second, kind: 'status', status: 503 });
    await assert.rejects(task.upload());
    assert.equal(valueAt(await task.cancel(), 'status'), 204);
    assert.equal(await task.upload(), undefined);
    assert.deepEqual(stand.sim.openSessions, []);
    assert.equal(stand.sim.item('/Reports/late.bin'), undefined);
    assert.equal(fragments(stand.sim).length, 2);
  });

  it('waits as long as Retry-After says before it asks for a session again', async () => {
    stand.sim.faults.add({ route: 'createUploadSession', kind: 'status', status: 429, retryAfter: 1 });
    const task = await begin(stand);
    await task.upload();
    const created = stand.sim.requests.filter(({ route }) => route === 'createUploadSession');
    assert.deepEqual(
      created.map(({ status }) => status),
      [429, 200],
    );
  });
});

function notFound(error: unknown): boolean {
  return error instanceof GraphError && error.statusCode === 404;
}
