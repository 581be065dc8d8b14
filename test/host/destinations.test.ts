import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { UploadOutcome } from '../../src/contributions.ts';
import { commandIds } from '../../src/contributions.ts';
import { quickXorHash } from '../sim/index.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import type { World } from './setup.ts';
import { failure, setUp, signIn, upload } from './setup.ts';

const owner = 'grace@contoso.example';
const large = patternedBytes(11_000_000);

describe('destinations of onedrive.upload', () => {
  let world: World;
  let uri: vscode.Uri;

  before(async () => {
    world = await setUp();
    uri = vscode.Uri.file(join(world.folder, 'plan.bin'));
    await writeFile(uri.fsPath, large);
  });
  beforeEach(() => world.reset());
  afterEach(() => world.assertCleanConduct());
  after(() => world.end());

  function library(site: string, name: string): string {
    const { libraries = [] } = world.sim.sites.find(({ displayName }) => displayName === site) ?? {};
    const id = libraries.find((each) => each.name === name)?.id;
    assert.ok(id);
    return id;
  }

  async function uploadTo(driveId: string, folder: string): Promise<UploadOutcome> {
    const { id: itemId } = world.sim.putItem(folder, { folder: true }, driveId);
    const [outcome] = await upload([uri], { destination: { driveId, itemId }, conflictBehavior: 'fail' });
    assert.ok(outcome);
    return outcome;
  }

  it('are folders of libraries, groups and other people, by their ids', async () => {
    const { sim } = world;
    sim.issueToken({ account: owner });
    const theirs = sim.drives.find((drive) => drive.owner === owner)?.id ?? '';
    sim.putItem('/Plans', { folder: true }, theirs);
    sim.share('/Plans', sim.defaultAccount, owner);
    for (const [driveId, folder] of [
      [library('Engineering', 'Designs'), '/'],
      [library('Engineering', 'Documents'), "/50% of o'clock #1"],
      [sim.groups[0]?.driveId ?? '', '/Reports/2026'],
      [theirs, '/Plans'],
    ] as const) {
      const { status, item, verified } = await uploadTo(driveId, folder);
      assert.equal(status, 'uploaded', `${folder} of ${driveId}`);
      assert.equal(verified, 'hash');
      assert.equal(item?.driveId, driveId);
      const stored = sim.item(`${folder === '/' ? '' : folder}/plan.bin`, driveId);
      assert.equal(stored?.id, item.id);
      assert.equal(stored.quickXorHash, quickXorHash(large));
    }
  });

  it('are refused when they are gone, or nobody gave access to them', async () => {
    const { sim } = world;
    const drive = library('Marketing', 'Documents');
    const { id } = sim.putItem('/Old', { folder: true }, drive);
    sim.removeItem('/Old', drive);
    assert.equal(
      await failure(uri, { destination: { driveId: drive, itemId: id }, conflictBehavior: 'fail' }),
      'itemNotFound',
    );
    sim.issueToken({ account: owner });
    const theirs = sim.drives.find((each) => each.owner === owner)?.id ?? '';
    const secret = sim.putItem('/Secret', { folder: true }, theirs);
    assert.equal(
      await failure(uri, { destination: { driveId: theirs, itemId: secret.id }, conflictBehavior: 'fail' }),
      'accessDenied',
    );
  });

  it('stay what was chosen last, also in another drive', async () => {
    const { sim } = world;
    const choosing = vscode.commands.executeCommand(commandIds.chooseDestination);
    await seen('listChildren');
    // Upload Here, New Folder, SharePoint Sites; then the first site and its second library.
    await press('quickOpenSelectNext', 'quickOpenSelectNext', 'acceptSelectedQuickOpenItem');
    await seen('followedSites');
    await press('acceptSelectedQuickOpenItem');
    await seen('listDrives');
    await press('quickOpenSelectNext', 'acceptSelectedQuickOpenItem');
    await seen('listChildren', 2);
    await press('acceptSelectedQuickOpenItem');
    await choosing;
    const [outcome] = await vscode.commands.executeCommand<UploadOutcome[]>(commandIds.upload, uri, undefined, {
      conflictBehavior: 'fail',
    });
    assert.equal(outcome?.item?.driveId, library('Engineering', 'Designs'));
    assert.equal(sim.item('/plan.bin', library('Engineering', 'Designs'))?.size, large.length);
  });

  it('stay paths of the own drive when they are given as text', async () => {
    await signIn(world.sim.issueToken({ scopes: ['User.Read', 'Files.ReadWrite'] }));
    const [outcome] = await upload([uri], { destination: 'Reports//2026/', conflictBehavior: 'fail' });
    assert.equal(outcome?.status, 'uploaded');
    assert.equal(world.sim.item('/Reports/2026/plan.bin')?.size, large.length);
  });

  /** Waits until the simulator answered so many requests of a kind, and the list shows what came. */
  async function seen(route: string, times = 1): Promise<void> {
    const end = Date.now() + 10_000;
    while (world.sim.requests.filter((request) => request.route === route).length < times) {
      assert.ok(Date.now() < end, `no ${route}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }

  async function press(...commands: readonly string[]): Promise<void> {
    for (const command of commands) {
      await vscode.commands.executeCommand(`workbench.action.${command}`);
    }
  }
});
