import assert from 'node:assert/strict';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import type { UploadOutcome } from '../../src/contributions.ts';
import { eventually } from '../support/eventually.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { compareFiles, localFolder, remoteTree, results } from './folders.ts';
import { fragment, fragmentsOf, hold, quietly, reached, rowOf, size, statuses, useWorld } from './pending.ts';
import { pending, upload } from './setup.ts';

const { cancelUpload, commitUpload, pauseUpload, resumeUpload, retryUpload } = commandIds;
const small = Object.fromEntries(
  Array.from({ length: 12 }, (_, index) => [`s${index % 3}/${index}.txt`, `text ${index}`]),
);
const tree = { ...small, 'large/data.bin': patternedBytes(size) };

describe('a folder upload that does not come to its end at once', () => {
  const started = useWorld();

  async function run(command: string, id: string): Promise<readonly UploadOutcome[]> {
    return vscode.commands.executeCommand<readonly UploadOutcome[]>(command, id);
  }

  it('is paused with all its files, and sends nothing again that was finished', async () => {
    const world = started();
    const root = await localFolder(world, 'tree', tree);
    hold(world.sim, 'data.bin');
    const uploading = upload([root], quietly);
    await reached(world.sim, 'data.bin');
    await eventually(() =>
      assert.equal(
        world.sim.requests.filter(({ route, status }) => route === 'putContent' && status === 201).length,
        12,
      ),
    );
    const { id } = await rowOf('tree');
    await vscode.commands.executeCommand(pauseUpload, id);
    assert.deepEqual(
      results(root, await uploading).filter((line) => !/^s\d/u.test(line)),
      ['large/data.bin paused', 'paused'],
    );
    assert.deepEqual(
      (await pending()).map(({ name, state }) => `${name} ${state}`),
      ['tree paused', 'data.bin paused'],
    );

    world.sim.clearRequests();
    const outcomes = await run(resumeUpload, id);
    assert.deepEqual(
      results(root, outcomes),
      Object.keys(tree)
        .map((file) => `${file} uploaded`)
        .toSorted(),
    );
    assert.deepEqual(
      world.sim.requests.filter(({ route }) => route === 'putContent' || route === 'createFolder'),
      [],
    );
    assert.deepEqual(fragmentsOf(world.sim, 'data.bin'), [
      { start: fragment, status: 202 },
      { start: 2 * fragment, status: 201 },
    ]);
    await compareFiles(world.sim, root, '/Sent/tree', Object.keys(tree));
    assert.deepEqual(await pending(), []);
  });

  it('uploads the others of a file that OneDrive cannot hold, and the rest when that has a better name', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const world = started();
    const root = await localFolder(world, 'tree', {
      'good.txt': 'good',
      'sub/bad?.txt': 'bad',
      'sub/fine.txt': 'fine',
    });
    assert.deepEqual(results(root, await upload([root], quietly)), [
      'good.txt uploaded',
      'sub/bad?.txt name',
      'sub/fine.txt uploaded',
    ]);
    assert.deepEqual(remoteTree(world.sim, '/Sent/tree'), ['good.txt', 'sub/', 'sub/fine.txt']);
    const rows = await pending();
    assert.deepEqual(
      rows.map(({ name, state, error }) => `${name} ${state} ${error?.code}`),
      ['tree failed filesFailed', 'bad?.txt failed name'],
    );
    await rename(join(root.fsPath, 'sub', 'bad?.txt'), join(root.fsPath, 'sub', 'better.txt'));
    world.sim.clearRequests();
    assert.deepEqual(results(root, await run(retryUpload, rows[0]?.id ?? '')), [
      'good.txt uploaded',
      'sub/better.txt uploaded',
      'sub/fine.txt uploaded',
    ]);
    assert.equal(world.sim.requests.filter(({ route }) => route === 'putContent').length, 1);
    assert.deepEqual(await pending(), []);
    await compareFiles(world.sim, root, '/Sent/tree', ['good.txt', 'sub/better.txt', 'sub/fine.txt']);
  });

  it('is tried again file by file', async () => {
    const world = started();
    const root = await localFolder(world, 'tree', { 'a.txt': 'a', 'b.txt': 'b' });
    world.sim.faults.add({ route: 'putContent', file: 'b', kind: 'status', status: 403 });
    assert.deepEqual(results(root, await upload([root], quietly)), ['a.txt uploaded', 'b.txt accessDenied']);
    const child = await rowOf('b.txt');
    assert.equal(child.destination, '/Sent/tree');
    assert.deepEqual(statuses(await run(retryUpload, child.id)), ['uploaded']);
    await compareFiles(world.sim, root, '/Sent/tree', ['a.txt', 'b.txt']);
    const folder = await rowOf('tree');
    assert.deepEqual(results(root, await run(retryUpload, folder.id)), ['a.txt uploaded', 'b.txt skipped']);
    assert.deepEqual(await pending(), []);
  });

  it('is given up with the upload sessions of its files', async () => {
    const world = started();
    const root = await localFolder(world, 'tree', tree);
    hold(world.sim, 'data.bin');
    const uploading = upload([root], quietly);
    await reached(world.sim, 'data.bin');
    await vscode.commands.executeCommand(cancelUpload, (await rowOf('tree')).id);
    assert.ok(results(root, await uploading).includes('cancelled'));
    assert.deepEqual(world.sim.openSessions, []);
    assert.deepEqual(await pending(), []);
  });

  it('goes on while one of its files is paused or cancelled by itself', async () => {
    const world = started();
    const root = await localFolder(world, 'tree', tree);
    hold(world.sim, 'data.bin');
    const uploading = upload([root], quietly);
    await reached(world.sim, 'data.bin');
    await vscode.commands.executeCommand(pauseUpload, (await rowOf('data.bin')).id);
    const lines = results(root, await uploading);
    assert.deepEqual(
      lines.filter((line) => !line.endsWith(' uploaded')),
      ['large/data.bin paused'],
    );
    const rows = await pending();
    assert.ok(
      rows.some(({ name, state }) => name === 'data.bin' && state === 'paused'),
      JSON.stringify(rows),
    );
    assert.deepEqual(statuses(await run(resumeUpload, (await rowOf('data.bin')).id)), ['uploaded']);
    await compareFiles(world.sim, root, '/Sent/tree', ['large/data.bin']);
    for (const { id } of await pending()) {
      await vscode.commands.executeCommand(cancelUpload, id);
    }
  });

  it('holds back every file until they are committed', async () => {
    const world = started();
    const root = await localFolder(world, 'tree', { 'a.txt': 'a', 'sub/b.txt': 'b', 'sub/c.txt': '' });
    const outcomes = await upload([root], { ...quietly, deferCommit: true });
    assert.deepEqual(results(root, outcomes), [
      'a.txt awaitingCommit',
      'sub/b.txt awaitingCommit',
      'sub/c.txt awaitingCommit',
    ]);
    assert.deepEqual(remoteTree(world.sim, '/Sent/tree'), ['sub/']);
    const folder = await rowOf('tree');
    assert.equal(folder.state, 'awaitingCommit');
    assert.deepEqual(results(root, await run(commitUpload, folder.id)), [
      'a.txt uploaded',
      'sub/b.txt uploaded',
      'sub/c.txt uploaded',
    ]);
    await compareFiles(world.sim, root, '/Sent/tree', ['a.txt', 'sub/b.txt', 'sub/c.txt']);
    assert.deepEqual(await pending(), []);
  });

  it('sends a file again that has changed since', async () => {
    const world = started();
    const root = await localFolder(world, 'tree', { 'a.txt': 'old', 'b.txt': 'b' });
    world.sim.faults.add({ route: 'putContent', file: 'b', kind: 'status', status: 403 });
    await upload([root], quietly);
    await writeFile(join(root.fsPath, 'a.txt'), 'newer');
    const { id } = await rowOf('tree');
    assert.deepEqual(results(root, await run(retryUpload, id)), ['a.txt uploaded', 'b.txt uploaded']);
    await compareFiles(world.sim, root, '/Sent/tree', ['a.txt', 'b.txt']);
  });
});
