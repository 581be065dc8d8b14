import assert from 'node:assert/strict';
import { sep } from 'node:path';
import { patternedBytes } from '../support/patternedFile.ts';
import { Playground } from './playground.ts';

const file = 'large report.bin';
const ada = 'ada@contoso.example';
/** Header and claims of a signed token, as access tokens and id tokens have them. */
const signedToken = /eyJ[\w-]{10,}\.eyJ[\w-]{20,}\./;
const browserProfile = `browser${sep}`;

describe('what a sign-in leaves behind', () => {
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'sign-in secrets',
      files: { [file]: patternedBytes(12_000_000) },
      simulator: { authority: true },
      settings: { 'onedrive.auth.method': 'browser', 'onedrive.destination': '/Secret' },
      keepsSecrets: true,
    });
  });
  after(() => playground.stop());

  it('holds no token and no code, while everything around it is logged', async () => {
    const { simulator, window } = playground;
    const { explorer, notifications, quickInput } = window;
    await quickInput.runCommand('OneDrive: Show Log');
    // The log is there with what the command loads.
    await window.surface.perform('wait for the log', () => window.surface.page.locator('.part.panel').waitFor());
    await quickInput.runCommand('Developer: Set Log Level...');
    await quickInput.pick('OneDrive Sessions');
    await quickInput.pick('Trace');
    await window.signIn(ada);
    await explorer.choose([file], 'Upload to OneDrive');
    await notifications.waitFor(/was uploaded to \/Secret/, 60_000);
    simulator.authority.expireAccessTokens();
    simulator.removeItem(`/Secret/${file}`);
    await notifications.clear();
    await explorer.choose([file], 'Upload to OneDrive');
    await notifications.waitFor(/was uploaded to \/Secret/, 60_000);
    await window.waitForOutput(/PUT fragment 201/);
    await window.surface.screenshot('trace log');

    const { secrets } = simulator.authority;
    assert.ok(secrets.length > 2, 'a code and two refresh tokens');
    const assertNowhere = async (): Promise<void> => {
      assert.deepEqual(await playground.filesWith(signedToken), []);
      for (const secret of secrets) {
        // The browser writes down where it has been, with the code that was used there.
        const found = (await playground.filesWith(secret)).filter((path) => !path.startsWith(browserProfile));
        assert.deepEqual(found, []);
      }
    };
    assert.notDeepEqual(await playground.filesWith('signed in (msal)'), [], 'the log was written to a file');
    await assertNowhere();
    await quickInput.runCommand('OneDrive: Sign Out');
    await notifications.waitFor(/^Signed out/);
    await assertNowhere();
    await playground.assertCleanConduct();
  });
});
