import assert from 'node:assert/strict';
import { compareWithOneDrive } from '../support/compare.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { Playground } from './playground.ts';

const file = 'report.txt';
const large = 'large.bin';

describe('questions and waits', () => {
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'questions',
      files: { [file]: patternedBytes(5000), [large]: patternedBytes(12_000_000) },
    });
    await playground.window.signInWithToken(playground.simulator.issueToken());
    await playground.window.notifications.waitFor(/^Signed in/);
  });
  after(() => playground.stop());
  beforeEach(async () => {
    await playground.window.notifications.clear();
    await playground.window.explorer.show();
  });
  afterEach(() => playground.assertCleanConduct());

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
