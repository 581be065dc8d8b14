import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { TransportError } from '../../src/graph/transport.ts';
import { makeAuthority } from '../support/certificate.ts';
import { positionalBytes } from '../support/content.ts';
import { failureOf, uploaded, useEngine } from '../support/engine.ts';
import { TestNetwork } from '../support/networkSettings.ts';
import { useProxies } from '../support/proxies.ts';
import type { ProxyOptions, TestProxy } from '../support/proxies.ts';
import { useTrustFile } from '../support/trustFile.ts';

const MiB = 1024 * 1024;
const content = positionalBytes(12 * MiB);

describe('an upload through a proxy', () => {
  const authority = makeAuthority();
  const tls = authority.issue(['127.0.0.1']);
  const trustFile = useTrustFile(authority.ca);
  const network = new TestNetwork();
  const startProxy = useProxies();
  beforeEach(() => network.reset());
  const started = useEngine({ network, limits: { connectMs: 1500 } });

  /** Uploads 12 MiB through it. */
  async function passes(proxy: TestProxy): Promise<void> {
    const engine = started();
    uploaded(await engine.upload(await engine.file('data.bin', content)));
    engine.assertStored('data.bin', content);
    // Upload URLs are on a host and a port of their own.
    const { host } = new URL(engine.sim.graphUrl);
    assert.match([...new Set(proxy.tunnels)].join(' '), new RegExp(`^${host} localhost:\\d+$`, 'u'));
  }

  it('arrives whole through the one of the setting', async () => {
    const proxy = await startProxy();
    network.set({ proxy: proxy.address });
    await passes(proxy);
  });

  it('arrives whole through the one of the environment', async () => {
    const proxy = await startProxy();
    network.set({ noProxy: [] });
    Object.assign(network.environment, { HTTP_PROXY: proxy.host, no_proxy: 'other.example,<-loopback>' });
    await passes(proxy);
  });

  it('arrives whole through one that wants a password', async () => {
    const proxy = await startProxy({ users: { ann: 'pass@word' } });
    network.set({ proxy: proxy.address.replace('//', '//ann:pass%40word@') });
    await passes(proxy);
    assert.doesNotMatch(network.log.text + started().log.text, /pass.{1,3}word/u);
  });

  it('arrives whole through one that wants the header of the setting', async () => {
    const proxy = await startProxy({ users: { ann: 'secret' } });
    const proxyAuthorization = `Basic ${Buffer.from('ann:secret').toString('base64')}`;
    network.set({ proxy: proxy.address, proxyAuthorization });
    await passes(proxy);
  });

  it('arrives whole through one that uses another one, with a password of its own', async () => {
    const last = await startProxy({ users: { office: 'secret' } });
    const upstream = last.address.replace('//', '//office:secret@');
    const proxy = await startProxy({ users: { ann: 'secret' }, upstream });
    network.set({ proxy: proxy.address.replace('//', '//ann:secret@') });
    await passes(proxy);
    assert.deepEqual(last.tunnels, proxy.tunnels);
  });

  it('arrives whole through one that speaks TLS', async () => {
    network.environment['SSL_CERT_FILE'] = trustFile();
    const proxy = await startProxy({ tls, users: { ann: 'secret' } });
    network.set({ proxy: proxy.address.replace('//', '//ann:secret@') });
    await passes(proxy);
  });

  it('goes past it to hosts that are exempt from it', async () => {
    const engine = started();
    const { host } = new URL(engine.sim.graphUrl);
    const proxy = await startProxy();
    network.set({ proxy: proxy.address, noProxy: ['<-loopback>', host] });
    uploaded(await engine.upload(await engine.file('data.bin', content)));
    assert.match([...new Set(proxy.tunnels)].join(' '), /^localhost:\d+$/u);

    network.set({ noProxy: [] });
    Object.assign(network.environment, { HTTP_PROXY: proxy.address, NO_PROXY: '<-loopback>,localhost' });
    proxy.tunnels.length = 0;
    uploaded(await engine.upload(await engine.file('more.bin', content)));
    assert.deepEqual([...new Set(proxy.tunnels)], [host]);
  });

  it('goes on through another one when the setting changes while it runs', async () => {
    const engine = started();
    const [first, second] = [await startProxy(), await startProxy({ users: { ann: 'secret' } })];
    network.set({ proxy: first.address });
    const onProgress = ({ accepted }: { accepted: number }): void => {
      if (accepted > 6 * MiB) {
        network.set({ proxy: second.address.replace('//', '//ann:secret@') });
      }
    };
    uploaded(await engine.upload(await engine.file('data.bin', content), { onProgress }));
    engine.assertStored('data.bin', content);
    assert.ok(first.tunnels.length > 0 && second.tunnels.length > 0);
  });

  describe('that stands in the way', () => {
    async function fails(options: ProxyOptions, change: (address: string) => string): Promise<TransportError> {
      const engine = started();
      const proxy = await startProxy(options);
      network.set({ proxy: change(proxy.address) });
      const error = failureOf(await engine.upload(await engine.file('data.bin', content)));
      assert.ok(error instanceof TransportError);
      assert.equal(error.unsent, true);
      assert.equal(error.host, proxy.host);
      assert.deepEqual(engine.sim.requests, []);
      assert.deepEqual(proxy.tunnels, []);
      return error;
    }

    it('says at once that it wants a password, or another one', async () => {
      const users = { ann: 'secret' };
      assert.equal((await fails({ users }, (address) => address)).failure, 'proxyAuthentication');
      const error = await fails({ users }, (address) => address.replace('//', '//ann:wr0ng@'));
      assert.equal(error.failure, 'proxyAuthentication');
      assert.doesNotMatch(`${error.stack} ${String(error.cause)} ${started().log.text}`, /wr0ng/u);
    });

    it('says at once that its certificate is not trusted', async () => {
      assert.equal((await fails({ tls }, (address) => address)).failure, 'tls');
    });

    it('is waited for when it is gone', async () => {
      const engine = started();
      const proxy = await startProxy();
      const tunnels = await startProxy();
      await proxy.close();
      network.set({ proxy: proxy.address });
      const upload = engine.upload(await engine.file('data.bin', content));
      while (engine.kept.waits.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      network.set({ proxy: tunnels.address });
      uploaded(await upload);
      engine.assertStored('data.bin', content);
      assert.deepEqual(engine.kept.waits, ['offline', 'over']);
    });
  });
});
