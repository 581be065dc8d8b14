import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds, settingKeys } from '../../src/contributions.ts';
import { eventually } from '../support/eventually.ts';
import { ada, allowing, listed, signInFromMenu, useAccounts } from './accountScene.ts';
import { localFile, quietly, statuses } from './pending.ts';
import { answering, replacing } from './prompts.ts';
import { setSetting, upload } from './setup.ts';

describe('ways to sign in', () => {
  const started = useAccounts();

  afterEach(() => setSetting(settingKeys.authMethod, 'browser'));

  async function signIn(): Promise<unknown> {
    return allowing(() => vscode.commands.executeCommand(commandIds.signIn));
  }

  it('follow one another where one is refused for a reason that another does not share', async () => {
    const scene = started();
    await setSetting(settingKeys.authMethod, 'auto');
    // As on a desktop, where what listens here is reached from the browser.
    const reached = replacing(vscode.env, 'asExternalUri', (uri: vscode.Uri) => Promise.resolve(uri));
    // AADSTS50097: the rule wants to know the device, and of the one that shows a code nothing is known.
    scene.sim.authority.failNext({ at: 'devicePoll', aadsts: 50_097 });
    try {
      const asked = await answering('showErrorMessage', 'Sign In with Browser', async () => {
        assert.equal(await signIn(), true);
      });
      assert.equal(asked.length, 1);
      assert.match(asked[0] ?? '', /does not admit sign-in with a code/u);
    } finally {
      reached.restore();
    }
    assert.deepEqual(await listed(), [ada]);
    assert.match(scene.opened.at(-1) ?? '', /\/authorize\?/u);
  });

  it('can be cancelled while the browser is open, and leave nothing that listens', async () => {
    const scene = started();
    scene.person = { ...scene.person, stays: true };
    const { window } = vscode;
    const show = window.withProgress.bind(window);
    const cancel = new vscode.CancellationTokenSource();
    const replaced = replacing(
      window,
      'withProgress',
      (options: vscode.ProgressOptions, work: Parameters<typeof window.withProgress>[1]) =>
        show(options, (progress) => work(progress, cancel.token)),
    );
    try {
      const told = await answering('showErrorMessage', undefined, async () => {
        const signingIn = signIn();
        await eventually(() => assert.equal(scene.opened.length, 1));
        cancel.cancel();
        assert.equal(await signingIn, false);
      });
      assert.deepEqual(told, [], 'who cancels knows it');
    } finally {
      replaced.restore();
      cancel.dispose();
    }
    const back = new URL(scene.opened[0] ?? '').searchParams.get('redirect_uri') ?? '';
    await assert.rejects(fetch(back), 'nothing listens any more');
    assert.deepEqual(await listed(), []);
  });

  it('include the account that VS Code has, with the app of the settings', async () => {
    const scene = started();
    const { authority } = scene.sim;
    const sovereign = 'microsoft-sovereign-cloud';
    await setSetting(`${sovereign}.environment`, 'custom');
    await setSetting(`${sovereign}.customEnvironment`, { activeDirectoryEndpointUrl: authority.url });
    await setSetting(settingKeys.authMethod, 'vscode');
    const { authentication } = vscode;
    const asked: { readonly scopes: readonly string[]; readonly silent: boolean }[] = [];
    const account = { id: 'megan', label: 'megan@contoso.example' };
    const original = authentication.getSession.bind(authentication);
    const originalAccounts = authentication.getAccounts.bind(authentication);
    const accounts = replacing(authentication, 'getAccounts', (id: string) =>
      id === sovereign ? Promise.resolve([account]) : originalAccounts(id),
    );
    const sessions = replacing(
      authentication,
      'getSession',
      (id: string, scopes: readonly string[], options: vscode.AuthenticationGetSessionOptions) => {
        if (id !== sovereign) {
          return original(id, scopes, options);
        }
        asked.push({ scopes, silent: options.silent === true });
        const accessToken = scene.sim.issueToken({ account: account.label });
        return Promise.resolve({ id: 'session', accessToken, account, scopes });
      },
    );
    try {
      await signInFromMenu();
      assert.deepEqual(await listed(), [account.label]);
      const { origin } = new URL(scene.sim.graphUrl);
      const wanted = [`VSCODE_CLIENT_ID:${authority.clientId}`, 'VSCODE_TENANT:common', `${origin}/Files.ReadWrite`];
      assert.deepEqual(
        asked.filter(({ silent }) => !silent),
        [{ scopes: wanted, silent: false }],
      );

      const uri = await localFile(scene, 'data.bin', 1000);
      assert.deepEqual(statuses(await upload([uri], quietly)), ['uploaded']);
      const drive = scene.sim.drives.find(({ owner }) => owner === account.label)?.id;
      assert.ok(scene.sim.item('/Sent/data.bin', drive));
      const silently = asked.filter(({ silent }) => silent);
      assert.ok(silently.length > 0);
      for (const { scopes } of silently) {
        assert.deepEqual(scopes, wanted);
      }
      await vscode.commands.executeCommand(commandIds.signOut);
    } finally {
      accounts.restore();
      sessions.restore();
      await setSetting(`${sovereign}.environment`, undefined);
      await setSetting(`${sovereign}.customEnvironment`, undefined);
    }
  });
});
