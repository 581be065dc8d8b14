import assert from 'node:assert/strict';
import { compareWithOneDrive } from '../support/compare.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import type { VscodeWindow } from './pages/vscodeWindow.ts';
import { Playground } from './playground.ts';

const mebibyte = 1 << 20;
const file = 'recording.bin';
const size = 20 * mebibyte;
/** 1 MiB, as the setting says, on the grid of 320 KiB. */
const fragment = 3 * 320 * 1024;
const needsUser = 'OneDrive - 1 upload needs you';

describe('uploads that something interrupts', () => {
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'interrupted',
      files: { [file]: patternedBytes(size) },
      settings: { 'onedrive.destination': '/Inbox', 'onedrive.upload.fragmentSizeMiB': 1 },
    });
    await signIn(playground.window);
  });
  after(() => playground.stop());
  beforeEach(async () => {
    playground.simulator.reset();
    // Some seconds for the whole file.
    playground.simulator.shape({ bytesPerSecond: 2 * mebibyte });
    await playground.window.notifications.clear();
  });
  afterEach(() => playground.assertCleanConduct());

  async function signIn(window: VscodeWindow): Promise<void> {
    await window.signInWithToken(playground.simulator.issueToken());
    await window.notifications.waitFor(/^Signed in/);
  }

  /** Begins to upload and waits until a part of the file is in OneDrive. */
  async function beginUpload(window = playground.window): Promise<void> {
    await window.explorer.show();
    await window.explorer.choose([file], 'Upload to OneDrive');
    await window.surface.until('wait for the first bytes', async () =>
      acceptedBytes() > 3 * fragment ? true : undefined,
    );
  }

  function acceptedBytes(): number {
    return playground.simulator.openSessions[0]?.acceptedBytes ?? 0;
  }

  /** What is left need not be slow. */
  async function assertResumed(): Promise<void> {
    const { simulator, window } = playground;
    await window.notifications.waitFor(/^recording\.bin was uploaded to \/Inbox/, 30_000);
    await window.uploads.show();
    await window.uploads.waitForEmpty();
    await window.uploads.waitForIcon('OneDrive');
    await compareWithOneDrive(simulator, playground.file(file), `/Inbox/${file}`);
    const fragments = simulator.requests.filter(({ route }) => route === 'fragment');
    const sent = fragments.reduce((sum, { requestBytes }) => sum + requestBytes, 0);
    assert.ok(sent <= size + fragment, `${sent} bytes were sent for a file of ${size}`);
    assert.equal(simulator.requests.filter(({ route }) => route === 'createUploadSession').length, 1);
  }

  it('are offered once to go on with after a crash of the extension host', async () => {
    const { simulator, window } = playground;
    await beginUpload();
    await playground.killExtensionHosts();
    const message = /^The upload of recording\.bin was interrupted/;
    const question = await window.notifications.waitFor(message, 60_000);
    assert.deepEqual(await question.buttons(), ['Resume', 'Show', 'Not Now']);
    await window.surface.screenshot('question after a crash');
    assert.equal((await window.notifications.texts()).filter((text) => message.test(text)).length, 1);
    simulator.shape({});
    await question.press('Resume');
    await assertResumed();
  });

  it('are in the list after the window was reloaded, and go on from there', async () => {
    const { simulator, window } = playground;
    await beginUpload();
    await window.uploads.show();
    await window.uploads.waitForRow(file, /^\d+ % · \d+ s left · [\d.]+ MB\/s$/);
    await window.surface.screenshot('before the reload');
    await window.reload();
    await window.uploads.show();
    const row = await window.uploads.waitForRow(file, /^interrupted · [1-9]\d %$/);
    assert.match(row.spoken, /^recording\.bin, interrupted · \d+ %, to \/Inbox$/);
    await window.uploads.waitForIcon(needsUser);
    const tooltip = await window.uploads.tooltip(file);
    assert.match(tooltip, /^recording\.bin\ninterrupted · \d+ %\nTo \/Inbox\n[\d.]+ MB of 20\.0 MB are in OneDrive\n/);
    assert.doesNotMatch(tooltip, /http|tempauth/i);
    await window.surface.screenshot('after the reload');
    simulator.shape({});
    // A reload ends the sign-in in a plain server.
    await window.uploads.press(file, 'Resume');
    const needed = await window.notifications.waitFor(/^To sign in, /);
    await needed.press('Use an Access Token');
    await window.quickInput.waitFor(/access token/i);
    await window.quickInput.enter(simulator.issueToken());
    await assertResumed();
  });

  it('are still there when the machine was started again', async () => {
    await beginUpload();
    await playground.restart();
    const { simulator, window } = playground;
    const question = await window.notifications.waitFor(/^The upload of recording\.bin was interrupted/, 60_000);
    await window.surface.screenshot('question after a restart');
    await question.press('Show');
    await window.uploads.waitForRow(file, /^interrupted · \d+ %$/);
    await signIn(window);
    simulator.shape({});
    await window.quickInput.runCommand('OneDrive: Resume All Uploads');
    await assertResumed();
  });

  it('are taken over by another window', async () => {
    const { simulator, window } = playground;
    await window.uploads.show();
    const other = await window.openAnother('other window');
    await signIn(other);
    await beginUpload(other);
    await window.uploads.waitForRow(file, /^in another window · [1-9]\d? %$/);
    await window.surface.screenshot('in another window');
    const before = acceptedBytes();
    await window.uploads.waitForRow(
      file,
      new RegExp(`^in another window · (?!${Math.floor((before / size) * 100)} )\\d+ %$`),
    );
    await other.closePage();
    await window.uploads.waitForRow(file, /^interrupted · \d+ %$/, 30_000);
    await window.surface.screenshot('other window closed');
    simulator.shape({});
    await window.uploads.press(file, 'Resume');
    await assertResumed();
  });

  it('go on by themselves when the line is back', async () => {
    const { simulator, window } = playground;
    await beginUpload();
    await window.uploads.show();
    simulator.faults.add({ kind: 'cut', afterBytes: 0, times: 'always' });
    await window.uploads.waitForRow(file, /^offline · \d+ %$/);
    await window.notifications.waitFor(/^Uploading recording\.bin to \/Inbox: \d+ % .* offline: goes on by itself$/);
    await window.statusBar.waitFor(/^recording\.bin · \d+ %$/);
    await window.surface.screenshot('offline');
    simulator.faults.clear();
    simulator.shape({});
    await assertResumed();
  });
});
