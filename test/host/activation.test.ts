import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import manifest from '../../package.json' with { type: 'json' };
import { type ProcessState, changesSince, processState } from '../support/processState.ts';
import { type World, extensionId, setUp, upload } from './setup.ts';

const { cache } = createRequire(__filename);

/** The bundles of the extension that this process has loaded. */
function loadedBundles(): string[] {
  const extension = vscode.extensions.getExtension(extensionId);
  assert.ok(extension);
  return Object.keys(cache)
    .filter((file) => file.startsWith(vscode.Uri.joinPath(extension.extensionUri, 'dist').fsPath))
    .map((file) => basename(file))
    .toSorted();
}

/** Counts the connections that are begun while `work` runs. */
async function connectionsDuring(work: () => PromiseLike<unknown>): Promise<number> {
  let count = 0;
  // oxlint-disable-next-line typescript/unbound-method -- called with the right `this` below
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function counting(this: Socket, ...args: unknown[]) {
    count += 1;
    return Reflect.apply(connect, this, args);
  };
  try {
    await work();
  } finally {
    Socket.prototype.connect = connect;
  }
  return count;
}

describe('activation', () => {
  const extension = vscode.extensions.getExtension(extensionId);
  let before: ProcessState;

  it('waits for the first command or view', () => {
    assert.equal(extension?.isActive, false);
    before = processState();
  });

  it('touches no network', async () => {
    assert.equal(await connectionsDuring(() => extension?.activate() ?? Promise.reject(new Error('absent'))), 0);
    assert.equal(extension?.isActive, true);
  });

  it('loads neither the commands nor the HTTP library', () => {
    assert.deepEqual(loadedBundles(), ['extension.cjs']);
  });

  it('changes no global of the extension host and listens to nothing there', () => {
    assert.deepEqual(changesSince(before), { globals: [], listeners: [] });
  });

  it('registers every command of the manifest', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  it('loads the rest with the first commands, which change no global either', async () => {
    const worlds: World[] = [];
    const connections = await connectionsDuring(async () => {
      const world = await setUp();
      worlds.push(world);
      const path = join(world.folder, 'first.txt');
      await writeFile(path, 'x');
      await upload([vscode.Uri.file(path)]);
    });
    assert.ok(connections > 0, 'connections are noticed');
    assert.deepEqual(loadedBundles(), ['app.cjs', 'extension.cjs', 'undici.cjs']);
    assert.deepEqual(changesSince(before).globals, []);
    for (const world of worlds) {
      assert.ok(world.sim.item('/Reports/2026/first.txt'));
      world.assertCleanConduct();
      await world.end();
    }
  });
});
