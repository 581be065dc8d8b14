import assert from 'node:assert/strict';
import { createServer as createTcpServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { describe, it } from 'mocha';
import { systemClock } from '../../../src/base/clock.ts';
import type { NetworkProbe } from '../../../src/diagnosis/ports.ts';
import { TransportError } from '../../../src/graph/transport.ts';
import { networkProbe } from '../../../src/node/networkProbe.ts';
import { makeAuthority } from '../../support/certificate.ts';
import { assertNothingLeft, openResources } from '../../support/leaks.ts';
import type { Resources } from '../../support/leaks.ts';
import { TestNetwork } from '../../support/networkSettings.ts';
import { useProxies } from '../../support/proxies.ts';
import { Servers } from '../../support/servers.ts';
import { useTrustFile } from '../../support/trustFile.ts';

const authority = makeAuthority();
const certificate = authority.issue(['127.0.0.1', 'localhost']);

describe('the look below HTTP', () => {
  const network = new TestNetwork();
  const servers = new Servers();
  const trustFile = useTrustFile(authority.ca);
  let before: Resources;
  beforeEach(async () => {
    network.reset();
    network.set({});
    before = await openResources();
  });
  const startProxy = useProxies();
  afterEach(async () => {
    await servers.end();
    await assertNothingLeft(before);
  });

  function probe(everybodys: readonly string[] = []): NetworkProbe {
    const { settings, environment, log } = network;
    return networkProbe({ settings, environment, log, clock: systemClock }, everybodys);
  }

  async function listening(server: Server, scheme: string): Promise<URL> {
    return new URL(`${scheme}://${await servers.listen(server)}`);
  }

  function service({ key, cert } = certificate): Promise<URL> {
    const server = createTlsServer({ key, cert }, (socket) => socket.on('error', () => {}));
    server.on('tlsClientError', () => {});
    return listening(server, 'https');
  }

  function talking(answer: (socket: Socket) => void): Promise<URL> {
    return listening(createTcpServer(answer), 'http');
  }

  function limit(ms = 5000): AbortSignal {
    return AbortSignal.timeout(ms);
  }

  async function failureOf(work: Promise<unknown>): Promise<string> {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof TransportError, String(error));
    return `${error.failure} ${error.host}`;
  }

  describe('at a name', () => {
    it('tells its addresses', async () => {
      const addresses = await probe().lookUp('localhost', limit());
      assert.ok(addresses.every((address) => ['127.0.0.1', '::1'].includes(address)) && addresses.length > 0);
    });

    it('fails when nobody knows it', async () => {
      assert.match(await failureOf(probe().lookUp('nowhere.invalid', limit())), /^nameNotResolved nowhere\.invalid$/u);
    });

    it('ends with a cancel', async () => {
      await assert.rejects(probe().lookUp('localhost', AbortSignal.abort(new Error('enough'))), /enough/u);
    });
  });

  describe('at the way', () => {
    const graph = new URL('https://graph.microsoft.com');

    it('finds no proxy', () => {
      assert.deepEqual(probe().route(graph), { via: 'direct', why: 'none' });
    });

    it('finds that a setting turns proxies off', () => {
      network.set({ proxy: 'http://proxy.test', proxySupport: 'off' });
      assert.deepEqual(probe().route(graph), { via: 'direct', why: 'off' });
    });

    for (const [where, noProxy, env] of [
      ['the setting', ['*.microsoft.com'], {}],
      ['the environment', [], { NO_PROXY: 'microsoft.com' }],
    ] as const) {
      it(`finds that ${where} exempts the host`, () => {
        network.set({ proxy: 'http://proxy.test', noProxy });
        Object.assign(network.environment, env);
        assert.deepEqual(probe().route(graph), { via: 'direct', why: 'excluded' });
      });
    }

    it('tells the proxy of the setting without its password', () => {
      network.set({ proxy: 'http://ann:canary@proxy.test:8080' });
      const route = probe().route(graph);
      assert.deepEqual(route, { via: 'proxy', server: 'proxy.test:8080', from: 'setting', authenticated: true });
      assert.doesNotMatch(JSON.stringify(route), /ann|canary/u);
    });

    it('tells the proxy of the environment', () => {
      network.environment['https_proxy'] = 'http://proxy.test:3128';
      const route = { via: 'proxy', server: 'proxy.test:3128', from: 'environment', authenticated: false };
      assert.deepEqual(probe().route(graph), route);
    });
  });

  describe('at a proxy', () => {
    it('gets through, with a password', async () => {
      const proxy = await startProxy({ users: { ann: 'pass word' } });
      network.set({ proxy: proxy.address.replace('//', '//ann:pass%20word@') });
      const target = await service();
      await probe().reachProxy(target, limit());
      assert.deepEqual(proxy.tunnels, [target.host]);
    });

    it('gets through one that speaks TLS', async () => {
      const proxy = await startProxy({ tls: certificate });
      network.set({ proxy: proxy.address });
      network.environment['SSL_CERT_FILE'] = trustFile();
      const target = await service();
      await probe().reachProxy(target, limit());
      assert.deepEqual(proxy.tunnels, [target.host]);
    });

    it('does not trust one that speaks TLS with a certificate of its own', async () => {
      const proxy = await startProxy({ tls: certificate });
      network.set({ proxy: proxy.address });
      assert.equal(await failureOf(probe().reachProxy(await service(), limit())), `tls ${proxy.host}`);
    });

    it('asks for nothing where there is none', async () => {
      await probe().reachProxy(new URL('https://192.0.2.1'), limit());
    });

    it('is told that the password is wrong', async () => {
      const proxy = await startProxy({ users: { ann: 'right' } });
      network.set({ proxy: proxy.address.replace('//', '//ann:wrong@') });
      const failure = await failureOf(probe().reachProxy(await service(), limit()));
      assert.equal(failure, `proxyAuthentication ${proxy.host}`);
    });

    const target = new URL('https://graph.test');
    for (const [answer, failure] of [
      ['HTTP/1.1 403 Forbidden\r\n\r\n', 'proxyRefused'],
      ['SSH-2.0-OpenSSH_9.2\r\n\r\n', 'proxyUnreachable'],
      ['x'.repeat(20_000), 'proxyUnreachable'],
      ['HTTP/1.1 2', 'proxyUnreachable'],
    ] as const) {
      it(`is refused by "${answer.slice(0, 24).trim()}"`, async () => {
        const proxy = await talking((socket) => socket.once('data', () => socket.end(answer)));
        network.set({ proxy: proxy.origin });
        assert.equal(await failureOf(probe().reachProxy(target, limit())), `${failure} ${proxy.host}`);
      });
    }

    it('is told that the proxy does not get through itself', async () => {
      const proxy = await talking((socket) => socket.once('data', () => socket.end('HTTP/1.1 502 Bad\r\n\r\n')));
      network.set({ proxy: proxy.origin });
      assert.equal(await failureOf(probe().reachProxy(target, limit())), 'connectionRefused graph.test');
    });

    it('finds nobody', async () => {
      const closed = await talking(() => {});
      await servers.end();
      network.set({ proxy: closed.origin });
      assert.equal(await failureOf(probe().reachProxy(target, limit())), `proxyUnreachable ${closed.host}`);
    });

    it('does not speak SOCKS', async () => {
      network.set({ proxy: 'socks5://proxy.test:1080' });
      assert.equal(await failureOf(probe().reachProxy(target, limit())), 'proxyUnusable proxy.test:1080');
    });

    it('waits as long as it may for the answer', async () => {
      const proxy = await talking(() => {});
      network.set({ proxy: proxy.origin });
      await assert.rejects(probe().reachProxy(target, limit(100)), { name: 'TimeoutError' });
    });
  });

  describe('at a certificate', () => {
    it('trusts what everybody trusts', async () => {
      const { protocol, issuer, trust } = await probe([authority.ca]).handshake(await service(), limit());
      assert.deepEqual([protocol, trust], ['TLSv1.3', { by: 'public' }]);
      assert.match(issuer, /^Test authority /u);
    });

    it('trusts what is trusted on this machine, and tells the difference', async () => {
      network.environment['SSL_CERT_FILE'] = trustFile();
      assert.deepEqual((await probe().handshake(await service(), limit())).trust, { by: 'private' });
    });

    it('says why it does not trust', async () => {
      const { trust } = await probe().handshake(await service(), limit());
      assert.deepEqual(trust, { by: 'no', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    });

    it('says that the certificate is for another host', async () => {
      network.environment['SSL_CERT_FILE'] = trustFile();
      const { trust } = await probe().handshake(await service(authority.issue(['other.test'])), limit());
      assert.deepEqual(trust, { by: 'no', code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    });

    it('says that a setting turns the check off', async () => {
      network.set({ strictTls: false });
      assert.deepEqual((await probe().handshake(await service(), limit())).trust, { by: 'unchecked' });
    });

    it('notices a proxy that opens what goes through it', async () => {
      const inspector = makeAuthority();
      const proxy = await startProxy({ inspects: { authority: inspector, servers: authority.ca } });
      network.set({ proxy: proxy.address });
      const { trust } = await probe([authority.ca]).handshake(await service(), limit());
      assert.equal(trust.by, 'no');
    });

    it('looks through a proxy that does not', async () => {
      const proxy = await startProxy();
      network.set({ proxy: proxy.address });
      assert.deepEqual((await probe([authority.ca]).handshake(await service(), limit())).trust, { by: 'public' });
      assert.equal(proxy.tunnels.length, 1);
    });

    it('fails where nobody speaks TLS', async () => {
      const url = await talking((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n')));
      assert.equal(await failureOf(probe().handshake(new URL(`https://${url.host}`), limit())), `tls ${url.host}`);
    });

    it('fails where nobody listens', async () => {
      const url = await talking(() => {});
      await servers.end();
      const failure = await failureOf(probe().handshake(new URL(`https://${url.host}`), limit()));
      assert.equal(failure, `connectionRefused ${url.host}`);
    });

    it('ends with a cancel', async () => {
      const url = await talking(() => {});
      await assert.rejects(probe().handshake(new URL(`https://${url.host}`), limit(100)), { name: 'TimeoutError' });
    });
  });
});
