import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds, settingKeys } from '../../src/contributions.ts';
import { compareWithOneDrive } from '../support/compare.ts';
import { ada, allowing, grace, listed, signInFromMenu, useAccounts } from './accountScene.ts';
import { localFile, quietly, statuses } from './pending.ts';
import { answering } from './prompts.ts';
import { setSetting, upload } from './setup.ts';

const { signIn } = commandIds;

describe('signing in with an account', () => {
  const started = useAccounts();

  it('goes through the browser, asks for Files.ReadWrite alone, and then uploads', async () => {
    const scene = started();
    const told = await answering('showInformationMessage', undefined, async () => {
      assert.equal(await allowing(() => vscode.commands.executeCommand(signIn)), true);
    });
    assert.deepEqual(told, [`Signed in to OneDrive as ${ada}.`]);
    assert.deepEqual(await listed(), [ada]);
    assert.equal(scene.opened.length, 1);
    const asked = new URL(scene.opened[0] ?? '').searchParams.get('scope')?.split(' ');
    const { origin } = new URL(scene.sim.graphUrl);
    assert.deepEqual(
      asked?.filter((scope) => scope.startsWith('http')),
      [`${origin}/Files.ReadWrite`],
    );

    const uri = await localFile(scene, 'data.bin', 1000);
    assert.deepEqual(statuses(await upload([uri], quietly)), ['uploaded']);
    await compareWithOneDrive(scene.sim, uri.fsPath, '/Sent/data.bin');
  });

  it('works from the Accounts menu, where nobody being signed in is an entry', async () => {
    await signInFromMenu();
    assert.deepEqual(await listed(), [ada]);
    const session = await vscode.authentication.getSession('onedrive', [], { silent: true });
    assert.equal(session?.account.label, ada);
    assert.equal(session.accessToken, '', 'a list holds no token');
  });

  it('goes by a code on another device', async () => {
    const scene = started();
    await setSetting(settingKeys.authMethod, 'deviceCode');
    try {
      const told = await answering('showInformationMessage', 'Copy Code and Open Page', () => signInFromMenu());
      assert.match(told[0] ?? '', /^Your code: [A-Z0-9-]+$/u);
      assert.equal(told[1], `Signed in to OneDrive as ${ada}.`);
      assert.deepEqual(await listed(), [ada]);
      assert.equal(scene.opened.length, 1);
    } finally {
      await setSetting(settingKeys.authMethod, 'browser');
    }
  });

  it('says what is missing where no app registration is set, and takes a token instead', async () => {
    const scene = started();
    await setSetting(settingKeys.clientId, undefined);
    try {
      const asked = await answering('showErrorMessage', 'Use an Access Token', async () => {
        await answering('showInputBox', scene.sim.issueToken(), async () => {
          assert.equal(await vscode.commands.executeCommand(signIn), true);
        });
      });
      assert.equal(asked.length, 1);
      assert.match(asked[0] ?? '', /client id of an app registration/u);
      assert.deepEqual(await listed(), [ada]);
    } finally {
      await setSetting(settingKeys.clientId, scene.sim.authority.clientId);
    }
  });

  it('says why it was refused, and offers the next way only where that could help', async () => {
    const scene = started();
    scene.sim.authority.failNext({ at: 'authorize', aadsts: 50_105, show: 'redirect' });
    const asked = await answering('showErrorMessage', undefined, async () => {
      assert.equal(await allowing(() => vscode.commands.executeCommand(signIn)), false);
    });
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? '', /not assigned this account.*AADSTS50105/u);
    assert.deepEqual(await listed(), []);
  });

  it('leads to another account and back in one step', async () => {
    const scene = started();
    await signInFromMenu();
    scene.person = { account: grace };
    await answering('showQuickPick', '$(add) Add Another Account...', async () => {
      assert.equal(await allowing(() => vscode.commands.executeCommand(signIn)), true);
    });
    assert.deepEqual(await listed(), [ada, grace]);

    const uri = await localFile(scene, 'data.bin', 1000);
    assert.deepEqual(statuses(await upload([uri], quietly)), ['uploaded']);
    const drive = scene.sim.drives.find(({ owner }) => owner === grace)?.id;
    await compareWithOneDrive(scene.sim, uri.fsPath, '/Sent/data.bin', drive);
    assert.equal(scene.sim.item('/Sent/data.bin'), undefined);

    await answering('showQuickPick', `$(account) ${ada}`, async () => {
      assert.equal(await vscode.commands.executeCommand(signIn), true);
    });
    assert.deepEqual(statuses(await upload([uri], quietly)), ['uploaded']);
    await compareWithOneDrive(scene.sim, uri.fsPath, '/Sent/data.bin');
  });
});
