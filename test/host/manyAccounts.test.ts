import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import type * as Extension from '../../src/extension.ts';
import type { TestAccess } from '../../src/extension.ts';
import { canariesIn, canariesOfCache, filesWithCanaries } from '../support/canary.ts';
import { eventually } from '../support/eventually.ts';
import { ada, grace, listed, signInFromMenu, useAccounts } from './accountScene.ts';
import type { AccountScene } from './accountScene.ts';
import { heldUpload, localFile, quietly, rowOf, statuses } from './pending.ts';
import { answering } from './prompts.ts';
import { discardAll, extensionId, upload } from './setup.ts';

describe('accounts', () => {
  const started = useAccounts();
  let context: vscode.ExtensionContext;

  before(async () => {
    const access = await vscode.extensions.getExtension<TestAccess>(extensionId)?.activate();
    assert.ok(access);
    ({ context } = access);
  });

  async function signInBoth(scene: AccountScene): Promise<void> {
    await signInFromMenu();
    scene.person = { account: grace };
    await signInFromMenu(['Files.ReadWrite.All']);
    assert.deepEqual(await listed(), [ada, grace]);
  }

  /** Ends the extension and starts it anew, with the state that it has kept. */
  async function restart(): Promise<void> {
    const require = createRequire(__filename);
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension);
    const main = vscode.Uri.joinPath(extension.extensionUri, 'dist', 'extension.cjs').fsPath;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was built from there
    const bundle = require(main) as typeof Extension;
    await bundle.deactivate();
    bundle.activate(context);
  }

  it('stay signed in over a restart, with no question and no page', async () => {
    const scene = started();
    await signInFromMenu();
    scene.sim.authority.expireAccessTokens();
    await restart();
    await eventually(async () => assert.deepEqual(await listed(), [ada]));
    const uri = await localFile(scene, 'data.bin', 1000);
    assert.deepEqual(statuses(await upload([uri], quietly)), ['uploaded']);
    assert.equal(scene.opened.length, 1);
  });

  it('leave nothing behind when they sign out', async () => {
    const scene = started();
    // Pasted tokens for other clouds are none of these accounts'.
    const before = await context.secrets.keys();
    await signInBoth(scene);
    assert.ok((await context.secrets.keys()).includes('onedrive.tokens'));
    const told = await answering('showInformationMessage', undefined, () =>
      answering('showQuickPick', `$(account) ${grace}`, async () => vscode.commands.executeCommand(commandIds.signOut)),
    );
    assert.deepEqual(told, [`Signed out of OneDrive. It is used as ${ada} now.`]);
    assert.deepEqual(await listed(), [ada]);
    const tokens = (await context.secrets.get('onedrive.tokens')) ?? '';
    assert.ok(tokens.includes(ada));
    assert.ok(!tokens.includes(grace));
    await vscode.commands.executeCommand(commandIds.signOut);
    assert.deepEqual(
      (await context.secrets.keys()).filter((key) => key !== 'onedrive.accounts' && !before.includes(key)),
      [],
    );
    assert.deepEqual(await listed(), []);
  });

  it('are the choice of the Accounts menu as well', async () => {
    const scene = started();
    await signInBoth(scene);
    const uri = await localFile(scene, 'data.bin', 1000);
    const used = async (): Promise<string | undefined> => {
      await upload([uri], { ...quietly, conflictBehavior: 'replace' });
      return scene.sim.drives.find(({ id }) => scene.sim.item('/Sent/data.bin', id) !== undefined)?.owner;
    };
    assert.equal(await used(), grace);
    // The list that VS Code shows begins with the account that signed in first.
    await vscode.commands.executeCommand('_manageAccountPreferencesForExtension', extensionId, 'onedrive');
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await eventually(async () => {
      const session = await vscode.authentication.getSession('onedrive', [], { silent: true });
      assert.equal(session?.account.label, ada);
    });
    scene.sim.reset();
    await eventually(async () => assert.equal(await used(), ada));
  });

  it('that upload are signed out when the user agrees, and their uploads pause', async () => {
    const scene = started();
    await signInFromMenu();
    const { outcomes } = await heldUpload(scene, 'data.bin');
    await answering('showWarningMessage', undefined, async () => vscode.commands.executeCommand(commandIds.signOut));
    assert.deepEqual(await listed(), [ada]);
    await answering('showWarningMessage', 'Sign Out', async () => vscode.commands.executeCommand(commandIds.signOut));
    assert.deepEqual(await listed(), []);
    assert.deepEqual(statuses(await outcomes), ['paused']);
    assert.equal((await rowOf('data.bin')).state, 'paused');
    await discardAll();
  });

  it('give other extensions a token for what was granted, and for nothing else', async () => {
    await signInFromMenu();
    const { authentication } = vscode;
    const session = await authentication.getSession('onedrive', ['Files.ReadWrite'], { silent: true });
    assert.match(session?.accessToken ?? '', /^eyJ/u);
    assert.equal(await authentication.getSession('onedrive', ['Mail.Read'], { silent: true }), undefined);
    assert.equal(await authentication.getSession('onedrive', ['Sites.Read.All'], { silent: true }), undefined);
  });

  it('leave no token where nobody guards it', async () => {
    const scene = started();
    await signInFromMenu();
    const uri = await localFile(scene, 'data.bin', 1000);
    await upload([uri], quietly);
    const kept = (await context.secrets.get('onedrive.tokens')) ?? '';
    const canaries = canariesOfCache(kept);
    assert.ok(Object.keys(canaries).length >= 3, 'access token, refresh token, id token');
    const book = (await context.secrets.get('onedrive.accounts')) ?? '';
    assert.ok(book.includes(ada));
    assert.deepEqual(canariesIn(book, canaries), []);
    for (const memento of [context.globalState, context.workspaceState]) {
      const text = JSON.stringify(memento.keys().map((key) => memento.get(key)));
      assert.deepEqual(canariesIn(text, canaries), []);
    }
    assert.deepEqual(await filesWithCanaries(context.globalStorageUri.fsPath, canaries), []);
    assert.deepEqual(await filesWithCanaries(context.logUri.fsPath, canaries), []);
  });
});
