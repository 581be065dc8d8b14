import assert from 'node:assert/strict';
import { compareWithOneDrive } from '../support/compare.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { Playground } from './playground.ts';

const mebibyte = 1 << 20;
/** Part of every address of an upload session, of the simulator as of the service. */
const uploadAddress = 'tempauth=';
const small = ['alpha.txt', 'beta.txt', 'gamma.txt'];

describe('uploads in the window', () => {
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'uploads',
      files: {
        ...Object.fromEntries(small.map((name, index) => [name, patternedBytes(10_000, 0, index + 1)])),
        'large.bin': patternedBytes(40 * mebibyte),
        'large report.bin': patternedBytes(12_000_000),
        'draft.txt': 'first',
      },
      settings: { 'onedrive.destination': '/Inbox', 'files.autoSave': 'off' },
    });
    await playground.signInWithToken();
  });
  after(() => playground.stop());

  beforeEach(async () => {
    playground.simulator.reset();
    playground.simulator.shape({});
    await playground.window.quickInput.runCommand('OneDrive: Clear Finished Uploads');
    await playground.window.notifications.clear();
    await playground.window.explorer.show();
  });
  afterEach(() => playground.assertCleanConduct());

  it('asks what to do with files that are already there, once for all when wanted', async () => {
    const { simulator, window } = playground;
    simulator.putItem('/Inbox/alpha.txt', 'earlier alpha');
    simulator.putItem('/Inbox/gamma.txt', 'earlier gamma');
    await window.explorer.choose(small, 'Upload to OneDrive');
    await window.quickInput.waitFor(/alpha\.txt is already in/);
    assert.deepEqual(await window.quickInput.items(), [
      'Replace',
      'Keep Both',
      'Skip',
      'Replace All',
      'Keep All',
      'Skip All',
    ]);
    await window.surface.screenshot('conflict question');
    await window.quickInput.pick('Replace All');
    await window.notifications.waitFor(/^3 files were uploaded to \/Inbox/);
    for (const name of small) {
      await compareWithOneDrive(simulator, playground.file(name), `/Inbox/${name}`);
    }
  });

  it('keeps both files, or leaves the one that is there', async () => {
    const { simulator, window } = playground;
    simulator.putItem('/Inbox/alpha.txt', 'earlier alpha');
    simulator.putItem('/Inbox/beta.txt', 'earlier beta');
    await window.explorer.choose(['alpha.txt', 'beta.txt'], 'Upload to OneDrive');
    await window.quickInput.waitFor(/alpha\.txt is already in/);
    await window.quickInput.pick('Keep Both');
    await window.quickInput.waitFor(/beta\.txt is already in/);
    await window.quickInput.pick('Skip');
    await window.notifications.waitFor(/uploaded to \/Inbox/);
    const names = simulator.item('/Inbox')?.children ?? [];
    assert.equal(names.length, 3);
    assert.equal(simulator.item('/Inbox/alpha.txt')?.content().toString(), 'earlier alpha');
    assert.equal(simulator.item('/Inbox/beta.txt')?.content().toString(), 'earlier beta');
    const added = names.find((name) => name !== 'alpha.txt' && name !== 'beta.txt');
    await compareWithOneDrive(simulator, playground.file('alpha.txt'), `/Inbox/${added}`);
  });

  it('shows percent, bytes, speed and time left, pauses by Cancel, and can then be given up', async () => {
    const { simulator, window } = playground;
    simulator.shape({ bytesPerSecond: 2 * mebibyte });
    await window.explorer.choose(['large.bin'], 'Upload to OneDrive');
    const running = await window.notifications.waitFor(
      /^Uploading large\.bin to \/Inbox: \d+ % of [\d.]+ MB · [\d.]+ MB\/s · .* left$/,
    );
    const percent = await running.percent();
    assert.ok(percent !== undefined && percent > 0 && percent < 100, `${percent} %`);
    await window.surface.screenshot('running');
    await window.statusBar.waitFor(/^large\.bin · \d+ %$/);
    await running.press('Cancel');
    const paused = await window.notifications.waitFor(/^The upload of large\.bin is paused\. What was sent is kept/);
    assert.deepEqual(await paused.buttons(), ['Resume', 'Discard']);
    await window.statusBar.waitForNone();
    await window.surface.screenshot('paused');
    assert.equal(simulator.openSessions.length, 1);
    await paused.press('Discard');
    await window.uploads.show();
    await window.uploads.waitForNothingPending();
    assert.equal(simulator.item('/Inbox/large.bin'), undefined);
    assert.deepEqual(await window.notifications.texts(), []);
  });

  it('says why an upload failed, and tries again', async () => {
    const { simulator, window } = playground;
    simulator.faults.add({ route: 'putContent', kind: 'status', status: 403, code: 'accessDenied', times: 'always' });
    await window.explorer.choose(['alpha.txt'], 'Upload to OneDrive');
    const failed = await window.notifications.waitFor(/^alpha\.txt was not uploaded\. You may not write to \/Inbox/);
    assert.deepEqual(await failed.buttons(), ['Retry', 'Show Log']);
    await window.uploads.show();
    const row = await window.uploads.waitForRow('alpha.txt', /^failed/);
    assert.match(row.spoken, /^alpha\.txt, failed: .*Inbox/);
    await window.surface.screenshot('failed');
    simulator.faults.clear();
    await failed.press('Retry');
    await window.notifications.waitFor(/^alpha\.txt was uploaded to \/Inbox/);
    await window.uploads.waitForNothingPending();
    await compareWithOneDrive(simulator, playground.file('alpha.txt'), '/Inbox/alpha.txt');
  });

  it('leads from the message about a failure to the log', async () => {
    const { simulator, window } = playground;
    simulator.faults.add({ route: 'putContent', kind: 'status', status: 403, code: 'accessDenied' });
    await window.explorer.choose(['beta.txt'], 'Upload to OneDrive');
    const failed = await window.notifications.waitFor(/^beta\.txt was not uploaded/);
    await failed.press('Show Log');
    await window.log.waitFor(/beta\.txt was not uploaded: accessDenied/);
    await window.surface.screenshot('log');
    await window.log.hide();
  });

  it('cancels and retries from the rows of the view', async () => {
    const { simulator, window } = playground;
    simulator.shape({ bytesPerSecond: mebibyte });
    await window.explorer.choose(['large.bin'], 'Upload to OneDrive');
    await window.uploads.show();
    await window.uploads.waitForRow('large.bin', /%/);
    await window.uploads.press('large.bin', 'Cancel Upload');
    await window.dialog.waitFor(/Cancel the upload of large\.bin\?/);
    await window.surface.screenshot('question before cancelling');
    await window.dialog.press('Cancel Upload');
    await window.uploads.waitForNothingPending();
    assert.equal(simulator.item('/Inbox/large.bin'), undefined);

    simulator.shape({});
    simulator.faults.add({ route: 'putContent', kind: 'status', status: 403, code: 'accessDenied', times: 'always' });
    await window.explorer.show();
    await window.explorer.choose(['gamma.txt'], 'Upload to OneDrive');
    await window.uploads.show();
    await window.uploads.waitForRow('gamma.txt', /^failed/);
    simulator.faults.clear();
    await window.uploads.press('gamma.txt', 'Retry Upload');
    await window.uploads.waitForNothingPending();
    await compareWithOneDrive(simulator, playground.file('gamma.txt'), '/Inbox/gamma.txt');
  });

  it('uploads the file of the editor by a command from the palette', async () => {
    const { simulator, window } = playground;
    await window.explorer.select(['beta.txt']);
    await window.editor.waitFor('beta.txt');
    await window.quickInput.runCommand('OneDrive: Upload to OneDrive');
    await window.notifications.waitFor(/^beta\.txt was uploaded to \/Inbox/);
    await compareWithOneDrive(simulator, playground.file('beta.txt'), '/Inbox/beta.txt');
  });

  it('uploads the file of an editor from its tab, after a question about what is not saved, and opens it in the browser', async () => {
    const { simulator, window } = playground;
    const { page } = window.surface;
    await window.explorer.select(['draft.txt']);
    await window.editor.waitFor('draft.txt');
    await page.locator('.monaco-editor .view-lines').click();
    await page.keyboard.type(' second');
    await page.getByRole('tab', { name: /draft\.txt/ }).click({ button: 'right' });
    const entry = page.getByRole('menuitem', { name: 'Upload to OneDrive', exact: true });
    await entry.waitFor();
    await window.surface.chooseInMenu(entry);
    const save = page.getByRole('button', { name: 'Save and Upload' });
    await save.waitFor();
    await window.surface.screenshot('unsaved changes');
    await save.click();
    const done = await window.notifications.waitFor(/^draft\.txt was uploaded to \/Inbox/);
    assert.equal(simulator.item('/Inbox/draft.txt')?.content().toString(), 'first second');

    // Addresses of this machine open without VS Code's question about external sites.
    await done.press('Open in Browser');
    const shown = await window.waitForOtherPage();
    await shown.waitForLoadState();
    assert.match(shown.url(), /\/Inbox\/draft\.txt$/);
  });

  it('lets nothing secret reach a file that VS Code writes, while everything around it is logged', async () => {
    const { simulator, window } = playground;
    const { explorer, log, notifications } = window;
    const token = await playground.signInWithToken();
    await log.show();
    await log.setLevel('Trace');
    simulator.faults.add({ route: 'fragment', kind: 'status', status: 503 });
    await explorer.choose(['large report.bin'], 'Upload to OneDrive');
    await notifications.waitFor(/was uploaded to \/Inbox/, 60_000);
    await log.waitFor(/PUT fragment 201/);
    await window.surface.screenshot('trace log');

    assert.notDeepEqual(await playground.filesWith('PUT fragment 503'), [], 'the log was written to a file');
    assert.deepEqual(await playground.filesWith(token), []);
    assert.deepEqual(await playground.filesWith(token.split('.')[2] ?? token), []);
    assert.deepEqual(await playground.filesWith(uploadAddress), []);
    await log.setLevel('Info');
    await log.hide();
  });
});
