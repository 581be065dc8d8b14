import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import { compareWithOneDrive } from '../support/compare.ts';
import { startSimulator } from '../sim/index.ts';
import { answering } from './prompts.ts';
import { fragment, fragmentsOf, heldUpload, quietly, rowOf, run, statuses, useWorld } from './pending.ts';
import { pending, pointTo, signIn, signOutAll, upload } from './setup.ts';

const { cancelUpload, pauseUpload, resumeAllUploads, resumeUpload, signOut } = commandIds;

describe('pending uploads and who is signed in', () => {
  const started = useWorld();

  it('are paused by signing out, once the user agrees, and go on after signing in', async () => {
    const world = started();
    const { id, uri, outcomes } = await heldUpload(world, 'data.bin');
    const asked = await answering('showWarningMessage', undefined, async () => run(signOut));
    assert.deepEqual(asked, ['Uploads are still running. Signing out pauses them.']);
    assert.equal((await rowOf('data.bin')).state, 'uploading');

    await answering('showWarningMessage', 'Sign Out', async () => run(signOut));
    assert.deepEqual(statuses(await outcomes), ['paused']);
    assert.equal((await rowOf('data.bin')).state, 'paused');
    const before = await rowOf('data.bin');
    for (const command of [resumeUpload, resumeAllUploads]) {
      const prompts = await answering('showErrorMessage', undefined, async () => {
        assert.deepEqual(await run(command, command === resumeUpload ? id : undefined), []);
      });
      assert.equal(prompts.length, 1);
      assert.match(prompts[0] ?? '', /^To sign in,/u);
    }
    assert.deepEqual(await rowOf('data.bin'), before);

    await signIn(world.sim.issueToken());
    world.sim.clearRequests();
    assert.deepEqual(await run(resumeAllUploads), ['uploaded']);
    assert.equal(fragmentsOf(world.sim, 'data.bin')[0]?.start, fragment);
    await compareWithOneDrive(world.sim, uri.fsPath, '/Sent/data.bin');
  });

  it('go on as the account that began them alone', async () => {
    const world = started();
    const { id, uri, outcomes } = await heldUpload(world, 'data.bin');
    await vscode.commands.executeCommand(pauseUpload, id);
    await outcomes;
    const before = await rowOf('data.bin');

    await signIn(world.sim.issueToken({ account: 'somebody.else@contoso.example' }));
    world.sim.clearRequests();
    assert.deepEqual(await run(resumeUpload, id), ['otherAccount']);
    assert.deepEqual(fragmentsOf(world.sim, 'data.bin'), []);
    assert.deepEqual(await rowOf('data.bin'), before, 'nothing is wrong with it');

    await signIn(world.sim.issueToken());
    assert.deepEqual(await run(resumeUpload, id), ['uploaded']);
    assert.equal(fragmentsOf(world.sim, 'data.bin')[0]?.start, fragment);
    await compareWithOneDrive(world.sim, uri.fsPath, '/Sent/data.bin');
  });

  it('are not mixed with those of another account that uploads the same file', async () => {
    const world = started();
    const { id, uri, outcomes } = await heldUpload(world, 'data.bin');
    await vscode.commands.executeCommand(pauseUpload, id);
    await outcomes;
    const account = 'somebody.else@contoso.example';
    await signIn(world.sim.issueToken({ account }));
    assert.deepEqual(statuses(await upload([uri], quietly)), ['uploaded']);
    const drive = world.sim.drives.find(({ owner }) => owner === account)?.id;
    await compareWithOneDrive(world.sim, uri.fsPath, '/Sent/data.bin', drive);
    assert.equal(world.sim.item('/Sent/data.bin'), undefined);

    await signIn(world.sim.issueToken());
    assert.deepEqual(await run(resumeUpload, id), ['uploaded']);
    await compareWithOneDrive(world.sim, uri.fsPath, '/Sent/data.bin');
  });

  it('stay with the service that they were begun with', async () => {
    const world = started();
    const { id, outcomes } = await heldUpload(world, 'data.bin');
    await vscode.commands.executeCommand(pauseUpload, id);
    await outcomes;
    const other = await startSimulator();
    try {
      await pointTo(other.graphUrl);
      await signIn(other.issueToken());
      other.clearRequests();
      assert.deepEqual(await run(resumeUpload, id), ['otherService']);
      assert.deepEqual(
        other.requests.map(({ method }) => method).filter((method) => method !== 'GET'),
        [],
      );
    } finally {
      await pointTo(world.sim.graphUrl);
      await other.close();
    }
    await signIn(world.sim.issueToken());
    assert.equal((await rowOf('data.bin')).state, 'paused');
    assert.deepEqual(await run(resumeUpload, id), ['uploaded']);
  });

  it('can be given up by anybody', async () => {
    const world = started();
    const { id, outcomes } = await heldUpload(world, 'data.bin');
    await vscode.commands.executeCommand(pauseUpload, id);
    await outcomes;
    await signOutAll();
    await vscode.commands.executeCommand(cancelUpload, id);
    assert.deepEqual(await pending(), []);
  });
});
