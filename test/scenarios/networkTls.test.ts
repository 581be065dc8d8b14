import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { TransportError } from '../../src/graph/transport.ts';
import { makeAuthority } from '../support/certificate.ts';
import { positionalBytes } from '../support/content.ts';
import { failureOf, uploaded, useEngine } from '../support/engine.ts';
import type { Engine } from '../support/engine.ts';
import { TestNetwork } from '../support/networkSettings.ts';
import { useProxies } from '../support/proxies.ts';
import type { TestProxy } from '../support/proxies.ts';
import { useTrustFile } from '../support/trustFile.ts';

const content = positionalBytes(12 * 1024 * 1024);

describe('an upload to a service with TLS', () => {
  const servers = makeAuthority();
  const office = makeAuthority();
  const serversOnly = useTrustFile(servers.ca);
  const serversAndOffice = useTrustFile(servers.ca, office.ca);
  const network = new TestNetwork();
  const startProxy = useProxies();
  beforeEach(() => {
    network.reset();
    network.environment['SSL_CERT_FILE'] = serversOnly();
  });
  const started = useEngine({ network, tls: servers.issue(['127.0.0.1', 'localhost']) });

  async function arrives(): Promise<void> {
    const engine = started();
    uploaded(await engine.upload(await engine.file('data.bin', content)));
    engine.assertStored('data.bin', content);
  }

  async function isNotTrusted(engine: Engine = started()): Promise<void> {
    engine.sim.clearRequests();
    const error = failureOf(await engine.upload(await engine.file('data.bin', content)));
    assert.ok(error instanceof TransportError);
    assert.deepEqual([error.failure, error.unsent, engine.sim.requests], ['tls', true, []]);
  }

  /** A proxy that reads what goes through it. */
  async function inspected(): Promise<TestProxy> {
    const proxy = await startProxy({ inspects: { authority: office, servers: servers.ca } });
    network.set({ proxy: proxy.address });
    return proxy;
  }

  it('arrives whole when SSL_CERT_FILE names the authority, which is read once', async () => {
    network.set({});
    network.log.lines.length = 0;
    await arrives();
    assert.deepEqual(network.log.lines, ["info an unknown authority: 1 certificates are trusted beside Node's own"]);
  });

  it('does not begin when nobody knows the authority', async () => {
    network.environment['SSL_CERT_FILE'] = '';
    network.set({ systemCertificates: true });
    await isNotTrusted();
  });

  it('does not begin when the file cannot be read, and the log says so', async () => {
    network.environment['SSL_CERT_FILE'] = `${serversOnly()}.none`;
    network.set({});
    await isNotTrusted();
    assert.match(network.log.text, /^warn the certificates of SSL_CERT_FILE cannot be read: ENOENT/mu);
  });

  it('arrives whole through a proxy that does not look into it', async () => {
    const proxy = await startProxy();
    network.set({ proxy: proxy.address });
    await arrives();
    assert.ok(proxy.tunnels.length >= 2);
  });

  it('arrives whole through a proxy that looks into it, when its authority is trusted', async () => {
    network.environment['SSL_CERT_FILE'] = serversAndOffice();
    const proxy = await inspected();
    await arrives();
    assert.ok(proxy.seen.some((line) => /^PUT localhost:\d+ 201$/u.test(line)));
  });

  it('does not begin through a proxy that looks into it, when its authority is not trusted', async () => {
    const proxy = await inspected();
    await isNotTrusted();
    assert.deepEqual(proxy.seen, []);
  });

  it('looks at no certificate when the user turned that off, and warns once', async () => {
    network.environment['SSL_CERT_FILE'] = '';
    network.set({ strictTls: false });
    await arrives();
    network.set({ strictTls: false, proxy: (await inspected()).address });
    uploaded(await started().upload(await started().file('more.bin', content)));
    const warnings = network.log.lines.filter((line) => line.startsWith('warn'));
    assert.deepEqual(warnings, ['warn certificates are not verified: http.proxyStrictSSL is off']);
    network.set({});
    await isNotTrusted();
  });
});
