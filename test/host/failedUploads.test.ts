import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { appendFile, rm, utimes } from 'node:fs/promises';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import { compareWithOneDrive } from '../support/compare.ts';
import { eventually } from '../support/eventually.ts';
import { writePatternedFile } from '../support/patternedFile.ts';
import {
  fragment,
  fragmentsOf,
  heldUpload,
  localFile,
  quietly,
  rowOf,
  run,
  size,
  statuses,
  useWorld,
} from './pending.ts';
import { answering, replacing } from './prompts.ts';
import { pending, upload } from './setup.ts';

const { pauseUpload, resumeAllUploads, resumeUpload, retryUpload } = commandIds;

describe('uploads that did not succeed', () => {
  const started = useWorld();

  it('stay in the list with the reason, and are tried again', async () => {
    const world = started();
    const uris = await Promise.all([localFile(world, 'a.txt', 10), localFile(world, 'b.txt', 20)]);
    world.sim.faults.add({ route: 'putContent', times: 2, kind: 'status', status: 403 });
    const outcomes = await upload(uris, quietly);
    assert.deepEqual(statuses(outcomes), ['accessDenied', 'accessDenied']);
    const rows = await pending();
    assert.deepEqual(
      rows.map(({ name, state, error }) => [name, state, error]),
      ['a.txt', 'b.txt'].map((name, index) => {
        const { code, message } = outcomes[index]?.error ?? {};
        return [name, 'failed', { code, message }];
      }),
    );
    assert.deepEqual(await run(retryUpload, rows[0]?.id), ['uploaded']);
    assert.deepEqual(await run(resumeAllUploads), ['uploaded']);
    for (const uri of uris) {
      await compareWithOneDrive(world.sim, uri.fsPath, `/Sent/${uri.path.split('/').at(-1)}`);
    }
    assert.deepEqual(await pending(), []);
  });

  it('are tried again also when they could not be put on the list', async () => {
    const world = started();
    const uris = await Promise.all([localFile(world, 'a.txt', 10), localFile(world, 'b.txt', 20)]);
    const { open } = fs;
    let isFull = true;
    const disk = replacing(fs, 'open', async (path: string, ...others: [string, number]) => {
      if (isFull && path.includes('.json.')) {
        throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      }
      return open(path, ...others);
    });
    try {
      const asked = await answering('showErrorMessage', 'Retry', async () => {
        for (const { status } of await upload(uris, quietly)) {
          assert.equal(status, 'failed');
        }
        isFull = false;
        await eventually(() => assert.equal(world.sim.item('/Sent/b.txt')?.size, 20));
      });
      assert.ok(asked.length > 0);
    } finally {
      disk.restore();
    }
    await eventually(async () => assert.deepEqual(await pending(), []));
    for (const uri of uris) {
      await compareWithOneDrive(world.sim, uri.fsPath, `/Sent/${uri.path.split('/').at(-1)}`);
    }
  });

  it('are one row, however often they fail', async () => {
    const world = started();
    const uri = await localFile(world, 'a.txt', 10);
    world.sim.putItem('/Sent/a.txt', 'taken');
    for (let round = 0; round < 3; round += 1) {
      assert.deepEqual(statuses(await upload([uri], quietly)), ['nameTaken']);
      assert.equal((await rowOf('a.txt')).state, 'failed');
    }
    world.sim.removeItem('/Sent/a.txt');
    assert.deepEqual(await run(retryUpload, (await rowOf('a.txt')).id), ['uploaded']);
    assert.deepEqual(await pending(), []);
  });

  it('go on where they were when there is room again', async () => {
    const world = started();
    const uri = await localFile(world, 'data.bin', size);
    world.sim.setQuota(fragment);
    // Nobody knows beforehand that there is no room.
    world.sim.faults.add({ route: 'getDrive', nth: 2, times: 'always', kind: 'status', status: 403 });
    assert.deepEqual(statuses(await upload([uri], quietly)), ['overQuota']);
    world.sim.faults.clear();
    world.sim.setQuota(1024 ** 4);
    const { id, state, error } = await rowOf('data.bin');
    assert.deepEqual([state, error?.code], ['failed', 'overQuota']);
    world.sim.clearRequests();
    assert.deepEqual(await run(retryUpload, id), ['uploaded']);
    assert.deepEqual(fragmentsOf(world.sim, 'data.bin'), [], 'no byte is sent again');
    await compareWithOneDrive(world.sim, uri.fsPath, '/Sent/data.bin');
  });

  for (const [change, make] of [
    ['longer', (path: string) => appendFile(path, 'more')],
    ['written again with other bytes of the same number', (path: string) => writePatternedFile(path, size, 2)],
  ] as const) {
    it(`begin anew when the file is ${change}, and mix nothing`, async () => {
      const world = started();
      const { id, uri, outcomes } = await heldUpload(world, 'data.bin');
      await vscode.commands.executeCommand(pauseUpload, id);
      await outcomes;
      await make(uri.fsPath);
      assert.deepEqual(await run(resumeUpload, id), ['file.changed']);
      assert.equal(world.sim.item('/Sent/data.bin'), undefined);
      assert.deepEqual(world.sim.openSessions, [], 'what was sent is of no use');
      assert.equal((await rowOf('data.bin')).state, 'changed');

      world.sim.clearRequests();
      assert.deepEqual(await run(retryUpload, id), ['uploaded']);
      assert.equal(fragmentsOf(world.sim, 'data.bin')[0]?.start, 0);
      await compareWithOneDrive(world.sim, uri.fsPath, '/Sent/data.bin');
      assert.deepEqual(await pending(), []);
    });
  }

  it('begin anew when bytes that were sent have changed although size and time have not', async () => {
    const world = started();
    const time = new Date(1_700_000_000_000);
    const { id, uri, outcomes } = await heldUpload(world, 'data.bin', quietly, time);
    await vscode.commands.executeCommand(pauseUpload, id);
    await outcomes;
    await writePatternedFile(uri.fsPath, size, 2);
    await utimes(uri.fsPath, time, time);
    assert.deepEqual(await run(resumeUpload, id), ['file.changed']);
    assert.deepEqual(await run(retryUpload, id), ['uploaded']);
    await compareWithOneDrive(world.sim, uri.fsPath, '/Sent/data.bin');
  });

  it('keep what was sent while the file is away', async () => {
    const world = started();
    const { id, uri, outcomes } = await heldUpload(world, 'data.bin');
    await vscode.commands.executeCommand(pauseUpload, id);
    await outcomes;
    await rm(uri.fsPath);
    assert.deepEqual(await run(resumeUpload, id), ['file.missing']);
    assert.deepEqual((await rowOf('data.bin')).error?.code, 'file.missing');
    await localFile(world, 'data.bin', size);
    assert.deepEqual(await run(retryUpload, id), ['file.changed'], 'another file of the name is not the same');
    assert.deepEqual(await run(retryUpload, id), ['uploaded']);
    await compareWithOneDrive(world.sim, uri.fsPath, '/Sent/data.bin');
  });

  it('begin anew when OneDrive has forgotten what was sent, which the list tells before', async () => {
    const world = started();
    const age = 16 * 60_000;
    world.sim.clock.advance(-age);
    try {
      const { id, uri, outcomes } = await heldUpload(world, 'data.bin');
      await vscode.commands.executeCommand(pauseUpload, id);
      await outcomes;
      const { state, expires } = await rowOf('data.bin');
      assert.equal(state, 'expired');
      assert.ok(Date.parse(expires ?? '') < Date.now());
      world.sim.clock.advance(age);
      world.sim.clearRequests();
      assert.deepEqual(await run(retryUpload, id), ['uploaded']);
      assert.equal(fragmentsOf(world.sim, 'data.bin')[0]?.start, 0);
      await compareWithOneDrive(world.sim, uri.fsPath, '/Sent/data.bin');
    } finally {
      world.sim.clock.advance(-(world.sim.clock.now() - Date.now()));
    }
  });
});
