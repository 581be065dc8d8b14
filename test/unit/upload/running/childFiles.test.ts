import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UploadUrl } from '../../../../src/graph/uploadUrl.ts';
import type { UploadResult } from '../../../../src/upload/model.ts';
import { SourceError } from '../../../../src/upload/ports.ts';
import { ChildFiles } from '../../../../src/upload/running/childFiles.ts';
import { Turns } from '../../../../src/upload/running/turns.ts';
import { begin, endManagers, never, setUp, task } from '../../../support/managing.ts';
import { markAt, sessionUrl } from '../../../support/scriptedTransfers.ts';
import { settle } from '../../../support/settle.ts';
import { uploadRecord } from '../../../support/uploadRecords.ts';

const unwatched = { onProgress: () => {}, onWait: () => {} };

describe('ChildFiles', () => {
  afterEach(endManagers);

  for (const size of [100, 50_000_000]) {
    it(`joins an upload of ${size} bytes that the user has gone on with, instead of a second one`, async () => {
      const setup = setUp();
      const file = task('a', { size });
      const { id } = await begin(setup, file);
      const runs: string[] = [];
      const unexpected = (): never => assert.fail('nothing is added');
      const children = new ChildFiles(setup.ports, new Turns(() => 2), {
        add: unexpected,
        addFailed: unexpected,
        discard: unexpected,
        run(each): Promise<UploadResult> {
          runs.push(each);
          return Promise.resolve({ status: 'skipped' });
        },
      });
      assert.deepEqual(await children.send('folder', file, unwatched, never()), { status: 'skipped' });
      assert.deepEqual(runs, [id]);
    });
  }

  it('tells what a file with a row of its own waits for', async () => {
    const setup = setUp();
    const told: unknown[] = [];
    const unexpected = (): never => assert.fail('nothing else is listed');
    const children = new ChildFiles(setup.ports, new Turns(() => 2), {
      add: () => Promise.resolve(['child']),
      addFailed: unexpected,
      discard: unexpected,
      run(_id, _signal, watch): Promise<UploadResult> {
        watch?.onWait?.({ reason: 'signIn' });
        watch?.onWait?.(undefined);
        return Promise.resolve({ status: 'skipped' });
      },
    });
    const watch = { ...unwatched, onWait: (wait: unknown) => told.push(wait) };
    await children.send('folder', task('a', { size: 50_000_000 }), watch, never());
    assert.deepEqual(told, [{ reason: 'signIn' }, undefined]);
  });

  it('keeps no upload session that nobody would find again, of a small file that has grown', async () => {
    const { ports, transfers } = setUp();
    const unexpected = (): never => assert.fail('nothing is listed');
    const list = { add: unexpected, addFailed: unexpected, discard: unexpected, run: unexpected };
    const sent = new ChildFiles(ports, new Turns(() => 2), list).send('folder', task('a'), unwatched, never());
    await settle();
    const { keeper } = transfers.of('a');
    await assert.rejects(keeper.opened(new UploadUrl(sessionUrl), markAt(0)), SourceError);
    transfers.of('a').succeed();
    assert.equal((await sent).status, 'uploaded');
  });

  for (const ended of [true, false]) {
    it(`${ended ? 'brings to an end' : 'leaves for the next run'} what a crash left of a folder that ${ended ? 'is done' : 'goes on'}`, async () => {
      const { journal, ports } = setUp();
      for (const state of ['running', 'queued', 'interrupted', 'paused'] as const) {
        journal.put(uploadRecord(state, { parent: 'folder', state: { kind: state } }));
      }
      journal.put(uploadRecord('other', { parent: 'another', state: { kind: 'running' } }));
      journal.put(uploadRecord('elsewhere', { parent: 'folder', state: { kind: 'running' } }), 'otherWindow');
      if (!ended) {
        journal.put(uploadRecord('folder', { kind: 'folder' }));
      }
      const runs: string[] = [];
      const unexpected = (): never => assert.fail('nothing is added');
      const children = new ChildFiles(ports, new Turns(() => 2), {
        add: unexpected,
        addFailed: unexpected,
        discard: unexpected,
        run(each): Promise<UploadResult> {
          runs.push(each);
          return Promise.resolve({ status: 'skipped' });
        },
      });
      await children.end('folder', [], never());
      assert.deepEqual(runs, ended ? ['running', 'queued', 'interrupted'] : []);
    });
  }
});
