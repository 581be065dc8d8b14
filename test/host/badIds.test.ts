import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import { answering } from './prompts.ts';
import { heldUpload, rowOf, statuses, useWorld } from './pending.ts';
import { discardAll, pending } from './setup.ts';

const {
  cancelUpload,
  commitUpload,
  copyUploadLink,
  openUploadFolder,
  pauseUpload,
  resolveUpload,
  resumeUpload,
  retryUpload,
  revealUpload,
} = commandIds;
const commands = [
  pauseUpload,
  resumeUpload,
  retryUpload,
  cancelUpload,
  commitUpload,
  resolveUpload,
  revealUpload,
  openUploadFolder,
  copyUploadLink,
];

describe('commands about pending uploads that are called with something else', () => {
  const started = useWorld();

  for (const command of commands) {
    it(`${command}: say that it names no upload, and ask and change nothing`, async () => {
      const world = started();
      const { id, outcomes } = await heldUpload(world, 'data.bin');
      await vscode.commands.executeCommand(pauseUpload, id);
      assert.deepEqual(statuses(await outcomes), ['paused']);
      const before = await rowOf('data.bin');
      world.sim.clearRequests();
      const asked = await answering('showQuickPick', 'data.bin', async () => {
        for (const wrong of [42, '', true, {}, { record: {} }, { record: { id: 7 } }, [7], [undefined, [42]]]) {
          await assert.rejects(
            async () => vscode.commands.executeCommand(command, wrong),
            /an upload must be given as its id/u,
            JSON.stringify(wrong),
          );
        }
        await assert.rejects(async () => vscode.commands.executeCommand(command, id, [id, 42]), /its id/u);
        await assert.rejects(async () => vscode.commands.executeCommand(command, id, id), /list/u);
        // It may have ended since somebody asked for the list.
        await vscode.commands.executeCommand(command, 'nobody-has-this-id');
        await vscode.commands.executeCommand(command, '../../secret');
        await vscode.commands.executeCommand(command, '__proto__');
      });
      assert.deepEqual(asked, []);
      assert.deepEqual(await pending(), [before]);
      assert.deepEqual(world.sim.requests, []);
      await discardAll();
    });
  }

  it('do nothing with an upload that they are not for', async () => {
    const world = started();
    const { id, outcomes } = await heldUpload(world, 'data.bin');
    for (const command of [resumeUpload, retryUpload, commitUpload, resolveUpload]) {
      assert.equal(await vscode.commands.executeCommand(command, id), undefined);
      assert.equal((await rowOf('data.bin')).state, 'uploading');
    }
    await vscode.commands.executeCommand(cancelUpload, id);
    assert.deepEqual(statuses(await outcomes), ['cancelled']);
  });

  it('say that there is nothing to choose from when they are called bare', async () => {
    const asked = await answering('showQuickPick', undefined, async () => {
      for (const command of commands) {
        await vscode.commands.executeCommand(command);
      }
    });
    assert.deepEqual(asked, []);
  });

  it('ask which upload is meant when they are called bare', async () => {
    const { id, outcomes } = await heldUpload(started(), 'data.bin');
    const asked = await answering('showQuickPick', undefined, async () => vscode.commands.executeCommand(pauseUpload));
    assert.deepEqual(asked, ['Pause Upload']);
    assert.equal((await rowOf('data.bin')).state, 'uploading');
    await vscode.commands.executeCommand(cancelUpload, id);
    await outcomes;
  });
});
