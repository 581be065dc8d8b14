import assert from 'node:assert/strict';
import { canariesIn, canariesOf } from '../support/canary.ts';
import { makeAuthority } from '../support/certificate.ts';
import { compareWithOneDrive } from '../support/compare.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { useProxies } from '../support/proxies.ts';
import { Playground } from './playground.ts';

const file = 'report.bin';
const ada = 'ada@contoso.example';

describe('connections', () => {
  const startProxy = useProxies();
  const office = makeAuthority();
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'connections',
      files: { [file]: patternedBytes(12 << 20) },
      simulator: { authority: true },
      settings: { 'onedrive.auth.method': 'browser', 'onedrive.destination': '/Inbox' },
      keepsSecrets: true,
      trusted: office.ca,
    });
  });
  after(() => playground.stop());
  afterEach(async () => {
    await playground.window.surface.page.keyboard.press('Escape');
    await playground.assertCleanConduct();
  });

  async function check(): Promise<void> {
    await playground.window.quickInput.runCommand('OneDrive: Check Connection');
  }

  describe('checking the connection', () => {
    let token: string;

    before(async () => {
      token = await playground.signInWithToken();
      await playground.window.notifications.clear();
    });
    after(() => playground.window.signOut());

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
      const { quota = 0 } = simulator.drives.find(({ owner }) => owner === simulator.defaultAccount) ?? {};
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
      await window.log.waitFor(/check connection: quota: error: no space left/);
      await window.log.hide();
      simulator.setQuota(quota);
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

  describe('networks and clouds', () => {
    /** Loopback addresses have to be named, or no proxy sees them. */
    async function useProxy(address: string): Promise<void> {
      await playground.changeSettings({ 'http.noProxy': ['<-loopback>'], 'http.proxy': address });
    }

    it('lead a sign-in and an upload through a proxy with a password that opens encrypted traffic', async () => {
      const { simulator, window } = playground;
      const inspects = { authority: office, servers: simulator.authority.ca };
      const proxy = await startProxy({ users: { ann: 'secret' }, inspects });
      await useProxy(proxy.address.replace('//', '//ann:secret@'));
      await window.signIn(ada);
      await window.explorer.show();
      await window.explorer.choose([file], 'Upload to OneDrive');
      await window.notifications.waitFor(/^report\.bin was uploaded to \/Inbox/, 30_000);
      await compareWithOneDrive(simulator, playground.file(file), `/Inbox/${file}`);
      const hosts = [simulator.authority.url, simulator.graphUrl, simulator.uploadOrigin].map(
        (url) => new URL(url).host,
      );
      assert.deepEqual(new Set(proxy.tunnels), new Set(hosts));
      const { host } = new URL(simulator.authority.url);
      assert.ok(proxy.seen.includes(`POST ${host} 200`), 'the proxy read the exchange of the code');
      await window.notifications.clear();
      await check();
      await window.quickInput.waitFor(/Everything works/);
      await window.quickInput.waitFor(new RegExp(`Proxy: OK[^]*${proxy.host}, by the setting http\\.proxy\\.`));
      await window.surface.screenshot('through the proxy');
    });

    it('name the proxy that wants another password, and what gets through instead', async () => {
      const { window } = playground;
      const proxy = await startProxy({ users: { ann: 'secret' } });
      await useProxy(proxy.address.replace('//', '//ann:wrong@'));
      await check();
      await window.quickInput.waitFor(/Copy Report/);
      const asks = `The proxy ${proxy.host} asks for a user name and password\\.`;
      const instead = "VS Code's own network support gets through instead; uploads use it\\.";
      await window.quickInput.waitFor(new RegExp(`Proxy: warning[^]*${asks}[^]*${instead}`));
      assert.ok(proxy.turnedAway > 0);
      assert.deepEqual(proxy.tunnels, []);
      await window.surface.screenshot('wrong password');
    });

    it('say before the first request what a cloud lacks', async () => {
      const { simulator, window } = playground;
      await playground.changeSettings({
        'http.proxy': '',
        'onedrive.cloud': 'china',
        'onedrive.auth.tenant': 'consumers',
      });
      simulator.clearRequests();
      await window.quickInput.runCommand('OneDrive: Sign In');
      const told = await window.notifications.waitFor(/^Personal accounts exist in the global cloud only/);
      assert.deepEqual(await told.buttons(), ['Open Settings', 'Use an Access Token', 'Show Log']);
      await window.surface.screenshot('cloud without personal accounts');
      assert.deepEqual(simulator.requests, []);
    });
  });
});
