import assert from 'node:assert/strict';
import { sep } from 'node:path';
import { compareWithOneDrive } from '../support/compare.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { Playground } from './playground.ts';

const file = 'report.bin';
const large = 'large report.bin';
const ada = 'ada@contoso.example';
const method = 'onedrive.auth.method';
/** Header and claims of a signed token, as access tokens and id tokens have them. */
const signedToken = /eyJ[\w-]{10,}\.eyJ[\w-]{20,}\./;
const browserProfile = `browser${sep}`;

describe('signing in', () => {
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'sign in',
      files: { [file]: patternedBytes(3_000_000), [large]: patternedBytes(12_000_000) },
      simulator: { authority: true },
      settings: { [method]: 'browser', 'onedrive.destination': '/Sent' },
      keepsSecrets: true,
    });
  });
  after(() => playground.stop());
  beforeEach(() => playground.simulator.authority.reset());
  afterEach(() => playground.assertCleanConduct());

  async function beginSignIn(): Promise<void> {
    await playground.window.notifications.clear();
    await playground.window.beginSignIn();
  }

  it('leads from the empty view over the pages of the service to the file in OneDrive', async () => {
    const { dialog, explorer, notifications, surface, uploads } = playground.window;
    await uploads.show();
    await uploads.followWelcome('Sign In');
    await dialog.waitFor(/wants to sign in using OneDrive/);
    await surface.screenshot('VS Code asks');
    await dialog.press('Allow');
    const pages = await playground.window.waitForSignInPages();
    await surface.screenshot('waiting for the browser');
    await pages.pickAccount(ada);
    assert.match((await pages.permissions()).join('\n'), /Files\.ReadWrite\b(?!\.All)/);
    await pages.screenshot('consent');
    await pages.accept();
    assert.match(await pages.waitForReturn(), /You are signed in/);
    await pages.screenshot('back');
    await pages.close();
    await notifications.waitFor(/^Signed in to OneDrive as ada@contoso\.example/);
    await surface.screenshot('signed in');

    await explorer.show();
    await explorer.choose([file], 'Upload to OneDrive');
    await notifications.waitFor(/^report\.bin was uploaded to \/Sent/);
    await compareWithOneDrive(playground.simulator, playground.file(file), `/Sent/${file}`);
  });

  it('puts the account into the Accounts menu, instead of the offer to sign in', async () => {
    const { accountsMenu, notifications, surface } = playground.window;
    await notifications.clear();
    await accountsMenu.open(/ada@/);
    const entries = (await accountsMenu.entries()).filter((entry) => /OneDrive/.test(entry));
    assert.deepEqual(entries, [`${ada} (OneDrive)`]);
    await surface.screenshot('accounts menu');
    await accountsMenu.close();
    await playground.window.signOut();
    await accountsMenu.open(/^Sign in with OneDrive to use OneDrive Sessions/);
    await accountsMenu.close();
  });

  it('ends with Cancel in the notification, and works the next time', async () => {
    const { notifications, surface, uploads } = playground.window;
    await playground.window.quickInput.runCommand('OneDrive: Clear Finished Uploads');
    await beginSignIn();
    const pages = await playground.window.waitForSignInPages();
    const waiting = await notifications.waitFor(/^Waiting for the sign-in in the browser/);
    await waiting.press('Cancel');
    await notifications.waitForNone();
    // Whoever goes on in the browser is too late.
    await pages.pickAccount(ada);
    await pages.accept();
    await pages.waitForNobody();
    await pages.close();
    await uploads.show();
    await uploads.waitForWelcome(/Sign in to upload files/);
    await surface.screenshot('cancelled');
    playground.simulator.authority.reset();
    await playground.window.signIn(ada);
    await playground.window.signOut();
  });

  it('says that permission was refused on the page, and tries again', async () => {
    const { notifications, surface } = playground.window;
    await beginSignIn();
    const pages = await playground.window.waitForSignInPages();
    await pages.pickAccount(ada);
    await pages.waitFor('Permissions requested');
    await pages.press('Cancel');
    assert.match(await pages.waitForReturn(), /did not work/);
    await pages.screenshot('refused page');
    await pages.close();
    const refused = await notifications.waitFor(/refused on the sign-in page/);
    await surface.screenshot('refused');
    assert.deepEqual(await refused.buttons(), ['Try Again', 'Use an Access Token', 'Show Log']);
    await refused.press('Try Again');
    await (await playground.window.waitForSignInPages()).signIn(ada);
    await notifications.waitFor(/^Signed in to OneDrive as ada@contoso\.example/);
    await playground.window.signOut();
  });

  describe('what it leaves behind', () => {
    it('holds no token and no code, while everything around it is logged', async () => {
      const { simulator, window } = playground;
      const { explorer, log, notifications } = window;
      await log.show();
      await log.setLevel('Trace');
      await window.signIn(ada);
      await explorer.show();
      await explorer.choose([large], 'Upload to OneDrive');
      await notifications.waitFor(/was uploaded to \/Sent/, 60_000);
      simulator.authority.expireAccessTokens();
      simulator.removeItem(`/Sent/${large}`);
      await notifications.clear();
      await explorer.choose([large], 'Upload to OneDrive');
      await notifications.waitFor(/was uploaded to \/Sent/, 60_000);
      await log.waitFor(/PUT fragment 201/);
      await window.surface.screenshot('trace log');

      const { secrets } = simulator.authority;
      assert.ok(secrets.length > 2, 'a code and two refresh tokens');
      const assertNowhere = async (): Promise<void> => {
        assert.deepEqual(await playground.filesWith(signedToken), []);
        for (const secret of secrets) {
          // The browser writes down where it has been, with the code that was used there.
          const found = (await playground.filesWith(secret)).filter((path) => !path.startsWith(browserProfile));
          assert.deepEqual(found, []);
        }
      };
      assert.notDeepEqual(await playground.filesWith('signed in (msal)'), [], 'the log was written to a file');
      await assertNowhere();
      await window.signOut();
      await assertNowhere();
      await log.setLevel('Info');
      await log.hide();
    });
  });

  describe('without a way back from the browser', () => {
    // In a browser VS Code cannot know whether a page of the sign-in finds its way back to it.
    before(() => playground.changeSettings({ [method]: 'auto' }));

    it('goes by a code, which is copied, typed on the page and counted down', async () => {
      const { dialog, notifications, surface } = playground.window;
      await beginSignIn();
      await dialog.waitFor(/Your code:/);
      await dialog.press('Cancel');
      await notifications.waitForNone();
      await beginSignIn();
      await dialog.waitFor(/Your code: [A-Z0-9-]+\s+To sign in to OneDrive, enter this code at https:/);
      const [, code = ''] = /Your code: (\S+)/.exec(await dialog.text()) ?? [];
      await notifications.waitFor(new RegExp(`${code}; the code ends in 1[45] min`));
      await surface.screenshot('code');
      await dialog.press('Copy Code and Open Page');
      await playground.window.waitForClipboard(new RegExp(`^${code}$`));
      const pages = await playground.window.waitForSignInPages();
      await pages.enterCode(code);
      await pages.waitFor(/Are you trying to sign in to OneDrive Sessions/);
      await pages.press('Continue');
      await pages.pickAccount(ada);
      await pages.accept();
      await pages.waitFor('You have signed in');
      await pages.screenshot('code accepted');
      await pages.close();
      await notifications.waitFor(/^Signed in to OneDrive as ada@contoso\.example/, 20_000);
      await surface.screenshot('signed in by code');
      await playground.window.signOut();
    });

    it('offers another way where codes are not admitted', async () => {
      const { dialog, notifications, surface } = playground.window;
      playground.simulator.authority.failNext({ at: 'devicePoll', aadsts: 53003, times: 1 });
      await beginSignIn();
      await dialog.press('Copy Code');
      const refused = await notifications.waitFor(/does not admit sign-in with a code.*AADSTS53003/, 20_000);
      await surface.screenshot('code refused');
      assert.deepEqual(await refused.buttons(), ['Sign In with Browser', 'Use an Access Token', 'Show Log']);
      await refused.press('Sign In with Browser');
      await (await playground.window.waitForSignInPages()).signIn(ada);
      await notifications.waitFor(/^Signed in to OneDrive as ada@contoso\.example/);
      await playground.window.signOut();
    });
  });
});
