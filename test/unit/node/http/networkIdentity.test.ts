import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { describe, it } from 'mocha';
import { networkIdentity } from '../../../../src/node/http/networkIdentity.ts';
import { plainNetwork } from '../../../support/networkSettings.ts';

function v4(address: string, netmask = '255.255.255.0', internal = false): NetworkInterfaceInfo {
  return { address, netmask, family: 'IPv4', mac: '00:00:00:00:00:00', internal, cidr: null };
}

function v6(address: string): NetworkInterfaceInfo {
  const netmask = 'ffff:ffff:ffff:ffff::';
  return { address, netmask, family: 'IPv6', mac: '00:00:00:00:00:00', internal: false, cidr: null, scopeid: 0 };
}

const loopback = v4('127.0.0.1', '255.0.0.0', true);

describe('networkIdentity', () => {
  function of(...addresses: NetworkInterfaceInfo[]): string {
    return networkIdentity(plainNetwork, {}, { lo: [loopback], eth0: addresses }).id;
  }

  it('is the same with another address of the same network', () => {
    assert.equal(of(v4('192.168.1.17')), of(v4('192.168.1.201')));
    assert.equal(of(v6('2001:db8:1:2:aaaa::1')), of(v6('2001:db8:1:2:bbbb::2')));
    assert.equal(of(v4('10.0.0.1'), v4('192.168.1.1')), of(v4('192.168.1.2'), v4('10.0.0.3')));
  });

  it('is another one in another network', () => {
    const ids = [
      of(v4('192.168.1.17')),
      of(v4('192.168.2.17')),
      of(v4('192.168.1.17', '255.255.0.0')),
      of(v6('2001:db8:1:2:aaaa::1')),
      of(v6('2001:db8:1:3:aaaa::1')),
      of(),
    ];
    assert.equal(new Set(ids).size, ids.length);
  });

  it('is another one with other proxies, whatever their passwords', () => {
    const id = (proxy: string, variable?: string): string =>
      networkIdentity({ ...plainNetwork, proxy }, { HTTPS_PROXY: variable }, {}).id;
    assert.equal(new Set([id(''), id('http://a:1'), id('http://b:1'), id('', 'http://a:1')]).size, 4);
    assert.equal(id('http://ann:secret@a:1'), id('http://a:1'));
    assert.equal(id('', 'http://ann:secret@a:1'), id('', 'http://a:1'));
    for (const password of ['other', 's@secret', '"secret', 'a/secret']) {
      assert.equal(id(`ann:${password}@a:1`), id('a:1'), `${password} without a protocol`);
      assert.equal(id('', ` http://ann:${password}@a:1`), id('', 'http://a:1'), password);
    }
  });

  it('says whether there is a network', () => {
    const connected = (...addresses: NetworkInterfaceInfo[]): boolean =>
      networkIdentity(plainNetwork, {}, { lo: [loopback], eth0: addresses }).connected;
    assert.equal(connected(), false);
    assert.equal(connected(v4('169.254.3.4', '255.255.0.0'), v6('fe80::1')), false);
    assert.equal(connected(v4('10.1.2.3')), true);
    assert.equal(connected(v6('2001:db8::1')), true);
  });

  it('knows the network of this machine', () => {
    assert.match(networkIdentity(plainNetwork, process.env).id, /^[0-9a-f]{16}$/u);
  });
});
