import assert from 'node:assert/strict';
import { compareWithOneDrive } from '../support/compare.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { Playground } from './playground.ts';

const file = 'plan.txt';
const owner = 'grace@contoso.example';

describe('choosing where uploads go', () => {
  let playground: Playground;
  /** Id of the drive of somebody else. */
  let theirs: string;

  before(async () => {
    playground = await Playground.start({ name: 'destinations', files: { [file]: patternedBytes(5000) } });
    const { simulator } = playground;
    simulator.issueToken({ account: owner });
    theirs = simulator.drives.find((drive) => drive.owner === owner)?.id ?? '';
    await playground.signInWithToken();
  });
  after(() => playground.stop());
  beforeEach(async () => {
    await playground.window.notifications.clear();
    await playground.window.explorer.show();
    await askForDestination();
  });
  afterEach(() => playground.assertCleanConduct());

  async function askForDestination(): Promise<void> {
    await playground.window.quickInput.runCommand('OneDrive: Choose Destination Folder...');
    // The palette, too, has "Upload to OneDrive" in it.
    await playground.window.quickInput.waitFor(/Paste Link/);
  }

  /** Uploads to what was chosen, and looks for the file there. */
  async function assertUploaded(path: string, drive: string | undefined, shown: RegExp): Promise<void> {
    const { simulator, window } = playground;
    await window.surface.until('wait for the end of the picker', async () =>
      (await window.quickInput.isVisible()) ? undefined : true,
    );
    await window.explorer.choose([file], 'Upload to OneDrive');
    const done = await window.notifications.waitFor(/^plan\.txt was uploaded to/);
    assert.match(done.text, shown);
    await compareWithOneDrive(simulator, playground.file(file), path, drive);
  }

  function library(site: string, name: string): string {
    const { libraries = [] } = playground.simulator.sites.find(({ displayName }) => displayName === site) ?? {};
    const id = libraries.find((each) => each.name === name)?.id;
    assert.ok(id);
    return id;
  }

  it('leads to a library of a site that is followed, with a new folder in it', async () => {
    const { quickInput, folderPicker, surface } = playground.window;
    await surface.screenshot('places');
    await quickInput.pick('SharePoint Sites');
    await quickInput.waitFor(/Marketing/);
    assert.deepEqual(await quickInput.items(), ['Engineering', 'Marketing']);
    await surface.screenshot('sites');
    await quickInput.pick('Engineering');
    await quickInput.waitFor(/Libraries of Engineering/);
    await surface.screenshot('libraries');
    await quickInput.pick('Designs');
    await folderPicker.waitFor('Engineering › Designs');
    await quickInput.pick('New Folder...');
    await quickInput.waitFor(/New folder in Engineering › Designs/);
    await quickInput.enter('Specs');
    await folderPicker.waitFor('Engineering › Designs › Specs');
    await surface.screenshot('folder of a library');
    // The first row of every folder is to upload there.
    await surface.page.keyboard.press('Enter');
    await assertUploaded(`/Specs/${file}`, library('Engineering', 'Designs'), /Engineering › Designs › Specs/);
  });

  it('finds sites while one types, says when there is none, and keeps the words on the way back', async () => {
    const { simulator, window } = playground;
    const { quickInput, folderPicker, surface } = window;
    for (let number = 1; number <= 205; number++) {
      simulator.addSite(`Laboratory ${String(number).padStart(3, '0')}`);
    }
    await quickInput.pick('SharePoint Sites');
    await quickInput.waitFor(/Marketing/);
    simulator.clearRequests();
    await surface.page.keyboard.type('nowhere', { delay: 20 });
    await quickInput.waitFor(/No site matches nowhere/);
    await surface.screenshot('no site');
    assert.equal(simulator.requests.filter(({ route }) => route === 'searchSites').length, 1);
    await surface.page.keyboard.press('ControlOrMeta+A');
    await surface.page.keyboard.type('labor', { delay: 20 });
    await quickInput.waitFor(/Laboratory 001/);
    // From the first row up to the last one.
    await surface.page.keyboard.press('ArrowUp');
    await surface.page.keyboard.press('Enter');
    await surface.until('wait for the second page', async () =>
      simulator.requests.filter(({ route }) => route === 'searchSites').length === 3 ? true : undefined,
    );
    await quickInput.waitFor(/Laboratory 201/);
    await surface.screenshot('second page of sites');
    await quickInput.pick('Laboratory 201');
    await folderPicker.waitFor('Laboratory 201 › Documents');
    await quickInput.back();
    await quickInput.waitFor(/Laboratory 002/);
    await surface.screenshot('found sites');
    await quickInput.pick('Laboratory 002');
    await folderPicker.waitFor('Laboratory 002 › Documents');
    await folderPicker.uploadHere();
    await assertUploaded(`/${file}`, library('Laboratory 002', 'Documents'), /Laboratory 002 › Documents/);
  });

  it('leads to the files of a group, after a failure too', async () => {
    const { simulator, window } = playground;
    simulator.addGroup('Guards', 'security');
    simulator.faults.add({ route: 'listGroups', kind: 'status', status: 403, code: 'accessDenied' });
    await window.quickInput.pick('Groups and Teams');
    await window.quickInput.waitFor(/Access denied/);
    await window.quickInput.pick('Try Again');
    await window.quickInput.waitFor(/Team$/m);
    assert.deepEqual(await window.quickInput.items(), ['Team']);
    await window.quickInput.pick('Team');
    await window.folderPicker.waitFor('Team › Documents');
    await window.folderPicker.uploadHere();
    await assertUploaded(`/${file}`, simulator.groups[0]?.driveId, /Team › Documents/);
  });

  it('leads to a folder that somebody shared', async () => {
    const { simulator, window } = playground;
    await window.quickInput.pick('Shared with Me');
    await window.quickInput.waitFor(/Nobody has shared a folder with you/);
    await window.surface.screenshot('nothing shared');
    await window.quickInput.back();
    simulator.putItem('/Plans/2026', { folder: true }, theirs);
    simulator.share('/Plans/2026', simulator.defaultAccount, owner);
    await window.folderPicker.waitFor('OneDrive');
    await window.quickInput.pick('Shared with Me');
    await window.quickInput.waitFor(/Grace/);
    await window.surface.screenshot('shared with me');
    await window.quickInput.pick('2026');
    await window.folderPicker.waitFor('Grace › Plans › 2026');
    await window.folderPicker.uploadHere();
    await assertUploaded(`/Plans/2026/${file}`, theirs, /Grace › Plans › 2026/);
  });

  it('creates the folders of a path after saying that they are missing', async () => {
    const { simulator, window } = playground;
    simulator.putItem('/Reports', { folder: true });
    await window.quickInput.pick('Enter Path...');
    await window.quickInput.waitFor(/Path from the top of your OneDrive/);
    await window.surface.page.keyboard.type('/Reports/a:b');
    await window.quickInput.waitFor(/does not allow : in names/);
    await window.surface.screenshot('path that cannot be');
    await window.quickInput.enter('Reports/2026//Q1/');
    await window.quickInput.waitFor(/This folder does not exist yet/);
    await window.surface.screenshot('missing path');
    assert.equal(simulator.item('/Reports/2026'), undefined);
    await window.quickInput.pick('Create Folder and Upload Here');
    await assertUploaded(`/Reports/2026/Q1/${file}`, undefined, /\/Reports\/2026\/Q1/);
  });

  it('finds a path that is there, and goes back from it', async () => {
    const { window } = playground;
    await window.quickInput.pick('Enter Path...');
    await window.quickInput.waitFor(/Path from the top of your OneDrive/);
    await window.quickInput.back();
    await window.folderPicker.waitFor('OneDrive');
    await window.quickInput.pick('Enter Path...');
    await window.quickInput.waitFor(/Upload to a path/);
    await window.quickInput.enter('/reports/2026');
    await window.folderPicker.waitFor('/Reports/2026');
    await window.quickInput.waitFor(/Q1/);
    await window.quickInput.back();
    await window.folderPicker.waitFor('OneDrive');
    await window.surface.page.keyboard.press('Escape');
  });

  it('follows a link', async () => {
    const { simulator, window } = playground;
    const drive = library('Marketing', 'Documents');
    simulator.putItem('/Campaign #1', { folder: true }, drive);
    const address = `${simulator.uploadOrigin}/sites/marketing/Shared%20Documents/Campaign%20%231`;
    await window.quickInput.pick('Paste Link...');
    await window.quickInput.waitFor(/Upload to a linked folder/);
    await window.surface.page.keyboard.type('Campaign');
    await window.quickInput.waitFor(/This is not a web address/);
    await window.quickInput.enter(`${simulator.uploadOrigin}/sites/marketing/none`);
    await window.quickInput.waitFor(/The file or folder is not there/);
    await window.surface.screenshot('dead link');
    await window.quickInput.pick('Paste Link...');
    await window.quickInput.waitFor(/Upload to a linked folder/);
    await window.quickInput.enter(address);
    await window.folderPicker.waitFor('marketing › Documents › Campaign #1');
    await window.folderPicker.uploadHere();
    await assertUploaded(`/Campaign #1/${file}`, drive, /marketing › Documents › Campaign #1/);
  });

  it('remembers folders of all drives in one list', async () => {
    const { window } = playground;
    await window.surface.screenshot('recent folders');
    const items = await window.quickInput.items();
    assert.deepEqual(items.slice(2, 7), [
      'marketing › Documents › Campaign #1',
      '/Reports/2026/Q1',
      'Grace › Plans › 2026',
      'Team › Documents',
      'Laboratory 002 › Documents',
    ]);
    playground.simulator.removeItem(`/${file}`, library('Laboratory 002', 'Documents'));
    await window.quickInput.pick('Laboratory 002 › Documents');
    await assertUploaded(`/${file}`, library('Laboratory 002', 'Documents'), /Laboratory 002 › Documents/);
  });

  it('works with the keyboard alone', async () => {
    const { window } = playground;
    const { keyboard } = window.surface.page;
    await keyboard.type('sharepoint');
    await keyboard.press('Enter');
    await window.quickInput.waitFor(/Marketing/);
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await window.folderPicker.waitFor('Marketing › Documents');
    await window.quickInput.waitFor(/Campaign #1/);
    await keyboard.type('campaign');
    await keyboard.press('Enter');
    await window.folderPicker.waitFor('Marketing › Documents › Campaign #1');
    // Back, as VS Code binds it, and on again.
    await keyboard.press('Control+Alt+Minus');
    await window.folderPicker.waitFor('Marketing › Documents');
    await keyboard.press('Enter');
    await assertUploaded(`/${file}`, library('Marketing', 'Documents'), /Marketing › Documents/);
  });

  it('says which permission a place needs', async () => {
    const { simulator, window } = playground;
    await window.surface.page.keyboard.press('Escape');
    await window.signInWithToken(simulator.issueToken({ scopes: ['User.Read', 'Files.ReadWrite'] }));
    await window.notifications.waitFor(/^Signed in/);
    await askForDestination();
    for (const [place, permission] of [
      ['SharePoint Sites', 'Sites.Read.All'],
      ['Groups and Teams', 'GroupMember.Read.All'],
    ] as const) {
      await window.quickInput.pick(place);
      await window.quickInput.waitFor(new RegExp(permission.replaceAll('.', '\\.')));
      await window.surface.screenshot(`no permission ${place}`);
      await window.quickInput.back();
      await window.folderPicker.waitFor('OneDrive');
    }
    await window.quickInput.pick('Shared with Me');
    await window.quickInput.pick('2026');
    await window.quickInput.waitFor(/Files\.ReadWrite\.All/);
    await window.surface.page.keyboard.press('Escape');
  });
});
