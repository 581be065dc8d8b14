import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import type { TestAccess } from '../../src/extension.ts';
import type { Canaries } from '../support/canary.ts';
import { canariesIn, canariesOf, filesWithCanaries } from '../support/canary.ts';
import { eventually } from '../support/eventually.ts';
import { heldUpload, localFile, quietly, run, statuses, useWorld } from './pending.ts';
import { discardAll, extensionId, pending, signIn, upload } from './setup.ts';

describe('what is kept of pending uploads', () => {
  const started = useWorld();
  let context: vscode.ExtensionContext;
  let canaries: Canaries;

  beforeEach(async () => {
    const access = await vscode.extensions.getExtension<TestAccess>(extensionId)?.activate();
    assert.ok(access);
    ({ context } = access);
    const token = started().sim.issueToken();
    canaries = canariesOf(token);
    await signIn(token);
  });

  /** The text that a memento keeps under all of its keys. */
  function textOf(memento: vscode.Memento): string {
    return JSON.stringify(Object.fromEntries(memento.keys().map((key) => [key, memento.get(key)])));
  }

  it('holds no token and no address of an upload session, whatever came of them', async () => {
    const world = started();
    const running = await heldUpload(world, 'running.bin');
    const paused = await heldUpload(world, 'paused.bin');
    await vscode.commands.executeCommand(commandIds.pauseUpload, paused.id);
    const later = await localFile(world, 'later.bin', 1000);
    const results = [await upload([later], { ...quietly, deferCommit: true })];
    world.sim.faults.add({ route: 'fragment', file: 'refused', times: 'always', kind: 'status', status: 403 });
    results.push(await upload([await localFile(world, 'refused.bin', 11 * 1024 * 1024)], quietly));
    world.sim.faults.add({ route: 'fragment', file: 'cut', times: 'always', kind: 'html', status: 400 });
    results.push(await upload([await localFile(world, 'cut.bin', 11 * 1024 * 1024)], quietly));

    const list = await pending();
    assert.deepEqual(
      list.map(({ name, state }) => `${name} ${state}`),
      [
        'running.bin uploading',
        'paused.bin paused',
        'later.bin awaitingCommit',
        'refused.bin failed',
        'cut.bin failed',
      ],
    );
    // The shared list is written in the background.
    await eventually(() => {
      for (const { id } of list) {
        assert.ok(textOf(context.globalState).includes(id), 'the list is in the global state');
      }
    });
    assert.deepEqual(canariesIn(textOf(context.globalState), canaries), []);
    assert.deepEqual(canariesIn(textOf(context.workspaceState), canaries), []);
    assert.deepEqual(canariesIn(JSON.stringify([list, results]), canaries), []);

    const storage = context.globalStorageUri.fsPath;
    const guarded = join('uploads', 'urls');
    assert.deepEqual(await filesWithCanaries(storage, canaries, [guarded]), []);
    assert.notDeepEqual(await filesWithCanaries(storage, canaries), [], 'the search finds what is guarded');

    const log = join(context.logUri.fsPath, 'OneDrive Sessions.log');
    await eventually(async () => assert.match(await readFile(log, 'utf8'), /cut\.bin was not uploaded/u));
    assert.deepEqual(await filesWithCanaries(context.logUri.fsPath, canaries), []);
    await vscode.commands.executeCommand(commandIds.pauseUpload, running.id);
    assert.deepEqual(statuses(await running.outcomes), ['paused']);
    await discardAll();
  });

  it('is in files that only the owner can read, and is gone with the upload', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const world = started();
    const { id } = await heldUpload(world, 'data.bin');
    const folder = join(context.globalStorageUri.fsPath, 'uploads');
    const own = async (): Promise<string[]> => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && entry.name.includes(id))
        .map((entry) => join(entry.parentPath, entry.name));
    };
    const files = await own();
    assert.ok(files.includes(join(folder, `${id}.json`)), files.join());
    assert.ok(files.includes(join(folder, 'urls', id)), 'no secrets survive here, so the address is in a file');
    for (const file of files) {
      assert.equal(((await stat(file)).mode & 0o777).toString(8), '600', file);
    }
    for (const place of [folder, join(folder, 'urls'), join(folder, 'leases')]) {
      assert.equal(((await stat(place)).mode & 0o777).toString(8), '700', place);
    }
    assert.match(await readFile(join(folder, 'urls', id), 'utf8'), /tempauth/u);

    await vscode.commands.executeCommand(commandIds.cancelUpload, id);
    await eventually(async () => assert.deepEqual(await own(), []));
    await eventually(() => assert.ok(!textOf(context.globalState).includes(id)));
  });

  it('is gone after a success as well', async () => {
    const world = started();
    const { id } = await heldUpload(world, 'data.bin');
    await vscode.commands.executeCommand(commandIds.pauseUpload, id);
    assert.deepEqual(await run(commandIds.resumeUpload, id), ['uploaded']);
    const folder = join(context.globalStorageUri.fsPath, 'uploads');
    await eventually(async () => {
      const names = await readdir(folder, { recursive: true });
      assert.deepEqual(
        names.filter((name) => name.includes(id)),
        [],
      );
    });
    await eventually(() => assert.ok(!textOf(context.globalState).includes(id)));
  });
});
