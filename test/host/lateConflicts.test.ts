import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { UploadOptions, UploadOutcome } from '../../src/contributions.ts';
import { commandIds } from '../../src/contributions.ts';
import { compareWithOneDrive } from '../support/compare.ts';
import { answering } from './prompts.ts';
import type { Held } from './pending.ts';
import { fragmentsOf, heldUpload, rowOf, run, statuses, useWorld } from './pending.ts';
import type { World } from './setup.ts';
import { discardAll, pending } from './setup.ts';

const { pauseUpload, resumeUpload, resolveUpload } = commandIds;
const path = '/Sent/data.bin';
const foreign = 'of somebody else';

for (const drive of ['business', 'personal'] as const) {
  describe(`files that appear on a ${drive} drive while one of their name is uploaded`, () => {
    const started = useWorld({ drive });

    /** Uploads, and has somebody else take the name meanwhile. */
    async function collide(world: World, options: UploadOptions): Promise<Held & { readonly outcome: UploadOutcome }> {
      const held = await heldUpload(world, 'data.bin', options);
      await vscode.commands.executeCommand(pauseUpload, held.id);
      await held.outcomes;
      world.sim.putItem(path, foreign);
      const [outcome] = await vscode.commands.executeCommand<UploadOutcome[]>(resumeUpload, held.id);
      assert.ok(outcome);
      return { ...held, outcome };
    }

    function assertForeignKept({ sim }: World): void {
      assert.equal(sim.item(path)?.content().toString(), foreign);
    }

    it('are replaced by the rule "replace"', async () => {
      const world = started();
      const { uri, outcome } = await collide(world, { destination: '/Sent', conflictBehavior: 'replace' });
      assert.equal(outcome.status, 'uploaded');
      await compareWithOneDrive(world.sim, uri.fsPath, path);
      assert.deepEqual(world.sim.item('/Sent')?.children, ['data.bin']);
      assert.deepEqual(await pending(), []);
    });

    it('are kept beside the new one by the rule "rename"', async () => {
      const world = started();
      const { uri, outcome } = await collide(world, { destination: '/Sent', conflictBehavior: 'rename' });
      assert.equal(outcome.status, 'uploaded');
      assert.notEqual(outcome.item?.name, 'data.bin');
      await compareWithOneDrive(world.sim, uri.fsPath, `/Sent/${outcome.item?.name}`);
      assertForeignKept(world);
      assert.deepEqual(await pending(), []);
    });

    it('end the upload by the rule "skip"', async () => {
      const world = started();
      const { outcome } = await collide(world, { destination: '/Sent', conflictBehavior: 'skip' });
      assert.equal(outcome.status, 'skipped');
      assertForeignKept(world);
      assert.deepEqual(await pending(), []);
    });

    for (const [rule, options] of [
      ['fail', { destination: '/Sent', conflictBehavior: 'fail' }],
      ['ask', { destination: '/Sent' }],
    ] as const) {
      it(`leave the decision to the user by the rule "${rule}", with everything sent`, async () => {
        const world = started();
        const { outcome, id } = await collide(world, options);
        assert.deepEqual(statuses([outcome]), ['nameTaken']);
        assertForeignKept(world);
        const { state, size, acceptedBytes } = await rowOf('data.bin');
        assert.equal(state, 'conflict');
        assert.ok(acceptedBytes > 0 && acceptedBytes <= size);
        assert.equal(world.sim.openSessions.length, 1);
        assert.deepEqual(await run(resumeUpload, id), [], 'it cannot go on without a decision');
        await discardAll();
      });
    }

    it('are kept beside the new one when the user says so', async () => {
      const world = started();
      const { id, uri } = await collide(world, { destination: '/Sent', conflictBehavior: 'fail' });
      world.sim.clearRequests();
      const asked = await answering('showQuickPick', 'Keep Both', async () => run(resolveUpload, id));
      assert.deepEqual(asked, ['data.bin is already in /Sent']);
      assertForeignKept(world);
      const [, name = ''] = world.sim.item('/Sent')?.children ?? [];
      await compareWithOneDrive(world.sim, uri.fsPath, `/Sent/${name}`);
      const again = fragmentsOf(world.sim, name).length + fragmentsOf(world.sim, 'data.bin').length;
      assert.equal(again > 0, drive === 'business', 'only business drives need the bytes once more');

      assert.deepEqual(await pending(), []);
    });

    it('stay as they are when the question is closed', async () => {
      const world = started();
      const { id } = await collide(world, { destination: '/Sent', conflictBehavior: 'fail' });
      await answering('showQuickPick', undefined, async () => run(resolveUpload, id));
      assert.equal((await rowOf('data.bin')).state, 'conflict');
      assertForeignKept(world);
      await answering('showQuickPick', 'Cancel Upload', async () => run(resolveUpload, id));
      assert.deepEqual(await pending(), []);
      assertForeignKept(world);
    });

    it('are not replaced when they have changed since the user said so', async () => {
      const world = started();
      world.sim.putItem(path, 'as the user saw it');
      const asked = await answering('showQuickPick', 'Replace', async () => {
        const { id, outcomes } = await heldUpload(world, 'data.bin', { destination: '/Sent' });
        await vscode.commands.executeCommand(pauseUpload, id);
        await outcomes;
        world.sim.putItem(path, foreign);
        assert.deepEqual(await run(resumeUpload, id), ['changedOnServer']);
      });
      assert.deepEqual(asked, ['data.bin is already in /Sent']);
      const { id, state, uri } = await rowOf('data.bin');
      assert.equal(state, 'conflict');
      assertForeignKept(world);
      const again = await answering('showQuickPick', 'Replace', async () => run(resolveUpload, id));
      assert.deepEqual(again, ['data.bin in /Sent has changed since the upload began']);
      await compareWithOneDrive(world.sim, vscode.Uri.parse(uri).fsPath, path);
      assert.deepEqual(await pending(), []);
    });

    it('give way to another name that the user types', async () => {
      const world = started();
      const { id, uri } = await collide(world, { destination: '/Sent', conflictBehavior: 'fail' });
      await answering('showQuickPick', 'Another Name...', async () =>
        answering('showInputBox', 'other.bin', async () => run(resolveUpload, id)),
      );
      await compareWithOneDrive(world.sim, uri.fsPath, '/Sent/other.bin');
      assertForeignKept(world);
      assert.deepEqual(await pending(), []);
    });
  });
}
