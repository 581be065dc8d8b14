import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { commandIds, settingKeys } from '../../src/contributions.ts';
import { compareWithOneDrive } from '../support/compare.ts';
import { fragmentsOf, heldUpload, localFile, quietly, rowOf, run, size, statuses, useWorld } from './pending.ts';
import { answering } from './prompts.ts';
import { discardAll, pending, setSetting, upload } from './setup.ts';

const { cancelUpload, commitUpload, pauseUpload, resolveUpload, resumeUpload } = commandIds;
const later = { ...quietly, deferCommit: true } as const;

for (const drive of ['business', 'personal', 'documentLibrary'] as const) {
  describe(`uploads to a ${drive} drive that become visible later`, () => {
    const started = useWorld({ drive });

    for (const [kind, bytes] of [
      ['small', 1000],
      ['large', size],
      ['empty', 0],
    ] as const) {
      it(`wait with all bytes of a ${kind} file until they are committed`, async () => {
        const world = started();
        const uri = await localFile(world, 'later.bin', bytes);
        assert.deepEqual(await upload([uri], later), [{ uri: uri.toString(), status: 'awaitingCommit' }]);
        assert.equal(world.sim.item('/Sent/later.bin'), undefined);
        const { id, state, size: shown, acceptedBytes } = await rowOf('later.bin');
        assert.deepEqual(
          { state, shown, acceptedBytes },
          { state: 'awaitingCommit', shown: bytes, acceptedBytes: bytes },
        );

        world.sim.clearRequests();
        assert.deepEqual(await run(commitUpload, id), ['uploaded']);
        assert.deepEqual(fragmentsOf(world.sim, 'later.bin'), [], 'no byte is sent again');
        await compareWithOneDrive(world.sim, uri.fsPath, '/Sent/later.bin');
        assert.deepEqual(await pending(), []);
      });
    }

    it('go on after a pause, and still wait', async () => {
      const world = started();
      const { id, uri, outcomes } = await heldUpload(world, 'later.bin', later);
      await vscode.commands.executeCommand(pauseUpload, id);
      assert.deepEqual(statuses(await outcomes), ['paused']);
      assert.deepEqual(await run(resumeUpload, id), ['awaitingCommit']);
      assert.equal(world.sim.item('/Sent/later.bin'), undefined);
      assert.deepEqual(await run(commitUpload, id), ['uploaded']);
      await compareWithOneDrive(world.sim, uri.fsPath, '/Sent/later.bin');
    });

    it('are committed together, and although the local file is gone', async () => {
      const world = started();
      const uris = await Promise.all([localFile(world, 'a.bin', 2000), localFile(world, 'b.bin', 3000, 2)]);
      assert.deepEqual(statuses(await upload(uris, later)), ['awaitingCommit', 'awaitingCommit']);
      const ids = (await pending()).map(({ id }) => id);
      await Promise.all(uris.map(({ fsPath }) => rm(fsPath)));
      assert.deepEqual(await run(commitUpload, undefined, ids), ['uploaded', 'uploaded']);
      assert.deepEqual([world.sim.item('/Sent/a.bin')?.size, world.sim.item('/Sent/b.bin')?.size], [2000, 3000]);
      await Promise.all([localFile(world, 'a.bin', 2000), localFile(world, 'b.bin', 3000, 2)]);
      for (const { fsPath, path } of uris) {
        await compareWithOneDrive(world.sim, fsPath, `/Sent/${path.split('/').at(-1)}`);
      }
    });

    it('replace what is there when they are committed, where the service can do that', async () => {
      const world = started();
      const old = world.sim.putItem('/Sent/later.bin', 'old');
      const uri = await localFile(world, 'later.bin', 1000);
      const outcomes = statuses(await upload([uri], { ...later, conflictBehavior: 'replace' }));
      assert.equal(world.sim.item('/Sent/later.bin')?.cTag, old.cTag, 'nothing is visible before');
      if (drive === 'personal') {
        assert.deepEqual(outcomes, ['deferredReplace']);
        await discardAll();
        return;
      }
      assert.deepEqual(outcomes, ['awaitingCommit']);
      assert.deepEqual(await run(commitUpload, (await rowOf('later.bin')).id), ['uploaded']);
      assert.equal(world.sim.item('/Sent/later.bin')?.id, old.id);
      await compareWithOneDrive(world.sim, uri.fsPath, '/Sent/later.bin');
    });

    it('are a conflict when somebody has taken the name before they are committed', async () => {
      const world = started();
      const uri = await localFile(world, 'later.bin', 1000);
      await upload([uri], later);
      world.sim.putItem('/Sent/later.bin', 'of somebody else');
      const { id } = await rowOf('later.bin');
      assert.deepEqual(await run(commitUpload, id), ['nameTaken']);
      assert.equal((await rowOf('later.bin')).state, 'conflict');
      assert.equal(world.sim.item('/Sent/later.bin')?.content().toString(), 'of somebody else');
      await answering('showQuickPick', 'Keep Both', async () => run(resolveUpload, id));
      const [, copy] = world.sim.item('/Sent')?.children ?? [];
      await compareWithOneDrive(world.sim, uri.fsPath, `/Sent/${copy}`);
      assert.equal(world.sim.item('/Sent/later.bin')?.content().toString(), 'of somebody else');
      assert.deepEqual(await pending(), []);
    });

    it('never become visible when they are cancelled', async () => {
      const world = started();
      const uri = await localFile(world, 'later.bin', 1000);
      await upload([uri], later);
      await vscode.commands.executeCommand(cancelUpload, (await rowOf('later.bin')).id);
      assert.equal(world.sim.item('/Sent/later.bin'), undefined);
      assert.deepEqual(await pending(), []);
    });
  });
}

describe('the setting that holds uploads back', () => {
  const started = useWorld();
  afterEach(() => setSetting(settingKeys.deferCommit, undefined));

  it('counts unless the caller says otherwise', async () => {
    const world = started();
    await setSetting(settingKeys.deferCommit, true);
    const uris = await Promise.all([localFile(world, 'held.txt', 10), localFile(world, 'seen.txt', 10)]);
    assert.deepEqual(statuses(await upload(uris.slice(0, 1), quietly)), ['awaitingCommit']);
    assert.deepEqual(statuses(await upload(uris.slice(1), { ...quietly, deferCommit: false })), ['uploaded']);
    await discardAll();
  });
});
