import { createHash } from 'node:crypto';
import { BlockList } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { NetworkInterfaceInfo } from 'node:os';
import type { NetworkSettings } from '../../graph/network.ts';
import type { Environment } from './proxyRules.ts';

/** The network that a machine is in. */
export interface NetworkIdentity {
  /** Another one in another network, and with other settings of proxies. Tells nothing about either. */
  readonly id: string;
  /** Whether there is any network but the machine's own. */
  readonly connected: boolean;
}

/** The interfaces of a machine, as Node tells them. */
type Interfaces = ReturnType<typeof networkInterfaces>;

const proxyVariables = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'];

/** Addresses that a machine gives itself when nobody else does (RFC 3927; RFC 4291, 2.5.6). */
const selfGiven = new BlockList();
selfGiven.addSubnet('169.254.0.0', 16, 'ipv4');
selfGiven.addSubnet('fe80::', 10, 'ipv6');

/** Where the machine is now. */
export function networkIdentity(
  settings: NetworkSettings,
  environment: Environment,
  interfaces: Interfaces = networkInterfaces(),
): NetworkIdentity {
  const networks = Object.values(interfaces)
    .flatMap((addresses = []) => addresses)
    .filter(
      ({ internal, address, family }) => !internal && !selfGiven.check(address, family === 'IPv4' ? 'ipv4' : 'ipv6'),
    )
    .map(networkOf);
  const { proxy, noProxy, proxySupport } = settings;
  const variables = proxyVariables.flatMap((name) => [environment[name], environment[name.toUpperCase()]]);
  const proxies = [proxy, ...variables].map(withoutCredentials);
  const text = JSON.stringify([[...new Set(networks)].toSorted(), noProxy, proxySupport, proxies]);
  return { id: createHash('sha256').update(text).digest('hex').slice(0, 16), connected: networks.length > 0 };
}

/** Passwords say nothing about the network, and what is kept must not help to guess one. */
function withoutCredentials(address = ''): string {
  return address.replace(/^\s*([a-z][a-z\d+.-]*:\/\/)?.*@/isu, '$1');
}

/** A machine's own address changes from day to day; what the mask covers does not. Of IPv6 that is 64 bits. */
function networkOf({ address, netmask, family }: NetworkInterfaceInfo): string {
  if (family === 'IPv6') {
    return address.split(':').slice(0, 4).join(':');
  }
  const mask = netmask.split('.').map(Number);
  const bytes = address.split('.').map((byte, index) => Number(byte) & (mask[index] ?? 0));
  return `${bytes.join('.')}/${netmask}`;
}
