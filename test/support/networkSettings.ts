import type { NetworkSettings } from '../../src/graph/network.ts';
import { MemoryLog } from './memoryLog.ts';

/** What VS Code's settings are when nobody has touched them. */
export const plainNetwork: NetworkSettings = {
  proxy: '',
  noProxy: [],
  proxySupport: 'override',
  strictTls: true,
  systemCertificates: true,
};

/** The way to the network of a test: settings and environment can be changed at any time. */
export class TestNetwork {
  readonly log = new MemoryLog();
  readonly environment: Record<string, string> = {};
  #settings: NetworkSettings = plainNetwork;

  readonly settings = (): NetworkSettings => this.#settings;

  /** Changes what is given and takes everything else back. Simulators live on loopback, which proxies see too here. */
  set(settings: Partial<NetworkSettings>): void {
    this.#settings = { ...plainNetwork, noProxy: ['<-loopback>'], systemCertificates: false, ...settings };
  }

  /** As at the start: everything directly. */
  reset(): void {
    this.#settings = plainNetwork;
    this.log.lines.length = 0;
    for (const name of Object.keys(this.environment)) {
      delete this.environment[name];
    }
  }
}
