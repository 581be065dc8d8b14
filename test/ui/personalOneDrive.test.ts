import assert from 'node:assert/strict';
import { compareWithOneDrive } from '../support/compare.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { Playground } from './playground.ts';

const firstFile = 'first report.bin';
const file = 'report.txt';
const large = 'large.bin';

describe('a personal OneDrive', () => {
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'personal',
      files: {
        [firstFile]: patternedBytes(3_000_000),
        [file]: patternedBytes(5000),
        [large]: patternedBytes(12_000_000),
      },
      simulator: { drive: 'personal' },
    });
  });
  after(() => playground.stop());
  afterEach(() => playground.assertCleanConduct());

  /** Signs in, and leaves no folder to which the next upload could go without a question. */
  async function beginAnew(): Promise<void> {
    playground.simulator.reset();
    await playground.signInWithToken();
    await playground.window.notifications.clear();
    await playground.window.explorer.show();
  }

  describe('the first upload of a person', () => {
    it('finds an explanation and a way to sign in where the uploads will be', async () => {
      const { uploads, surface } = playground.window;
      await uploads.show();
      await uploads.waitForWelcome(/Sign in to upload files/);
      await surface.screenshot('welcome');
      assert.deepEqual(playground.simulator.requests, []);
    });

    it('leads from the context menu over sign-in and the folder picker to the file in OneDrive', async () => {
      const { explorer, folderPicker, notifications, quickInput, surface } = playground.window;
      await explorer.show();
      await explorer.choose([firstFile], 'Upload to OneDrive');
      const setUp = await notifications.waitFor(/needs the client id of an app registration/);
      assert.deepEqual(await setUp.buttons(), ['Set Up...', 'Use an Access Token', 'Show Log']);
      await setUp.press('Use an Access Token');
      await quickInput.waitFor(/access token/i);
      assert.equal(await quickInput.isPassword(), true);
      await quickInput.enter(playground.simulator.issueToken());
      await folderPicker.createFolder('Reports');
      await surface.screenshot('folder picker');
      await folderPicker.uploadHere();
      const done = await notifications.waitFor(/^first report\.bin was uploaded to \/Reports/);
      assert.deepEqual(await done.buttons(), ['Open in Browser', 'Copy Link']);
      await surface.screenshot('finished');
      await compareWithOneDrive(playground.simulator, playground.file(firstFile), `/Reports/${firstFile}`);
    });

    it('copies the address of the file', async () => {
      const { notifications, quickInput } = playground.window;
      const done = await notifications.waitFor(/was uploaded/);
      await done.press('Copy Link');
      await quickInput.pick('Copy Address');
      const address = await playground.window.waitForClipboard(/^http/);
      assert.match(address, /first%20report\.bin/);
    });

    it('shows what was uploaded until that is cleared away, then an empty list', async () => {
      const { quickInput, surface, uploads } = playground.window;
      await uploads.show();
      const { spoken } = await uploads.waitForRow(firstFile, /^uploaded · [\d.]+ [KM]B$/);
      assert.match(spoken, /^first report\.bin, uploaded · [\d.]+ [KM]B, to \/Reports/);
      assert.match(await uploads.tooltip(firstFile), /Verified: its hash in OneDrive is that of the file/);
      await surface.screenshot('finished upload');
      await quickInput.runCommand('OneDrive: Focus on Uploads View');
      await uploads.chooseByKeyboard(firstFile, 'Copy OneDrive Link');
      await quickInput.pick('Copy Address');
      await playground.window.waitForClipboard(/first%20report\.bin/);
      await quickInput.runCommand('OneDrive: Clear Finished Uploads');
      await uploads.waitForEmpty();
      await uploads.waitForWelcome(/Nothing is being uploaded/);
    });

    it('uploads to the same folder the next time, without a question', async () => {
      const { explorer, notifications, quickInput } = playground.window;
      await notifications.clear();
      await explorer.show();
      playground.simulator.removeItem(`/Reports/${firstFile}`);
      await explorer.choose([firstFile], 'Upload to OneDrive');
      await notifications.waitFor(/^first report\.bin was uploaded to \/Reports/);
      assert.equal(await quickInput.isVisible(), false);
    });

    it('signs out', async () => {
      const { notifications, quickInput, uploads } = playground.window;
      await quickInput.runCommand('OneDrive: Sign Out');
      await notifications.waitFor(/^Signed out/);
      await quickInput.runCommand('OneDrive: Clear Finished Uploads');
      await uploads.show();
      await uploads.waitForWelcome(/Sign in to upload files/);
    });

    it('leads to the walkthrough where no app registration is set', async () => {
      const { notifications, quickInput, surface } = playground.window;
      const size = surface.page.viewportSize() ?? assert.fail();
      // VS Code shows no picture or table of a step in an editor as narrow as the window has it otherwise.
      await surface.page.setViewportSize({ width: 1700, height: 1000 });
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
      await quickInput.runCommand('View: Close All Editors');
      await surface.page.setViewportSize(size);
    });
  });

  describe('choosing where uploads go with a personal account', () => {
    before(beginAnew);
    after(() => playground.window.signOut());

    it('offers no sites and groups', async () => {
      const { window } = playground;
      await window.explorer.choose([file], 'Upload to OneDrive');
      await window.quickInput.waitFor(/Shared with Me/);
      await window.surface.screenshot('places');
      assert.deepEqual(await window.quickInput.items(), [
        'Upload Here',
        'New Folder...',
        'Shared with Me',
        'Enter Path...',
        'Paste Link...',
      ]);
      await window.quickInput.pick('Enter Path...');
      await window.quickInput.waitFor(/Upload to a path/);
      await window.quickInput.enter('/Reports');
      await window.quickInput.pick('Create Folder and Upload Here');
      await window.notifications.waitFor(/^report\.txt was uploaded to \/Reports/);
      await compareWithOneDrive(playground.simulator, playground.file(file), `/Reports/${file}`);
    });
  });

  describe('questions and waits', () => {
    before(beginAnew);
    beforeEach(async () => {
      await playground.window.notifications.clear();
      await playground.window.explorer.show();
    });

    it('the folder picker shows a large drive page by page and finds what is typed', async () => {
      const { simulator, window } = playground;
      for (let number = 1; number <= 230; number += 1) {
        simulator.putItem(`/Folder ${String(number).padStart(3, '0')}`, { folder: true });
      }
      await window.explorer.choose([file], 'Upload to OneDrive');
      await window.folderPicker.waitFor('OneDrive');
      await window.quickInput.waitFor(/Folder 001/);
      await window.surface.page.keyboard.type('Folder 229');
      await window.quickInput.pick('More Folders...');
      await window.quickInput.pick('Folder 229');
      await window.folderPicker.waitFor('/Folder 229');
      await window.surface.screenshot('folder of a large drive');
      await window.folderPicker.uploadHere();
      await window.notifications.waitFor(/^report\.txt was uploaded to \/Folder 229/);
      await compareWithOneDrive(simulator, playground.file(file), `/Folder 229/${file}`);
    });

    it('a question that is closed uploads nothing, says so, and can be asked again', async () => {
      const { simulator, window } = playground;
      const before = simulator.item(`/Folder 229/${file}`)?.eTag;
      await window.explorer.choose([file], 'Upload to OneDrive');
      await window.quickInput.waitFor(/report\.txt is already in \/Folder 229/);
      await window.surface.page.keyboard.press('Escape');
      const closed = await window.notifications.waitFor(/^Nothing was uploaded, because a question was closed/);
      assert.equal(simulator.item(`/Folder 229/${file}`)?.eTag, before);
      await closed.press('Retry');
      await window.quickInput.waitFor(/report\.txt is already in \/Folder 229/);
      await window.quickInput.pick('Skip');
      await window.notifications.waitFor(/^Nothing was uploaded; 1 files? (was|were) skipped/);
    });

    it('a service that asks to wait is waited for, and the notification says so', async () => {
      const { simulator, window } = playground;
      simulator.faults.add({ route: 'fragment', kind: 'status', status: 429, retryAfter: 5 });
      await window.explorer.choose([large], 'Upload to OneDrive');
      await window.notifications.waitFor(/OneDrive asks to wait \d s/);
      await window.surface.screenshot('waiting');
      await window.notifications.waitFor(/^large\.bin was uploaded to \/Folder 229/, 30_000);
      await compareWithOneDrive(simulator, playground.file(large), `/Folder 229/${large}`);
    });
  });
});
