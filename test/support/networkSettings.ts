import type { NetworkSettings } from '../../src/graph/network.ts';

/** What VS Code's settings are when nobody has touched them. */
export const plainNetwork: NetworkSettings = {
  proxy: '',
  noProxy: [],
  proxySupport: 'override',
  strictTls: true,
  systemCertificates: true,
};
