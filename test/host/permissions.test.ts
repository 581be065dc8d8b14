import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import { eventually } from '../support/eventually.ts';
import { ada, signInFromMenu, useAccounts } from './accountScene.ts';
import { localFile } from './pending.ts';
import { answering, replacing } from './prompts.ts';
import { upload } from './setup.ts';

type Picker = vscode.QuickPick<vscode.QuickPickItem>;

describe('permissions for what is not the own OneDrive', () => {
  const started = useAccounts();
  let accept = (): void => {};
  let chosen: readonly vscode.QuickPickItem[] = [];

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeQuickOpen'));

  function granted(): string[] {
    return started()
      .sim.authority.consented(ada)
      .filter((name) => /^(Files|Sites|Group)/u.test(name))
      .toSorted();
  }

  /** Opens the list of destinations. Its rows are chosen by `choose`. */
  async function openPicker(): Promise<Picker> {
    const { window } = vscode;
    const create = window.createQuickPick.bind(window);
    const made: Picker[] = [];
    const replaced = replacing(window, 'createQuickPick', () => {
      const picker = create();
      Object.defineProperty(picker, 'onDidAccept', {
        value: (listener: () => void) => {
          accept = listener;
          return { dispose() {} };
        },
      });
      Object.defineProperty(picker, 'selectedItems', { get: () => chosen });
      made.push(picker);
      return picker;
    });
    try {
      void vscode.commands.executeCommand(commandIds.chooseDestination);
      await eventually(() => assert.equal(made.length, 1));
    } finally {
      replaced.restore();
    }
    const [picker] = made;
    assert.ok(picker);
    return picker;
  }

  async function choose(picker: Picker, label: string): Promise<void> {
    await eventually(() => {
      chosen = picker.items.filter((item) => item.label.endsWith(label));
      assert.equal(chosen.length, 1, `a row ${label}`);
    });
    accept();
  }

  function titleBecomes(picker: Picker, title: string): Promise<void> {
    return eventually(() => assert.equal(picker.title, title));
  }

  it('are asked for when the user goes there, after saying what for, and once', async () => {
    const scene = started();
    await signInFromMenu();
    assert.deepEqual(granted(), ['Files.ReadWrite']);
    const picker = await openPicker();
    await choose(picker, 'SharePoint Sites');
    await titleBecomes(picker, 'Permission Needed');
    assert.equal(scene.opened.length, 1, 'nothing is asked on a page yet');
    const [row] = picker.items;
    assert.match(row?.detail ?? '', /Sites\.Read\.All, Files\.ReadWrite\.All/u);
    await choose(picker, 'Allow Access...');
    await titleBecomes(picker, 'SharePoint Sites');
    assert.deepEqual(granted(), ['Files.ReadWrite', 'Files.ReadWrite.All', 'Sites.Read.All']);
    assert.equal(new URL(scene.opened[1] ?? '').searchParams.get('login_hint'), ada);

    picker.hide();
    const second = await openPicker();
    await choose(second, 'SharePoint Sites');
    await titleBecomes(second, 'SharePoint Sites');
    await eventually(() => assert.ok(second.items.some(({ label }) => label.includes('$(globe)'))));
    assert.equal(scene.opened.length, 2);
  });

  it('that only an administrator can give come with a link for that one', async () => {
    const scene = started();
    await signInFromMenu();
    scene.sim.authority.requireAdminConsent(['Sites.Read.All']);
    const picker = await openPicker();
    await choose(picker, 'SharePoint Sites');
    await titleBecomes(picker, 'Permission Needed');
    const told = await answering('showErrorMessage', 'Copy Link for Administrator', async () => {
      await choose(picker, 'Allow Access...');
      await eventually(async () => assert.match(await vscode.env.clipboard.readText(), /adminconsent/u));
    });
    assert.match(told[0] ?? '', /Only an administrator.*AADSTS90094/u);
    const link = new URL(await vscode.env.clipboard.readText());
    assert.equal(link.pathname, '/organizations/adminconsent');
    assert.equal(link.searchParams.get('client_id'), scene.sim.authority.clientId);
    assert.equal(picker.title, 'Permission Needed');
    assert.deepEqual(granted(), ['Files.ReadWrite']);
  });

  it('are checked, and a page on which they are refused is said so', async () => {
    const scene = started();
    await signInFromMenu();
    const picker = await openPicker();
    await choose(picker, 'Shared with Me');
    await titleBecomes(picker, 'Permission Needed');
    scene.person = { account: ada, accept: false };
    const told = await answering('showErrorMessage', undefined, async () => {
      await choose(picker, 'Allow Access...');
      await eventually(() => assert.equal(picker.busy, false));
      await eventually(() => assert.equal(scene.opened.length, 2));
    });
    assert.match(told[0] ?? '', /refused on the sign-in page/u);
    scene.sim.authority.withhold(['Files.ReadWrite.All']);
    scene.person = { account: ada };
    await choose(picker, 'Allow Access...');
    await eventually(() => assert.match(picker.items[0]?.description ?? '', /refused on the sign-in page/u));
    assert.equal(picker.title, 'Permission Needed');
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
