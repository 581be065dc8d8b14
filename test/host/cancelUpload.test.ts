import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import { compareWithOneDrive } from '../support/compare.ts';
import { answering } from './prompts.ts';
import { heldUpload, localFile, quietly, rowOf, run, size, statuses, useWorld } from './pending.ts';
import { pending, upload } from './setup.ts';

const { cancelUpload, clearFinishedUploads, pauseUpload, resumeUpload } = commandIds;

describe('uploads that are cancelled', () => {
  const started = useWorld();

  it('by an id are gone at once, also in OneDrive, without a question', async () => {
    const world = started();
    const { id, outcomes } = await heldUpload(world, 'data.bin');
    const questions = await answering('showWarningMessage', undefined, async () => {
      await vscode.commands.executeCommand(cancelUpload, id);
    });
    assert.deepEqual(questions, []);
    assert.deepEqual(statuses(await outcomes), ['cancelled']);
    assert.deepEqual(world.sim.openSessions, []);
    assert.deepEqual(await pending(), []);
    assert.equal(world.sim.item('/Sent/data.bin'), undefined);
  });

  it('when they are paused leave nothing in OneDrive, and their name is free again', async () => {
    const world = started();
    const { id, uri, outcomes } = await heldUpload(world, 'data.bin');
    await vscode.commands.executeCommand(pauseUpload, id);
    await outcomes;
    assert.equal(world.sim.openSessions.length, 1);
    await vscode.commands.executeCommand(cancelUpload, undefined, [id]);
    assert.deepEqual(world.sim.openSessions, []);
    assert.deepEqual(await pending(), []);
    assert.deepEqual(statuses(await upload([uri], quietly)), ['uploaded']);
    await compareWithOneDrive(world.sim, uri.fsPath, '/Sent/data.bin');
  });

  it('from their row are kept when the question is answered with no, and given up with yes', async () => {
    const world = started();
    const { id, uri, outcomes } = await heldUpload(world, 'data.bin');
    const row = { record: { id } };
    const closed = await answering('showWarningMessage', undefined, async () => {
      await vscode.commands.executeCommand(cancelUpload, row, [row]);
    });
    assert.deepEqual(closed, ['Cancel the upload of data.bin?']);
    assert.equal((await rowOf('data.bin')).state, 'uploading');
    await answering('showWarningMessage', 'Cancel Upload', async () => {
      await vscode.commands.executeCommand(cancelUpload, row, [row]);
    });
    assert.deepEqual(await outcomes, [{ uri: uri.toString(), status: 'cancelled' }]);
    assert.deepEqual(await pending(), []);
  });

  it('stay in the list only as long as they matter: failed ones are cleared, paused ones are not', async () => {
    const world = started();
    const paused = await heldUpload(world, 'paused.bin');
    await vscode.commands.executeCommand(pauseUpload, paused.id);
    await paused.outcomes;
    const bad = await localFile(world, 'bad.txt', 10);
    world.sim.putItem('/Sent/bad.txt', 'taken');
    assert.deepEqual(statuses(await upload([bad], quietly)), ['nameTaken']);
    const changed = await heldUpload(world, 'changed.bin');
    await vscode.commands.executeCommand(pauseUpload, changed.id);
    await changed.outcomes;
    // Not before: what is still being read of the held fragment would notice it.
    await localFile(world, 'changed.bin', size + 1, 2);
    assert.deepEqual(await run(resumeUpload, changed.id), ['file.changed']);

    const states = async (): Promise<string[]> => (await pending()).map(({ name, state }) => `${name} ${state}`);
    assert.deepEqual(await states(), ['paused.bin paused', 'bad.txt failed', 'changed.bin changed']);
    await vscode.commands.executeCommand(clearFinishedUploads);
    assert.deepEqual(await states(), ['paused.bin paused']);
    assert.deepEqual(await run(resumeUpload, paused.id), ['uploaded']);
    await rm(changed.uri.fsPath);
  });
});
