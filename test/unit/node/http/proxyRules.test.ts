import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { NetworkSettings } from '../../../../src/graph/network.ts';
import { proxyFor } from '../../../../src/node/http/proxyRules.ts';
import type { Environment } from '../../../../src/node/http/proxyRules.ts';
import { plainNetwork } from '../../../support/networkSettings.ts';

const graph = 'https://graph.microsoft.com/v1.0/me';

function proxy(address: string, settings: Partial<NetworkSettings>, environment: Environment = {}): string | undefined {
  return proxyFor(new URL(address), { ...plainNetwork, ...settings }, environment)?.address;
}

describe('proxyFor', () => {
  const sources: readonly [string, Partial<NetworkSettings>, Environment, string | undefined][] = [
    ['none where none is named', {}, {}, undefined],
    ['the one of the setting', { proxy: 'http://set:3128' }, {}, 'http://set:3128'],
    ['one with https', { proxy: 'https://set:3129/' }, {}, 'https://set:3129'],
    ['one without protocol', { proxy: 'set:3128' }, {}, 'http://set:3128'],
    ['HTTPS_PROXY', {}, { HTTPS_PROXY: 'http://env:1' }, 'http://env:1'],
    ['https_proxy before HTTPS_PROXY', {}, { https_proxy: 'http://low:1', HTTPS_PROXY: 'http://up:1' }, 'http://low:1'],
    ['HTTPS_PROXY before HTTP_PROXY', {}, { HTTP_PROXY: 'http://a:1', HTTPS_PROXY: 'http://b:1' }, 'http://b:1'],
    ['HTTP_PROXY for https, too', {}, { HTTP_PROXY: 'http://env:2' }, 'http://env:2'],
    ['ALL_PROXY at last', {}, { ALL_PROXY: 'http://all:1' }, 'http://all:1'],
    ['the setting before the environment', { proxy: 'http://set:1' }, { HTTPS_PROXY: 'http://env:1' }, 'http://set:1'],
    [
      'the environment before the setting with "fallback"',
      { proxy: 'http://set:1', proxySupport: 'fallback' },
      { HTTPS_PROXY: 'http://env:1' },
      'http://env:1',
    ],
    ['the setting with "fallback" alone', { proxy: 'http://s:1', proxySupport: 'fallback' }, {}, 'http://s:1'],
    ['the setting with "override"', { proxy: 'http://s:1', proxySupport: 'override' }, {}, 'http://s:1'],
    ['none with "off"', { proxy: 'http://s:1', proxySupport: 'off' }, { HTTPS_PROXY: 'http://env:1' }, undefined],
    ['none for an empty variable', {}, { HTTPS_PROXY: '', https_proxy: ' ' }, undefined],
  ];
  for (const [title, settings, environment, expected] of sources) {
    it(`finds ${title}`, () => {
      assert.equal(proxy(graph, settings, environment), expected);
    });
  }

  it('takes HTTP_PROXY and not HTTPS_PROXY for plain http', () => {
    assert.equal(proxy('http://h/', {}, { HTTPS_PROXY: 'http://b:1', HTTP_PROXY: 'http://a:1' }), 'http://a:1');
    assert.equal(proxy('http://h/', {}, { HTTPS_PROXY: 'http://b:1' }), undefined);
  });

  const exemptions: readonly [entry: string, address: string, direct: boolean][] = [
    ['*', graph, true],
    ['graph.microsoft.com', graph, true],
    ['GRAPH.microsoft.com', graph, true],
    ['microsoft.com', graph, true],
    ['.microsoft.com', graph, true],
    ['*.microsoft.com', graph, true],
    ['.microsoft.com', 'https://microsoft.com/', true],
    ['soft.com', graph, false],
    ['graph', graph, false],
    ['.', graph, false],
    ['graph.microsoft.com:443', graph, true],
    ['graph.microsoft.com:8443', graph, false],
    ['*:443', graph, true],
    ['h:8080', 'https://h:8080/', true],
    ['h:80', 'http://h/', true],
    ['10.0.0.0/8', 'https://10.200.3.4/', true],
    ['10.0.0.0/8', 'https://11.0.0.1/', false],
    ['10.0.0.0/33', 'https://10.0.0.1/', false],
    ['10.0.0.0/', 'https://10.0.0.1/', false],
    ['10.1.2.3', 'https://10.1.2.3/', true],
    ['2.3', 'https://10.1.2.3/', false],
    ['fd00::/8', 'https://[fd12::1]/', true],
    ['[fd12::1]:8443', 'https://[fd12::1]:8443/', true],
    ['fd12::1', 'https://[fd12::1]/', true],
    ['fd00::/8', 'https://10.0.0.1/', false],
  ];
  for (const [entry, address, direct] of exemptions) {
    it(`reaches ${address} ${direct ? 'directly' : 'through the proxy'} with the exemption ${entry}`, () => {
      const expected = direct ? undefined : 'http://p:1';
      assert.equal(proxy(address, { proxy: 'http://p:1', noProxy: ['other', entry] }), expected);
      assert.equal(proxy(address, {}, { ALL_PROXY: 'http://p:1', NO_PROXY: `other, ${entry}` }), expected);
    });
  }

  it('reads no_proxy before NO_PROXY, and neither when the setting has entries', () => {
    const through = { proxy: 'http://p:1' };
    assert.equal(proxy(graph, through, { no_proxy: 'microsoft.com', NO_PROXY: 'h' }), undefined);
    assert.equal(proxy(graph, { ...through, noProxy: ['h'] }, { NO_PROXY: '*' }), 'http://p:1');
    assert.equal(proxy(graph, { ...through, noProxy: [' '] }, { NO_PROXY: '*' }), undefined);
  });

  it('reaches loopback addresses directly, unless they are named', () => {
    for (const address of ['http://127.0.0.1:1/', 'http://localhost:1/', 'http://[::1]:1/']) {
      assert.equal(proxy(address, { proxy: 'http://p:1' }), undefined);
      assert.equal(proxy(address, { proxy: 'http://p:1', noProxy: ['<-loopback>'] }), 'http://p:1');
      assert.equal(proxy(address, {}, { HTTP_PROXY: 'http://p:1', NO_PROXY: 'x,<-loopback>' }), 'http://p:1');
    }
  });

  it('tells proxies that nobody here speaks to', () => {
    for (const address of ['socks5://p:1', 'http://', 'http://p:port']) {
      const found = proxyFor(new URL(graph), { ...plainNetwork, proxy: address }, {});
      assert.equal(found?.spoken, false);
    }
    assert.equal(proxyFor(new URL(graph), { ...plainNetwork, proxy: 'https://p' }, {})?.spoken, true);
  });

  it('says where it was found', () => {
    const { from } = proxyFor(new URL(graph), { ...plainNetwork, proxy: 'http://p' }, {}) ?? {};
    assert.equal(from, 'setting');
    assert.equal(proxyFor(new URL(graph), plainNetwork, { ALL_PROXY: 'p' })?.from, 'environment');
  });

  describe('with user and password', () => {
    function authorization(settings: Partial<NetworkSettings>): string | undefined {
      const {
        address = '',
        host = '',
        authorization: header,
      } = proxyFor(new URL(graph), { ...plainNetwork, ...settings }, {}) ?? {};
      assert.deepEqual({ address, host }, { address: 'http://p:3128', host: 'p:3128' });
      const [, encoded] = /^Basic (.+)$/u.exec(header ?? '') ?? [];
      return encoded === undefined ? header : Buffer.from(encoded, 'base64').toString('utf8');
    }

    it('keeps them out of the address and puts them into the header', () => {
      assert.equal(authorization({ proxy: 'http://ann:s%40cret@p:3128' }), 'ann:s@cret');
      assert.equal(authorization({ proxy: 'http://ann@p:3128' }), 'ann:');
      assert.equal(authorization({ proxy: 'http://ann:50%@p:3128' }), 'ann:50%');
      assert.equal(authorization({ proxy: 'http://zoë:pass@p:3128' }), 'zoë:pass');
    });

    it('takes no part of a password for the host where it is not encoded', () => {
      for (const password of ['12#3', '12/3', '12?3', '12\\3']) {
        for (const protocol of ['http://', '']) {
          const settings = { ...plainNetwork, proxy: `${protocol}ann:${password}@p:3128` };
          const { address, host, spoken } = proxyFor(new URL(graph), settings, {}) ?? {};
          assert.deepEqual({ address, host, spoken }, { address: '', host: '', spoken: false }, settings.proxy);
        }
      }
    });

    it('sends the header of the setting instead, whatever it is', () => {
      const proxyAuthorization = 'Negotiate abc';
      assert.equal(authorization({ proxy: 'http://ann:secret@p:3128', proxyAuthorization }), 'Negotiate abc');
    });

    it('sends none where there are none', () => {
      assert.equal(authorization({ proxy: 'http://p:3128' }), undefined);
    });
  });
});
