import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { UploadOutcome, UploadSummary } from '../../src/contributions.ts';
import { commandIds, settingKeys } from '../../src/contributions.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import type { World } from './setup.ts';
import { pointTo, setUp, signIn, upload } from './setup.ts';

describe('calls of onedrive.upload', () => {
  const options = { destination: '/Called', conflictBehavior: 'fail' } as const;
  let world: World;
  let uri: vscode.Uri;

  before(async () => {
    world = await setUp();
    uri = vscode.Uri.file(join(world.folder, 'called.txt'));
    await writeFile(uri.fsPath, patternedBytes(100));
  });
  beforeEach(() => world.reset());
  afterEach(() => world.assertCleanConduct());
  after(() => world.end());

  async function call(...args: unknown[]): Promise<string | undefined> {
    const outcomes = await vscode.commands.executeCommand<UploadOutcome[]>(commandIds.upload, ...args);
    return outcomes.map(({ status, error }) => error?.code ?? status).join();
  }

  it('take a URI as text, as tasks and key bindings write it', async () => {
    assert.equal(await call(uri.toString(), undefined, options), 'uploaded');
    assert.equal(world.sim.item('/Called/called.txt')?.size, 100);
  });

  it('take all arguments as one list, as key bindings hand them over', async () => {
    assert.equal(await call([uri.toString(), null, options]), 'uploaded');
    assert.equal(world.sim.item('/Called/called.txt')?.size, 100);
  });

  it('refuse what names no file instead of uploading another one', async () => {
    await assert.rejects(async () => vscode.commands.executeCommand(commandIds.upload, 42, undefined, options), /URI/);
    await assert.rejects(async () => vscode.commands.executeCommand(commandIds.upload, '', undefined, options), /URI/);
  });

  it('ask for no file when nothing may be asked', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    assert.equal(await call(undefined, undefined, options), '');
  });

  it('answer with outcomes also when the sign-in has ended', async () => {
    const token = world.sim.issueToken();
    await signIn(token);
    world.sim.revokeToken(token);
    assert.equal(await call(uri, [uri], options), 'signIn.rejected');
  });

  it('say so when the setting names a cloud that does not exist', async () => {
    const settings = vscode.workspace.getConfiguration();
    await settings.update(settingKeys.cloud, 'atlantis', vscode.ConfigurationTarget.Global);
    try {
      assert.equal(await call(uri, [uri], options), 'cloud.unknownCloud');
    } finally {
      await pointTo(world.sim.graphUrl);
    }
  });

  it('go on when the space that is left is not known', async () => {
    // The first look finds the drive of the destination, the second one asks for its space.
    world.sim.faults.add({ route: 'getDrive', nth: 2, times: 'always', kind: 'status', status: 403 });
    assert.equal(await call(uri, [uri], options), 'uploaded');
  });

  it('keep to the rule of the first try when they are tried again', async () => {
    const settings = vscode.workspace.getConfiguration();
    await settings.update(settingKeys.conflictBehavior, 'replace', vscode.ConfigurationTarget.Global);
    try {
      world.sim.faults.add({ route: 'putContent', kind: 'status', status: 403, code: 'accessDenied' });
      const [failed] = await upload([uri], { destination: '/Called', conflictBehavior: 'skip' });
      assert.equal(failed?.error?.code, 'accessDenied');
      world.sim.putItem('/Called/called.txt', 'somebody else');
      const [row] = await vscode.commands.executeCommand<UploadSummary[]>(commandIds.listUploads);
      const again = await vscode.commands.executeCommand<UploadOutcome[]>(commandIds.retryUpload, row?.id);
      assert.deepEqual(
        again.map(({ status }) => status),
        ['skipped'],
      );
      assert.equal(world.sim.item('/Called/called.txt')?.content().toString(), 'somebody else');
    } finally {
      await settings.update(settingKeys.conflictBehavior, undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('leave no row behind of a small file that was cancelled on its way', async () => {
    world.sim.shape({ bytesPerSecond: 200_000 });
    const path = join(world.folder, 'slow.bin');
    await writeFile(path, patternedBytes(2_000_000));
    const uploading = upload([vscode.Uri.file(path)], options);
    let rows: UploadSummary[] = [];
    while (rows[0]?.state !== 'uploading') {
      await new Promise((resolve) => setTimeout(resolve, 20));
      rows = await vscode.commands.executeCommand<UploadSummary[]>(commandIds.listUploads);
    }
    await vscode.commands.executeCommand(commandIds.cancelUpload, rows[0].id);
    assert.equal((await uploading)[0]?.status, 'cancelled');
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(await vscode.commands.executeCommand(commandIds.listUploads), []);
    await rm(path);
    world.sim.shape({});
  });
});
