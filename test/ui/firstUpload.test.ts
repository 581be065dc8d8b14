import assert from 'node:assert/strict';
import { compareWithOneDrive } from '../support/compare.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { Playground } from './playground.ts';

const file = 'first report.bin';

describe('the first upload of a person', () => {
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({ name: 'first upload', files: { [file]: patternedBytes(3_000_000) } });
  });
  after(() => playground.stop());
  afterEach(() => playground.assertCleanConduct());

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
    await explorer.choose([file], 'Upload to OneDrive');
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
    await compareWithOneDrive(playground.simulator, playground.file(file), `/Reports/${file}`);
  });

  it('copies the address of the file', async () => {
    const { notifications, quickInput } = playground.window;
    const done = await notifications.waitFor(/was uploaded/);
    await done.press('Copy Link');
    await quickInput.pick('Copy Address');
    const address = await playground.window.waitForClipboard(/^http/);
    assert.match(address, /first%20report\.bin/);
  });

  it('shows an empty list of uploads to who is signed in', async () => {
    const { uploads } = playground.window;
    await uploads.show();
    await uploads.waitForEmpty();
    await uploads.waitForWelcome(/Nothing is being uploaded/);
  });

  it('uploads to the same folder the next time, without a question', async () => {
    const { explorer, notifications, quickInput } = playground.window;
    await notifications.clear();
    await explorer.show();
    playground.simulator.removeItem(`/Reports/${file}`);
    await explorer.choose([file], 'Upload to OneDrive');
    await notifications.waitFor(/^first report\.bin was uploaded to \/Reports/);
    assert.equal(await quickInput.isVisible(), false);
  });

  it('signs out', async () => {
    const { notifications, quickInput, uploads } = playground.window;
    await quickInput.runCommand('OneDrive: Sign Out');
    await notifications.waitFor(/^Signed out/);
    await uploads.show();
    await uploads.waitForWelcome(/Sign in to upload files/);
  });
});
