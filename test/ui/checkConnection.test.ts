import assert from 'node:assert/strict';
import { canariesIn, canariesOf } from '../support/canary.ts';
import { Playground } from './playground.ts';

describe('checking the connection', () => {
  let playground: Playground;
  let token: string;

  before(async () => {
    playground = await Playground.start({
      name: 'check connection',
      files: { 'plan.txt': 'plan' },
      simulator: { authority: true },
    });
    token = playground.simulator.issueToken();
    await playground.window.signInWithToken(token);
    await playground.window.notifications.waitFor(/^Signed in/);
    await playground.window.notifications.clear();
  });
  after(() => playground.stop());
  afterEach(async () => {
    await playground.window.surface.page.keyboard.press('Escape');
    await playground.assertCleanConduct();
  });

  async function check(): Promise<void> {
    await playground.window.quickInput.runCommand('OneDrive: Check Connection');
  }

  it('shows each step as it goes, and copies a report without names and secrets', async () => {
    const { simulator, window } = playground;
    simulator.faults.add({ route: 'createUploadSession', kind: 'delay', ms: 3000 });
    await check();
    await window.quickInput.waitFor(/Storage: OK[^]*Upload Server: checking…/);
    await window.surface.screenshot('under way');
    await window.quickInput.waitFor(/Everything works/);
    assert.deepEqual(await window.quickInput.items(), [
      'Copy Report',
      'Check Again',
      'Name Lookup: OK',
      'Proxy: OK',
      'Secure Connection: OK',
      'Sign-In Service: OK',
      'Microsoft Graph: OK',
      'Clock: OK',
      'Account: OK',
      'Drive: OK',
      'Storage: OK',
      'Upload Server: OK',
    ]);
    await window.surface.screenshot('works');
    await window.surface.page.keyboard.press('Enter');
    const report = await window.waitForClipboard(/connection check/);
    await window.quickInput.waitFor(/It is in the clipboard/);
    assert.match(report, /^uploadHost: ok: /m);
    assert.deepEqual(canariesIn(report, { ...canariesOf(token), user: 'ada@', name: 'Ada ' }), []);
  });

  it('names what is wrong and what helps, checks again, and leads to the log', async () => {
    const { simulator, window } = playground;
    simulator.setQuota(0);
    simulator.faults.add({ route: 'me', kind: 'html', status: 200 });
    await check();
    await window.quickInput.waitFor(/One step has a problem/);
    await window.quickInput.waitFor(/Something else than 127\.0\.0\.1:\d+ answered \(status 200\)/);
    await window.surface.screenshot('not reached');
    await window.quickInput.pick('Check Again');
    await window.quickInput.waitFor(/Storage: problem/);
    await window.quickInput.waitFor(/One step has a problem/);
    await window.surface.screenshot('full');
    await window.quickInput.pick('Show Log');
    await window.waitForOutput(/check connection: quota: error: no space left/);
  });

  it('ends with Escape', async () => {
    const { simulator, window } = playground;
    simulator.clearRequests();
    simulator.faults.add({ route: 'getDrive', kind: 'hang' });
    await check();
    await window.quickInput.waitFor(/Account: checking…/);
    await window.surface.page.keyboard.press('Escape');
    await window.surface.until('wait for the end of the list', async () =>
      (await window.quickInput.isVisible()) ? undefined : true,
    );
    assert.equal(
      simulator.requests.some(({ route }) => route === 'createUploadSession'),
      false,
    );
  });
});
