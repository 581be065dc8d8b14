import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { settingKeys } from '../../src/contributions.ts';
import { ada, endSignIns, signInFromMenu, useAccounts } from './accountScene.ts';
import { useCheckList } from './checkList.ts';
import { answering } from './prompts.ts';
import { setSetting } from './setup.ts';

describe('onedrive.checkConnection with an account', () => {
  const { check, row } = useCheckList();
  const started = useAccounts();

  it('tells who it is and what was granted', async () => {
    await signInFromMenu();
    const labels = await check();
    assert.equal(labels.filter((label) => label.endsWith(': OK')).length, 10, labels.join());
    assert.equal(row('Account').description, `${ada}; permissions: Files.ReadWrite.`);
  });

  it('renews a token that has ended by itself', async () => {
    await signInFromMenu();
    started().sim.authority.expireAccessTokens();
    await check();
    assert.equal(row('Account').label, '$(check) Account: OK');
  });

  it('finds that the sign-in has ended, and does not ask the user to sign in', async () => {
    await signInFromMenu();
    endSignIns(started());
    const asked = await answering('showWarningMessage', undefined, check);
    assert.deepEqual(asked, []);
    assert.equal(row('Account').label, '$(error) Account: problem');
    assert.equal(row('Upload Server').description, 'Cannot work before this does: Account.');
  });

  it('asks the sign-in service for the tenant of the settings while nobody is signed in', async () => {
    await setSetting(settingKeys.tenant, 'nowhere.example');
    try {
      await check();
      assert.equal(row('Sign-In Service').label, '$(error) Sign-In Service: problem');
    } finally {
      await setSetting(settingKeys.tenant, undefined);
    }
    assert.deepEqual(await vscode.authentication.getAccounts('onedrive'), []);
  });
});
