import assert from 'node:assert/strict';
import { compareWithOneDrive } from '../support/compare.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { Playground } from './playground.ts';

const file = 'plan.bin';
const ada = 'ada@contoso.example';
const grace = 'grace@contoso.example';

describe('accounts and what they may do', () => {
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'accounts',
      files: { [file]: patternedBytes(9_000_000) },
      simulator: { authority: true },
      settings: {
        'onedrive.auth.method': 'browser',
        'onedrive.upload.conflictBehavior': 'replace',
        'onedrive.upload.fragmentSizeMiB': 1,
      },
    });
    await playground.window.signIn(ada);
  });
  after(() => playground.stop());
  beforeEach(async () => {
    await playground.window.notifications.clear();
    await playground.window.explorer.show();
  });
  afterEach(() => playground.assertCleanConduct());

  function driveOf(account: string): string | undefined {
    return playground.simulator.drives.find(({ owner }) => owner === account)?.id;
  }

  async function addGrace(): Promise<void> {
    const { dialog, notifications, quickInput, surface } = playground.window;
    await quickInput.runCommand('OneDrive: Sign In');
    await quickInput.waitFor(/Account for OneDrive/);
    await surface.screenshot('account list');
    await quickInput.pick('Add Another Account...');
    await dialog.waitFor(/sign in again using OneDrive\.\s+To add another account/);
    await dialog.press('Allow');
    await (await playground.window.waitForSignInPages()).signIn(grace);
    await notifications.waitFor(/^Signed in to OneDrive as grace@/);
  }

  it('ask once for what a place needs, list only that, and then lead there', async () => {
    const { explorer, folderPicker, notifications, quickInput, surface } = playground.window;
    await quickInput.runCommand('OneDrive: Choose Destination Folder...');
    await quickInput.waitFor(/Paste Link/);
    await quickInput.pick('SharePoint Sites');
    await quickInput.waitFor(/Permission Needed/);
    await surface.screenshot('permission needed');
    await quickInput.pick('Allow Access...');
    const pages = await playground.window.waitForSignInPages();
    const asked = (await pages.permissions()).join('\n');
    await pages.screenshot('more permissions');
    assert.match(asked, /Sites\.Read\.All[^]*Files\.ReadWrite\.All|Files\.ReadWrite\.All[^]*Sites\.Read\.All/);
    assert.doesNotMatch(asked, /Files\.ReadWrite$/m);
    await pages.press('Accept');
    await pages.waitForReturn();
    await pages.close();
    await quickInput.waitFor(/Marketing/);
    await quickInput.pick('Marketing');
    await folderPicker.waitFor('Marketing › Documents');
    await surface.screenshot('library');
    await folderPicker.uploadHere();
    await explorer.choose([file], 'Upload to OneDrive');
    await notifications.waitFor(/^plan\.bin was uploaded to Marketing › Documents/);
    const { libraries = [] } = playground.simulator.sites.find(({ displayName }) => displayName === 'Marketing') ?? {};
    await compareWithOneDrive(playground.simulator, playground.file(file), `/${file}`, libraries[0]?.id);
  });

  it('say what to do where an administrator has to agree', async () => {
    const { notifications, quickInput, surface } = playground.window;
    playground.simulator.authority.requireAdminConsent(['GroupMember.Read.All']);
    await quickInput.runCommand('OneDrive: Choose Destination Folder...');
    await quickInput.waitFor(/Paste Link/);
    await quickInput.pick('Groups and Teams');
    await quickInput.waitFor(/Permission Needed/);
    await quickInput.pick('Allow Access...');
    const pages = await playground.window.waitForSignInPages();
    await pages.waitFor('Need admin approval');
    await pages.press('Return to the application without granting consent');
    await pages.waitForReturn();
    await pages.close();
    const told = await notifications.waitFor(/Only an administrator of your organisation can give this permission/);
    await surface.screenshot('administrator');
    await told.press('Copy Link for Administrator');
    const link = await playground.window.waitForClipboard(/adminconsent\?client_id=/);
    assert.ok(link.startsWith(playground.simulator.authority.url));
    await surface.page.keyboard.press('Escape');
  });

  it('are added, and uploads go on as who began them', async () => {
    const { explorer, folderPicker, notifications, quickInput, surface, uploads } = playground.window;
    const { simulator } = playground;
    await quickInput.runCommand('OneDrive: Choose Destination Folder...');
    await folderPicker.createFolder('Sent');
    await folderPicker.uploadHere();
    simulator.shape({ bytesPerSecond: 300_000 });
    await explorer.choose([file], 'Upload to OneDrive');
    await notifications.waitFor(/^Uploading plan\.bin to \/Sent/);

    await addGrace();
    await uploads.show();
    await uploads.waitForRow(file, /%/);
    await surface.screenshot('upload of the first account');
    simulator.shape({});
    await notifications.waitFor(/^plan\.bin was uploaded to \/Sent/, 30_000);
    await compareWithOneDrive(simulator, playground.file(file), `/Sent/${file}`, driveOf(ada));
  });

  it('are switched in one step', async () => {
    const { explorer, folderPicker, notifications, quickInput, surface } = playground.window;
    await quickInput.runCommand('OneDrive: Choose Destination Folder...');
    await folderPicker.createFolder('Sent');
    await folderPicker.uploadHere();
    await explorer.choose([file], 'Upload to OneDrive');
    await notifications.waitFor(/^plan\.bin was uploaded to \/Sent/);
    await compareWithOneDrive(playground.simulator, playground.file(file), `/Sent/${file}`, driveOf(grace));
    await quickInput.runCommand('OneDrive: Sign In');
    await quickInput.pick(ada);
    await notifications.waitFor(/^OneDrive is used as ada@/);
    await surface.screenshot('switched');
  });

  it('sign out one by one in the Accounts menu, or all at once', async () => {
    const { accountsMenu, dialog, notifications, quickInput, surface, uploads } = playground.window;
    await accountsMenu.choose(/grace@/, /^Sign Out/);
    await dialog.waitFor(/sign out/i);
    await surface.screenshot('sign out of one');
    await dialog.press('Sign Out');
    await notifications.waitFor(/^Signed out of OneDrive\. It is used as ada@/);
    await accountsMenu.open(/ada@/);
    assert.deepEqual(
      (await accountsMenu.entries()).filter((entry) => /\(OneDrive\)/.test(entry)),
      [`${ada} (OneDrive)`],
    );
    await accountsMenu.close();
    playground.simulator.authority.reset();
    await addGrace();
    await notifications.clear();
    await quickInput.runCommand('OneDrive: Sign Out');
    await surface.screenshot('sign out of which');
    await quickInput.pick('All Accounts');
    await notifications.waitFor(/^Signed out of OneDrive\.$/);
    await uploads.show();
    await uploads.waitForWelcome(/Sign in to upload files/);
  });
});
