import assert from 'node:assert/strict';
import { settingKeys } from '../../src/contributions.ts';
import { secretKeys, tokenEntry } from '../../src/vscode/account/secrets.ts';
import { pauseUploadsOf } from '../../src/vscode/commands/account.ts';
import { uploadRecord } from '../support/uploadRecords.ts';
import { setSetting } from './setup.ts';
import { accountOf, useSharedKeyring } from './sharedKeyring.ts';

const gov = 'https://graph.microsoft.us';

describe('signing out', () => {
  const started = useSharedKeyring();

  it('is not claimed where VS Code could not remove the account, which is there again after a restart', async () => {
    const shared = started();
    const { accounts, signOut } = await signedIn('ada');
    const told = shared.shown.length;
    shared.keyring.writes = false;
    await signOut.ask();
    assert.equal(shared.shown.length, told + 1);
    assert.match(shared.shown[told] ?? '', /in this window only.*reload the window, and sign out again/u);
    assert.deepEqual(accounts.all, []);
    shared.keyring.writes = true;
    const again = (await shared.openWindow()).parts;
    assert.equal(again.accounts.all.length, 1, 'so that the advice can be followed');
    await again.signOut.ask();
    assert.equal(shared.shown.at(-1), 'Signed out of OneDrive.');
    assert.equal((await shared.openWindow()).parts.accounts.all.length, 0);
  });

  it('tells of tokens that could not be removed', async () => {
    const shared = started();
    const { accounts, signOut } = await signedIn('ada');
    shared.forgets = false;
    await signOut.ask();
    assert.match(shared.shown.at(-1) ?? '', /^You are signed out of OneDrive, but .* tokens.*sign in and out again/u);
    assert.deepEqual(accounts.all, []);
  });

  it('tells of a pasted token that could not be removed', async () => {
    const shared = started();
    const { parts, secrets } = await shared.openWindow();
    const account = accountOf('1', { kind: 'token' });
    await parts.accounts.put(account, true);
    await tokenEntry(secrets, account.id).store('pasted');
    shared.keyring.delete = () => Promise.reject(new Error('the keyring is locked'));
    await parts.signOut.ask();
    assert.match(shared.shown.at(-1) ?? '', /could not remove your tokens/u);
  });

  it('of all accounts reaches those of every cloud, whatever the settings say', async () => {
    const shared = started();
    const { accounts, signOut } = await signedIn('ada', 'grace');
    await accounts.put(accountOf('ada', { graph: gov }), true);
    await setSetting(settingKeys.cloud, 'custom');
    shared.pick = '$(sign-out) All Accounts';
    await signOut.ask();
    assert.deepEqual(accounts.everywhere, []);
    assert.deepEqual(shared.forgotten, ['ada', 'grace', 'ada']);
    assert.equal(shared.shown.at(-1), 'Signed out of OneDrive.');
    assert.doesNotMatch(shared.keyring.texts.get(secretKeys.accounts) ?? '', /ada/u);
  });

  it('from the Accounts menu reaches an account of another cloud', async () => {
    const { accounts, sessions } = await signedIn('ada');
    const account = accountOf('ada', { graph: gov });
    await accounts.put(account, true);
    await sessions.remove(account.id);
    assert.deepEqual(accounts.of(gov), []);
    assert.equal(accounts.all.length, 1);
  });

  it('pauses what is uploaded to the cloud of the account, and nothing else', async () => {
    const shared = started();
    const manager = {
      rows: [{ record: uploadRecord('u1'), where: 'thisWindow' as const }],
      pause: () => assert.fail('paused'),
    };
    const driveOf = (): undefined => undefined;
    assert.equal(await pauseUploadsOf([accountOf('ada', { graph: gov })], driveOf, manager), true);
    assert.deepEqual(shared.shown, []);
    void pauseUploadsOf([accountOf('ada')], driveOf, manager);
    assert.equal(shared.shown.length, 1);
  });

  async function signedIn(...names: readonly string[]) {
    const { parts } = await started().openWindow();
    for (const name of names) {
      await parts.accounts.put(accountOf(name), true);
    }
    return parts;
  }
});
