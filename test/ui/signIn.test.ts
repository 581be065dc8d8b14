import assert from 'node:assert/strict';
import { compareWithOneDrive } from '../support/compare.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { Playground } from './playground.ts';

const file = 'report.bin';
const ada = 'ada@contoso.example';
const method = 'onedrive.auth.method';

describe('signing in', () => {
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'sign in',
      files: { [file]: patternedBytes(3_000_000) },
      simulator: { authority: true },
      settings: { [method]: 'browser', 'onedrive.destination': '/Sent' },
    });
  });
  after(() => playground.stop());
  beforeEach(() => playground.simulator.authority.reset());
  afterEach(() => playground.assertCleanConduct());

  async function signOut(): Promise<void> {
    const { notifications, quickInput } = playground.window;
    await notifications.clear();
    await quickInput.runCommand('OneDrive: Sign Out');
    await notifications.waitFor(/^Signed out of OneDrive/);
    await notifications.clear();
  }

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
    await signOut();
    await accountsMenu.open(/^Sign in with OneDrive to use OneDrive Sessions/);
    await accountsMenu.close();
  });

  it('ends with Cancel in the notification, and works the next time', async () => {
    const { notifications, surface, uploads } = playground.window;
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
    await signOut();
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
    await signOut();
  });

  it('goes by a code, which is copied, typed on the page and counted down', async () => {
    const { dialog, notifications, surface } = playground.window;
    // In a browser VS Code cannot know whether a page of the sign-in finds its way back to it.
    await playground.changeSettings({ [method]: 'auto' });
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
    await signOut();
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
    await signOut();
  });

  it('leads to the walkthrough where no app registration is set', async () => {
    const { notifications, quickInput, surface } = playground.window;
    // VS Code shows no picture or table of a step in an editor as narrow as the window has it otherwise.
    await surface.page.setViewportSize({ width: 1700, height: 1000 });
    await playground.changeSettings({ 'onedrive.auth.clientId': '' });
    await notifications.clear();
    await quickInput.runCommand('OneDrive: Sign In');
    const missing = await notifications.waitFor(/client id of an app registration/);
    assert.deepEqual(await missing.buttons(), ['Set Up...', 'Use an Access Token', 'Show Log']);
    await surface.screenshot('no client id');
    await missing.press('Set Up...');
    await surface.perform('wait for the walkthrough', () =>
      surface.page.getByText('Register an app in Microsoft Entra').first().waitFor(),
    );
    await surface.until('wait for the table of the registration', async () => {
      // The description has the same words, in a sentence.
      const cells = surface.page.frames().map((frame) =>
        frame
          .getByRole('cell', { name: 'Redirect URI', exact: true })
          .isVisible()
          // Frames come and go while it is built up.
          .catch(() => false),
      );
      return (await Promise.all(cells)).includes(true) ? true : undefined;
    });
    await surface.perform('wait until the table is shown', () =>
      surface.page.locator('.getting-started-media iframe.webview.ready').waitFor(),
    );
    await surface.screenshot('walkthrough');
  });
});
