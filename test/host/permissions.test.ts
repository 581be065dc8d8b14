import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import { eventually } from '../support/eventually.ts';
import { ada, signInFromMenu, useAccounts } from './accountScene.ts';
import { localFile } from './pending.ts';
import type { ShownPicker } from './pickers.ts';
import { showPicker } from './pickers.ts';
import { answering } from './prompts.ts';
import { upload } from './setup.ts';

describe('permissions for what is not the own OneDrive', () => {
  const started = useAccounts();

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeQuickOpen'));

  function granted(): string[] {
    return started()
      .sim.authority.consented(ada)
      .filter((name) => /^(Files|Sites|Group)/u.test(name))
      .toSorted();
  }

  function openPicker(): Promise<ShownPicker> {
    return showPicker(() => void vscode.commands.executeCommand(commandIds.chooseDestination));
  }

  it('are asked for when the user goes there, after saying what for, and once', async () => {
    const scene = started();
    await signInFromMenu();
    assert.deepEqual(granted(), ['Files.ReadWrite']);
    const picker = await openPicker();
    await picker.choose('SharePoint Sites');
    await picker.titled('Permission Needed');
    assert.equal(scene.opened.length, 1, 'nothing is asked on a page yet');
    const [row] = picker.list.items;
    assert.match(row?.detail ?? '', /Sites\.Read\.All, Files\.ReadWrite\.All/u);
    await picker.choose('Allow Access...');
    await picker.titled('SharePoint Sites');
    assert.deepEqual(granted(), ['Files.ReadWrite', 'Files.ReadWrite.All', 'Sites.Read.All']);
    assert.equal(new URL(scene.opened[1] ?? '').searchParams.get('login_hint'), ada);

    picker.list.hide();
    const second = await openPicker();
    await second.choose('SharePoint Sites');
    await second.titled('SharePoint Sites');
    await eventually(() => assert.ok(second.list.items.some(({ label }) => label.includes('$(globe)'))));
    assert.equal(scene.opened.length, 2);
  });

  it('that only an administrator can give come with a link for that one', async () => {
    const scene = started();
    await signInFromMenu();
    scene.sim.authority.requireAdminConsent(['Sites.Read.All']);
    const picker = await openPicker();
    await picker.choose('SharePoint Sites');
    await picker.titled('Permission Needed');
    const told = await answering('showErrorMessage', 'Copy Link for Administrator', async () => {
      await picker.choose('Allow Access...');
      await eventually(async () => assert.match(await vscode.env.clipboard.readText(), /adminconsent/u));
    });
    assert.match(told[0] ?? '', /Only an administrator.*AADSTS90094/u);
    const link = new URL(await vscode.env.clipboard.readText());
    assert.equal(link.pathname, '/organizations/adminconsent');
    assert.equal(link.searchParams.get('client_id'), scene.sim.authority.clientId);
    assert.equal(picker.list.title, 'Permission Needed');
    assert.deepEqual(granted(), ['Files.ReadWrite']);
  });

  it('are checked, and a page on which they are refused is said so', async () => {
    const scene = started();
    await signInFromMenu();
    const picker = await openPicker();
    await picker.choose('Shared with Me');
    await picker.titled('Permission Needed');
    scene.person = { account: ada, accept: false };
    const told = await answering('showErrorMessage', undefined, async () => {
      await picker.choose('Allow Access...');
      await eventually(() => assert.equal(picker.list.busy, false));
      await eventually(() => assert.equal(scene.opened.length, 2));
    });
    assert.match(told[0] ?? '', /refused on the sign-in page/u);
    scene.sim.authority.withhold(['Files.ReadWrite.All']);
    scene.person = { account: ada };
    await picker.choose('Allow Access...');
    await eventually(() => assert.match(picker.list.items[0]?.description ?? '', /refused on the sign-in page/u));
    assert.equal(picker.list.title, 'Permission Needed');
  });

  it('are offered where an upload was denied for want of them', async () => {
    const scene = started();
    await signInFromMenu();
    const { libraries = [] } = scene.sim.sites.find(({ displayName }) => displayName === 'Engineering') ?? {};
    const driveId = libraries[0]?.id ?? '';
    const { id: itemId } = scene.sim.putItem('/Plans', { folder: true }, driveId);
    const uri = await localFile(scene, 'plan.bin', 1000);
    const told = await answering('showErrorMessage', 'Allow Access...', async () => {
      const [outcome] = await upload([uri], { destination: { driveId, itemId }, conflictBehavior: 'fail' });
      assert.equal(outcome?.error?.code, 'accessDenied');
      await eventually(() => assert.ok(scene.sim.item('/Plans/plan.bin', driveId)), 10_000);
    });
    assert.equal(told.length, 1);
    assert.deepEqual(granted(), ['Files.ReadWrite', 'Files.ReadWrite.All']);
  });
});
