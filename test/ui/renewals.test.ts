import assert from 'node:assert/strict';
import { compareWithOneDrive } from '../support/compare.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import type { VscodeWindow } from './pages/vscodeWindow.ts';
import { Playground } from './playground.ts';

const folder = 'Box';
const files = ['one.bin', 'two.bin', 'three.bin'].map((name) => `${folder}/${name}`);
const ada = 'ada@contoso.example';
const mebibyte = 1 << 20;
const claims = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}';

describe('a sign-in that ends', () => {
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'renewals',
      files: {
        ...Object.fromEntries(files.map((file) => [file, patternedBytes(11 * mebibyte)])),
        'first.txt': 'first',
        'second.txt': 'second',
      },
      // As the service does it; the pages of one browser share what is secret only when they are loaded.
      simulator: { authority: { refreshTokens: 'reusable' } },
      settings: {
        'onedrive.auth.method': 'browser',
        'onedrive.destination': '/Inbox',
        'onedrive.upload.conflictBehavior': 'replace',
        'onedrive.upload.fragmentSizeMiB': 1,
        'onedrive.upload.parallelFiles': 1,
      },
      keepsSecrets: true,
    });
    await playground.window.signIn(ada);
  });
  after(() => playground.stop());
  beforeEach(async () => {
    // What is there already, byte for byte, is not sent again.
    if (playground.simulator.item('/Inbox') !== undefined) {
      playground.simulator.removeItem('/Inbox');
    }
    playground.simulator.clearRequests();
    await playground.window.notifications.clear();
    await playground.window.explorer.show();
  });
  afterEach(() => playground.assertCleanConduct());

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
    for (const file of files) {
      await compareWithOneDrive(simulator, playground.file(file), `/Inbox/${file}`);
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
    const refused = simulator.violations.filter(({ rule, detail }) => rule === 'fatalRetry' && detail.includes('401'));
    assert.equal(new Set(refused.map(({ request }) => request)).size, refused.length, 'no window asks twice');
    if (refused.length === simulator.violations.length) {
      simulator.clearViolations();
    }
  });
});
