import assert from 'node:assert/strict';
import { compareWithOneDrive } from '../support/compare.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { Playground } from './playground.ts';

const mebibyte = 1 << 20;
const file = 'recording.bin';
const photos = Array.from({ length: 12 }, (_, index) => `photos/${index < 6 ? 'spring' : 'summer'}/${index}.jpg`);
const film = 'photos/film.bin';

describe('uploads that wait for a person', () => {
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'pending',
      files: {
        [file]: patternedBytes(20 * mebibyte),
        [film]: patternedBytes(12 * mebibyte, 0, 99),
        ...Object.fromEntries(photos.map((path, index) => [path, patternedBytes(200_000, 0, index + 1)])),
      },
      settings: { 'onedrive.destination': '/Inbox', 'onedrive.upload.fragmentSizeMiB': 1 },
    });
    await playground.window.signInWithToken(playground.simulator.issueToken());
    await playground.window.notifications.waitFor(/^Signed in/);
  });
  after(() => playground.stop());
  beforeEach(async () => {
    playground.simulator.reset();
    playground.simulator.shape({ bytesPerSecond: 2 * mebibyte });
    await playground.window.notifications.clear();
    await playground.window.explorer.show();
  });
  afterEach(() => playground.assertCleanConduct());

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
    await window.uploads.waitForEmpty();
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
    await window.uploads.waitForEmpty();
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
    await window.uploads.waitForEmpty();
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
    await window.uploads.waitForEmpty();
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
    await window.uploads.waitForEmpty();
    const names = simulator.item('/Inbox')?.children ?? [];
    assert.equal(names.length, 2);
    const added = names.find((name) => name !== file) ?? '';
    assert.ok(done.text.startsWith(`${added} was uploaded`), done.text);
    assert.equal(simulator.item(`/Inbox/${file}`)?.content().toString(), 'of somebody else');
    await compareWithOneDrive(simulator, playground.file(file), `/Inbox/${added}`);
  });
});

function percentOf(description: string): number {
  return Number(/\d+(?= %)/.exec(description)?.[0]);
}
