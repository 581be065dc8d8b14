import assert from 'node:assert/strict';
import { patternedBytes } from '../support/patternedFile.ts';
import { Playground } from './playground.ts';

const file = 'large report.bin';
/** Part of every address of an upload session, of the simulator as of the service. */
const uploadAddress = 'tempauth=';

describe('what is secret', () => {
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'secrets',
      files: { [file]: patternedBytes(12_000_000) },
      settings: { 'onedrive.destination': '/Secret' },
    });
  });
  after(() => playground.stop());

  it('reaches no file that VS Code writes, while everything around it is logged', async () => {
    const { simulator, window } = playground;
    const { explorer, notifications, quickInput } = window;
    const token = simulator.issueToken();
    await window.signInWithToken(token);
    await notifications.waitFor(/^Signed in/);
    await quickInput.runCommand('OneDrive: Show Log');
    await quickInput.runCommand('Developer: Set Log Level...');
    await quickInput.pick('OneDrive Sessions');
    await quickInput.pick('Trace');
    simulator.faults.add({ route: 'fragment', kind: 'status', status: 503 });
    await explorer.choose([file], 'Upload to OneDrive');
    await notifications.waitFor(/was uploaded to \/Secret/, 60_000);
    await window.waitForOutput(/PUT fragment 201/);
    await window.surface.screenshot('trace log');

    assert.notDeepEqual(await playground.filesWith('PUT fragment 503'), [], 'the log was written to a file');
    assert.deepEqual(await playground.filesWith(token), []);
    assert.deepEqual(await playground.filesWith(token.split('.')[2] ?? token), []);
    assert.deepEqual(await playground.filesWith(uploadAddress), []);
    await playground.assertCleanConduct();
  });
});
