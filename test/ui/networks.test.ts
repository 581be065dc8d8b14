import assert from 'node:assert/strict';
import { makeAuthority } from '../support/certificate.ts';
import { compareWithOneDrive } from '../support/compare.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { useProxies } from '../support/proxies.ts';
import { Playground } from './playground.ts';

const file = 'report.bin';
const ada = 'ada@contoso.example';

describe('networks and clouds', () => {
  const startProxy = useProxies();
  const office = makeAuthority();
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'networks',
      files: { [file]: patternedBytes(12 << 20) },
      simulator: { authority: true },
      settings: { 'onedrive.auth.method': 'browser', 'onedrive.destination': '/Inbox' },
      keepsSecrets: true,
      trusted: office.ca,
    });
  });
  after(() => playground.stop());
  afterEach(() => playground.assertCleanConduct());

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
    const hosts = [simulator.authority.url, simulator.graphUrl, simulator.uploadOrigin].map((url) => new URL(url).host);
    assert.deepEqual(new Set(proxy.tunnels), new Set(hosts));
    const { host } = new URL(simulator.authority.url);
    assert.ok(proxy.seen.includes(`POST ${host} 200`), 'the proxy read the exchange of the code');
    await window.notifications.clear();
    await window.quickInput.runCommand('OneDrive: Check Connection');
    await window.quickInput.waitFor(/Everything works/);
    await window.quickInput.waitFor(new RegExp(`Proxy: OK[^]*${proxy.host}, by the setting http\\.proxy\\.`));
    await window.surface.screenshot('through the proxy');
    await window.surface.page.keyboard.press('Escape');
  });

  it('name the proxy that wants another password, and what gets through instead', async () => {
    const { window } = playground;
    const proxy = await startProxy({ users: { ann: 'secret' } });
    await useProxy(proxy.address.replace('//', '//ann:wrong@'));
    await window.quickInput.runCommand('OneDrive: Check Connection');
    await window.quickInput.waitFor(/Copy Report/);
    const asks = `The proxy ${proxy.host} asks for a user name and password\\.`;
    const instead = "VS Code's own network support gets through instead; uploads use it\\.";
    await window.quickInput.waitFor(new RegExp(`Proxy: warning[^]*${asks}[^]*${instead}`));
    assert.ok(proxy.turnedAway > 0);
    assert.deepEqual(proxy.tunnels, []);
    await window.surface.screenshot('wrong password');
    await window.surface.page.keyboard.press('Escape');
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
