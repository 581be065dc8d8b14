import assert from 'node:assert/strict';
import { Playground } from './playground.ts';

describe('the file of an editor', () => {
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'editor',
      files: { 'draft.txt': 'first' },
      settings: { 'onedrive.destination': '/Inbox', 'files.autoSave': 'off' },
    });
    await playground.window.signInWithToken(playground.simulator.issueToken());
    await playground.window.notifications.waitFor(/^Signed in/);
    await playground.window.notifications.clear();
  });
  after(() => playground.stop());

  it('is uploaded from its tab, after a question about what is not saved, and opens in the browser', async () => {
    const { simulator, window } = playground;
    const { page } = window.surface;
    await window.explorer.select(['draft.txt']);
    await window.waitForEditor('draft.txt');
    await page.locator('.monaco-editor .view-lines').click();
    await page.keyboard.type(' second');
    await page.getByRole('tab', { name: /draft\.txt/ }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Upload to OneDrive', exact: true }).click();
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
    await playground.assertCleanConduct();
  });
});
