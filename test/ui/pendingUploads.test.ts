import assert from 'node:assert/strict';
import { compareWithOneDrive } from '../support/compare.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { Playground } from './playground.ts';

const mebibyte = 1 << 20;
const file = 'recording.bin';
const size = 20 * mebibyte;
/** 1 MiB, as the setting says, on the grid of 320 KiB. */
const fragment = 3 * 320 * 1024;
const photos = Array.from({ length: 12 }, (_, index) => `photos/${index < 6 ? 'spring' : 'summer'}/${index}.jpg`);
const film = 'photos/film.bin';
const needsUser = 'OneDrive - 1 upload needs you';

describe('pending uploads', () => {
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'pending',
      files: {
        [file]: patternedBytes(size),
        [film]: patternedBytes(12 * mebibyte, 0, 99),
        ...Object.fromEntries(photos.map((path, index) => [path, patternedBytes(200_000, 0, index + 1)])),
      },
      settings: { 'onedrive.destination': '/Inbox', 'onedrive.upload.fragmentSizeMiB': 1 },
    });
    await playground.signInWithToken();
  });
  after(() => playground.stop());
  beforeEach(async () => {
    playground.simulator.reset();
    // Some seconds for the whole file.
    playground.simulator.shape({ bytesPerSecond: 2 * mebibyte });
    await playground.window.quickInput.runCommand('OneDrive: Clear Finished Uploads');
    await playground.window.notifications.clear();
    await playground.window.explorer.show();
  });
  afterEach(() => playground.assertCleanConduct());

  describe('that wait for a person', () => {
    it('are paused, resumed and cancelled with the keyboard', async () => {
      const { window } = playground;
      const { keyboard } = window.surface.page;
      await window.explorer.choose([file], 'Upload to OneDrive');
      await window.uploads.show();
      await window.uploads.waitForRow(file, /^[1-9]\d? % /);
      await window.quickInput.runCommand('OneDrive: Focus on Uploads View');
      await window.uploads.chooseByKeyboard(file, 'Pause');
      const paused = await window.uploads.waitForRow(file, /^paused · \d+ %$/);
      await window.surface.screenshot('paused by keyboard');
      await window.uploads.chooseByKeyboard(file, 'Resume');
      await window.uploads.waitForRow(file, /MB\/s$/);
      await window.uploads.chooseByKeyboard(file, 'Cancel Upload');
      await window.dialog.waitFor(/Cancel the upload of recording\.bin\?/);
      await keyboard.press('Escape');
      const kept = await window.uploads.waitForRow(file, /^\d+ % /);
      assert.ok(percentOf(kept.description) >= percentOf(paused.description));
      await window.uploads.chooseByKeyboard(file, 'Cancel Upload');
      await window.dialog.waitFor(/Cancel the upload of recording\.bin\?/);
      await window.surface.screenshot('question by keyboard');
      await keyboard.press('Enter');
      await window.uploads.waitForNothingPending();
      assert.equal(playground.simulator.item(`/Inbox/${file}`), undefined);
    });

    it('are paused, resumed and cancelled from the palette, which asks which', async () => {
      const { window } = playground;
      const { keyboard } = window.surface.page;
      await window.explorer.choose([file], 'Upload to OneDrive');
      await window.uploads.show();
      await window.uploads.waitForRow(file, /^[1-9]\d? % /);
      await window.quickInput.runCommand('OneDrive: Pause');
      await window.quickInput.waitFor(/Pause Upload/);
      await window.surface.screenshot('which upload');
      await keyboard.press('Enter');
      await window.uploads.waitForRow(file, /^paused/);
      const paused = await window.notifications.waitFor(/^The upload of recording\.bin is paused/);
      await window.quickInput.runCommand('OneDrive: Resume');
      await window.quickInput.waitFor(/Resume Upload/);
      await keyboard.press('Enter');
      await window.uploads.waitForRow(file, /MB\/s$/);
      // The message is older than that.
      await paused.press('Discard');
      await window.uploads.waitForRow(file, /^[3-9]\d % .*MB\/s$/);
      await window.quickInput.runCommand('OneDrive: Cancel Upload');
      await window.quickInput.waitFor(/Cancel Upload/);
      await keyboard.press('Enter');
      await window.dialog.waitFor(/Cancel the upload of recording\.bin\?/);
      await window.dialog.press('Cancel Upload');
      await window.uploads.waitForNothingPending();
    });

    it('show a folder with its large files while it is uploaded', async () => {
      const { simulator, window } = playground;
      await window.explorer.choose(['photos'], 'Upload to OneDrive');
      await window.uploads.show();
      await window.notifications.waitFor(/^Uploading photos to \/Inbox: \d+ % of 14\.3 MB · \d+ of 13 files/);
      await window.uploads.waitForRow('photos', /^\d+ of 13 files/);
      await window.uploads.waitForRow('film.bin', /^\d+ %/);
      await window.surface.screenshot('folder');
      const done = await window.notifications.waitFor(
        /^photos was uploaded to \/Inbox \(13 files, 14\.3 MB in \d+ s\)/,
        30_000,
      );
      assert.deepEqual(await done.buttons(), ['Open in Browser', 'Copy Link']);
      await window.uploads.waitForNothingPending();
      for (const path of [film, ...photos]) {
        await compareWithOneDrive(simulator, playground.file(path), `/Inbox/${path}`);
      }
    });

    it('become visible when they are committed', async () => {
      const { simulator, window } = playground;
      simulator.shape({});
      await window.explorer.choose([file], 'Upload to OneDrive Folder...');
      await window.folderPicker.waitFor('OneDrive');
      await window.folderPicker.uploadHere();
      await window.quickInput.waitFor(/Files that are already in the folder/);
      await window.quickInput.pick('Ask');
      await window.quickInput.waitFor(/Options of this upload/);
      await window.quickInput.tick(['Commit later']);
      const sent = await window.notifications.waitFor(
        /^recording\.bin is sent, but not visible in OneDrive until/,
        30_000,
      );
      assert.deepEqual(await sent.buttons(), ['Commit']);
      assert.equal(simulator.item(`/${file}`), undefined);
      await window.uploads.show();
      await window.uploads.waitForRow(file, /^commit by \d\d:\d\d/);
      await window.surface.screenshot('to be committed');
      await window.uploads.press(file, 'Commit Upload');
      await window.notifications.waitFor(/^recording\.bin was uploaded to OneDrive/);
      await window.uploads.waitForNothingPending();
      await compareWithOneDrive(simulator, playground.file(file), `/${file}`);
    });

    it('keep both files when somebody else took the name meanwhile', async () => {
      const { simulator, window } = playground;
      await window.explorer.choose([file], 'Upload to OneDrive');
      await window.surface.until('wait for the first bytes', async () =>
        (simulator.openSessions[0]?.acceptedBytes ?? 0) > mebibyte ? true : undefined,
      );
      simulator.putItem(`/Inbox/${file}`, 'of somebody else');
      simulator.shape({});
      const failed = await window.notifications.waitFor(
        /^recording\.bin was not uploaded\. A file of this name is already in the folder\.$/,
        30_000,
      );
      assert.deepEqual(await failed.buttons(), ['Resolve...', 'Show Log']);
      await window.uploads.show();
      await window.uploads.waitForRow(file, /^conflict: name is taken$/);
      await window.surface.screenshot('late conflict');
      await window.uploads.press(file, 'Resolve Conflict...');
      await window.quickInput.waitFor(/recording\.bin is already in \/Inbox/);
      assert.deepEqual(await window.quickInput.items(), ['Replace', 'Keep Both', 'Another Name...', 'Cancel Upload']);
      await window.surface.screenshot('resolve');
      await window.quickInput.pick('Keep Both');
      const done = await window.notifications.waitFor(/was uploaded to \/Inbox/, 30_000);
      await window.uploads.waitForNothingPending();
      const names = simulator.item('/Inbox')?.children ?? [];
      assert.equal(names.length, 2);
      const added = names.find((name) => name !== file) ?? '';
      assert.ok(done.text.startsWith(`${added} was uploaded`), done.text);
      assert.equal(simulator.item(`/Inbox/${file}`)?.content().toString(), 'of somebody else');
      await compareWithOneDrive(simulator, playground.file(file), `/Inbox/${added}`);
    });
  });

  describe('that something interrupts', () => {
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
      await window.uploads.waitForNothingPending();
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
      assert.match(
        tooltip,
        /^recording\.bin\ninterrupted · \d+ %\nTo \/Inbox\n[\d.]+ MB of 20\.0 MB are in OneDrive\n/,
      );
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
      await playground.signInWithToken();
      simulator.shape({});
      await window.quickInput.runCommand('OneDrive: Resume All Uploads');
      await assertResumed();
    });

    it('are taken over by another window', async () => {
      const { simulator, window } = playground;
      await window.uploads.show();
      const other = await window.openAnother('other window');
      await playground.signInWithToken(other);
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
});

function percentOf(description: string): number {
  return Number(/\d+(?= %)/.exec(description)?.[0]);
}
