import assert from 'node:assert/strict';
import { compareWithOneDrive } from '../support/compare.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import type { VscodeWindow } from './pages/vscodeWindow.ts';
import { Playground } from './playground.ts';

const file = 'plan.bin';
const folder = 'Box';
const files = ['one.bin', 'two.bin', 'three.bin'].map((name) => `${folder}/${name}`);
const ada = 'ada@contoso.example';
const grace = 'grace@contoso.example';
const mebibyte = 1 << 20;
const claims = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}';

describe('accounts', () => {
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'accounts',
      files: {
        [file]: patternedBytes(9_000_000),
        ...Object.fromEntries(files.map((each) => [each, patternedBytes(11 * mebibyte)])),
        'first.txt': 'first',
        'second.txt': 'second',
      },
      // As the service does it; the pages of one browser share what is secret only when they are loaded.
      simulator: { authority: { refreshTokens: 'reusable' } },
      settings: {
        'onedrive.auth.method': 'browser',
        'onedrive.upload.conflictBehavior': 'replace',
        'onedrive.upload.fragmentSizeMiB': 1,
        'onedrive.upload.parallelFiles': 1,
      },
      keepsSecrets: true,
    });
  });
  after(() => playground.stop());
  beforeEach(async () => {
    await playground.window.notifications.clear();
    await playground.window.explorer.show();
  });
  afterEach(() => playground.assertCleanConduct());

  describe('accounts and what they may do', () => {
    before(() => playground.window.signIn(ada));

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
      const { libraries = [] } =
        playground.simulator.sites.find(({ displayName }) => displayName === 'Marketing') ?? {};
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
      await quickInput.runCommand('OneDrive: Clear Finished Uploads');
      await uploads.show();
      await uploads.waitForWelcome(/Sign in to upload files/);
    });
  });

  describe('a sign-in that ends', () => {
    before(async () => {
      const { folderPicker, quickInput } = playground.window;
      playground.simulator.authority.reset();
      await playground.window.signIn(ada);
      await quickInput.runCommand('OneDrive: Choose Destination Folder...');
      await folderPicker.createFolder('Inbox');
      await folderPicker.uploadHere();
    });
    beforeEach(() => {
      // What is there already, byte for byte, is not sent again.
      if (playground.simulator.item(`/Inbox/${folder}`) !== undefined) {
        playground.simulator.removeItem(`/Inbox/${folder}`);
      }
      playground.simulator.clearRequests();
    });

    /** Begins to upload all files and waits until each has a session. */
    async function beginUpload(): Promise<void> {
      const { simulator, window } = playground;
      simulator.shape({ bytesPerSecond: 2 * mebibyte });
      await window.explorer.choose([folder], 'Upload to OneDrive');
      await window.surface.until('wait for the first bytes', async () =>
        simulator.openSessions.filter(({ acceptedBytes }) => acceptedBytes > 0).length > 0 ? true : undefined,
      );
    }

    /** Everything is there, each by one session, and nobody was asked twice. */
    async function assertUploaded(window: VscodeWindow = playground.window): Promise<void> {
      const { simulator } = playground;
      await window.notifications.waitFor(/^Box was uploaded to \/Inbox \(3 files/, 30_000);
      for (const each of files) {
        await compareWithOneDrive(simulator, playground.file(each), `/Inbox/${each}`);
      }
      const created = simulator.requests.filter(({ route, status }) => route === 'createUploadSession' && status < 300);
      assert.equal(created.length, files.length);
    }

    async function signInAgain(message: RegExp, title: string): Promise<void> {
      const { notifications, surface, uploads } = playground.window;
      const ended = await notifications.waitFor(message);
      await uploads.show();
      await uploads.waitForRow(folder, /^waiting for your sign-in · \d of 3 files$/);
      await notifications.waitFor(/^Uploading Box to \/Inbox: .* · waiting for your sign-in$/);
      await surface.screenshot(title);
      assert.equal((await notifications.texts()).filter((text) => message.test(text)).length, 1);
      assert.deepEqual(await ended.buttons(), ['Sign In']);
      await ended.press('Sign In');
      const pages = await playground.window.waitForSignInPages();
      await pages.finishAs(ada);
      await pages.waitForReturn();
      await pages.close();
      playground.simulator.shape({});
    }

    it('in the middle of uploads asks once, and they go on', async () => {
      const { simulator } = playground;
      await beginUpload();
      simulator.authority.revokeRefreshTokens();
      simulator.authority.expireAccessTokens();
      await signInAgain(/^Your sign-in to OneDrive as ada@contoso\.example has ended/, 'ended');
      await assertUploaded();
    });

    it('to the service, because the organisation wants a proof, asks once, and uploads go on', async () => {
      const { simulator } = playground;
      await beginUpload();
      simulator.authority.challenge({ claims });
      await signInAgain(/^Your organisation asks you to confirm that you are ada@contoso\.example/, 'challenge');
      await assertUploaded();
    });

    it('is none that lasts over a restart of VS Code and browser', async () => {
      await playground.restart();
      const { accountsMenu, explorer, notifications } = playground.window;
      playground.simulator.authority.expireAccessTokens();
      await accountsMenu.open(/^ada@contoso\.example \(OneDrive\)/);
      await accountsMenu.close();
      playground.simulator.clearRequests();
      await explorer.choose([folder], 'Upload to OneDrive');
      await assertUploaded();
      assert.deepEqual(await notifications.texts().then((texts) => texts.filter((text) => /[Ss]ign/.test(text))), []);
    });

    it('is renewed in two windows at once without a question', async () => {
      const { simulator, window } = playground;
      const second = await window.openAnother('renewals second');
      try {
        await second.accountsMenu.open(/^ada@contoso\.example \(OneDrive\)/);
        await second.surface.screenshot('accounts menu');
        await second.accountsMenu.close();
        simulator.authority.expireAccessTokens();
        simulator.clearRequests();
        await Promise.all([
          window.explorer.choose(['first.txt'], 'Upload to OneDrive'),
          second.explorer.choose(['second.txt'], 'Upload to OneDrive'),
        ]);
        await window.notifications.waitFor(/^first\.txt was uploaded/);
        await second.notifications.waitFor(/^second\.txt was uploaded/);
      } finally {
        await second.closePage();
      }
      // They share a token, and each has to learn that it has ended: to the service they are one client.
      const refused = simulator.violations.filter(
        ({ rule, detail }) => rule === 'fatalRetry' && detail.includes('401'),
      );
      assert.equal(new Set(refused.map(({ request }) => request)).size, refused.length, 'no window asks twice');
      if (refused.length === simulator.violations.length) {
        simulator.clearViolations();
      }
    });
  });
});
