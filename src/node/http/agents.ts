import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { NetworkSettings } from '../../graph/network.ts';
import { TransportError } from '../../graph/transport.ts';
import { Certificates, systemCertificates } from './certificates.ts';
import { directConnector, tunnelConnector } from './connectors.ts';
import type { ConnectorParts } from './connectors.ts';
import { proxyFor } from './proxyRules.ts';
import type { Environment, ProxyServer } from './proxyRules.ts';
import type { Agent, Undici } from './undici.ts';

/** The way to the network. */
export interface NetworkParts {
  /** Read for each request: a changed setting counts at once. */
  readonly settings: () => NetworkSettings;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Milliseconds, bytes. */
export interface AgentLimits {
  readonly connectMs: number;
  readonly answerMs: number;
  readonly answerBytes: number;
}

/** An agent, and the one for the connections to the proxy below it. */
interface Way {
  readonly agent: Agent;
  readonly proxy: Agent | undefined;
}

/** The connections of a transport: kept by proxy, and made anew when the settings change. */
export class Agents {
  readonly #undici: Undici;
  readonly #limits: AgentLimits;
  readonly #parts: NetworkParts;
  readonly #byOrigin = new Map<string, Agent>();
  readonly #byProxy = new Map<string, Way>();
  /** The ends of those that are used no more, but have running requests. */
  readonly #ending = new Set<Promise<void>>();
  #settings = '';
  #certificates: Certificates | undefined;
  #warned = false;

  constructor(undici: Undici, limits: AgentLimits, parts: NetworkParts) {
    this.#undici = undici;
    this.#limits = limits;
    this.#parts = parts;
  }

  /** @throws {TransportError} when the only way leads through a proxy of an unknown kind. */
  for(url: URL): Agent {
    const settings = this.#parts.settings();
    const key = JSON.stringify(settings);
    if (key !== this.#settings) {
      this.#settings = key;
      this.#renew(settings);
    }
    let agent = this.#byOrigin.get(url.origin);
    if (agent === undefined) {
      agent = this.#find(url, settings);
      this.#byOrigin.set(url.origin, agent);
    }
    return agent;
  }

  /** Ends all connections after their running requests. */
  async close(): Promise<void> {
    this.#retire();
    await Promise.all(this.#ending);
  }

  #find(url: URL, settings: NetworkSettings): Agent {
    const proxy = proxyFor(url, settings, this.#parts.environment);
    if (proxy?.spoken === false) {
      throw new TransportError('proxyUnusable', proxy.host, { unsent: true });
    }
    const key = proxy?.address ?? '';
    const known = this.#byProxy.get(key);
    if (known !== undefined) {
      return known.agent;
    }
    const way = this.#open(proxy);
    this.#byProxy.set(key, way);
    return way.agent;
  }

  #open(proxy: ProxyServer | undefined): Way {
    const { connectMs, answerMs, answerBytes } = this.#limits;
    const parts: ConnectorParts = { undici: this.#undici, certificates: this.#certificates, connectMs };
    const direct = directConnector(parts);
    // The answer to CONNECT is a part of connecting.
    const below = proxy && this.#undici.createAgent({ allowH2: false, connect: direct, headersTimeout: connectMs });
    const agent = this.#undici.createAgent({
      allowH2: false,
      connect: proxy && below ? tunnelConnector(parts, proxy, below) : direct,
      headersTimeout: answerMs,
      bodyTimeout: answerMs,
      maxResponseSize: answerBytes,
    });
    return { agent, proxy: below };
  }

  #renew(settings: NetworkSettings): void {
    this.#retire();
    if (!settings.strictTls && !this.#warned) {
      this.#warned = true;
      this.#parts.log.warn('certificates are not verified: http.proxyStrictSSL is off');
    }
    const file = this.#parts.environment['SSL_CERT_FILE'];
    const system = settings.systemCertificates ? systemCertificates : undefined;
    this.#certificates = settings.strictTls
      ? new Certificates({ system, file: file === '' ? undefined : file }, this.#parts)
      : undefined;
  }

  /** Everything ends with its last request. */
  #retire(): void {
    for (const way of this.#byProxy.values()) {
      const end = this.#end(way).finally(() => this.#ending.delete(end));
      this.#ending.add(end);
    }
    this.#byOrigin.clear();
    this.#byProxy.clear();
  }

  /** Requests that have no connection yet need the proxy for it. */
  async #end({ agent, proxy }: Way): Promise<void> {
    await agent.close();
    await proxy?.close();
  }
}
