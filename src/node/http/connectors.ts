import { isIP, Socket } from 'node:net';
import { TransportError } from '../../graph/transport.ts';
import type { Certificates } from './certificates.ts';
import { connectErrorOf, isUnknownAuthority } from './httpFailures.ts';
import type { ProxyServer } from './proxyRules.ts';
import type { Agent, Connector, Undici } from './undici.ts';

type ConnectTarget = Parameters<Connector>[0];

export interface ConnectorParts {
  readonly undici: Undici;
  /** `undefined`: certificates are not looked at. */
  readonly certificates: Certificates | undefined;
  /** For TCP and TLS together, and for the answer of a proxy. */
  readonly connectMs: number;
}

/** Opens connections to hosts themselves. Fails with a {@link TransportError} that says that nothing was sent. */
export function directConnector(parts: ConnectorParts): Connector {
  const dialer = new Dialer(parts);
  return connectorOf((target) => dialer.open(target, () => Promise.resolve(undefined)));
}

/**
 * Opens connections through a proxy, by CONNECT (RFC 9110 9.3.6) whether TLS follows or not: so the proxy sees neither
 * addresses nor tokens. undici's own ProxyAgent does not tell a proxy that is gone from a host that is, or 407 from
 * other refusals, and waits five minutes for the proxy's answer.
 * @param agent has connections to the proxy.
 */
export function tunnelConnector(parts: ConnectorParts, proxy: ProxyServer, agent: Agent): Connector {
  const dialer = new Dialer(parts);
  return connectorOf((target) => dialer.open(target, () => openTunnel(parts.undici, proxy, agent, target)));
}

function connectorOf(open: (target: ConnectTarget) => Promise<Socket>): Connector {
  return async (target, callback) => {
    let socket: Socket;
    try {
      socket = await open(target);
    } catch (error) {
      callback(connectErrorOf(error, target.host), null);
      return;
    }
    callback(null, socket);
  };
}

/** Speaks TLS where it has to be spoken, and knows more authorities when that is needed. */
class Dialer {
  readonly #parts: ConnectorParts;
  #connector: Connector;
  #context: Certificates['context'];

  constructor(parts: ConnectorParts) {
    this.#parts = parts;
    this.#connector = this.#make();
  }

  /** @param underlying opens the connection on which TLS is spoken; called anew for a second try. */
  async open(target: ConnectTarget, underlying: () => Promise<Socket | undefined>): Promise<Socket> {
    const { certificates } = this.#parts;
    const context = this.#context;
    try {
      return await this.#dial(target, await underlying());
    } catch (error) {
      if (certificates === undefined || !isUnknownAuthority(error) || !(await certificates.more(context))) {
        throw error;
      }
      if (this.#context !== certificates.context) {
        this.#connector = this.#make();
      }
      return this.#dial(target, await underlying());
    }
  }

  async #dial(target: ConnectTarget, httpSocket: Socket | undefined): Promise<Socket> {
    if (httpSocket !== undefined && target.protocol !== 'https:') {
      return httpSocket;
    }
    // undici takes it from the header Host, which names the other end of a tunnel; addresses have none (RFC 6066).
    const servername = isIP(target.hostname) === 0 ? target.hostname : null;
    return new Promise((resolve, reject) => {
      this.#connector({ ...target, servername, ...(httpSocket && { httpSocket }) }, (error, socket) => {
        if (error === null) {
          resolve(socket);
        } else {
          reject(error);
        }
      });
    });
  }

  #make(): Connector {
    const { undici, certificates, connectMs } = this.#parts;
    this.#context = certificates?.context;
    return undici.createConnector({
      // Uploads gain nothing from sharing one connection, and one lost connection would stop them all.
      allowH2: false,
      timeout: connectMs,
      ...(certificates === undefined ? { rejectUnauthorized: false } : { secureContext: this.#context }),
    });
  }
}

async function openTunnel(undici: Undici, proxy: ProxyServer, agent: Agent, target: ConnectTarget): Promise<Socket> {
  const port = target.port === '' ? (target.protocol === 'https:' ? '443' : '80') : target.port;
  const authority = `${target.host.replace(/:\d+$/u, '')}:${port}`;
  const headers = { host: authority, ...(proxy.authorization && { 'proxy-authorization': proxy.authorization }) };
  const { statusCode, socket } = await undici
    .openTunnel(agent, { origin: proxy.address, path: authority, headers })
    .catch((error: unknown) => {
      const failure = connectErrorOf(error, proxy.host).failure === 'tls' ? 'tls' : 'proxyUnreachable';
      throw new TransportError(failure, proxy.host, { cause: error, unsent: true });
    });
  const isOpen = statusCode >= 200 && statusCode < 300;
  // Nobody may speak before the client does. undici would drop such a connection and open the next one, without end.
  if (isOpen && socket instanceof Socket && socket.readableLength === 0) {
    return socket;
  }
  socket.on('error', () => {}).destroy();
  throw isOpen
    ? new TransportError('connectionLost', target.host, { unsent: true })
    : refusal(statusCode, proxy, target);
}

/** RFC 9110 15.5.8 for 407. With 5xx a proxy says that it did not get through itself. */
function refusal(status: number, proxy: ProxyServer, target: ConnectTarget): TransportError {
  const options = { cause: new Error(`CONNECT was answered with ${status}`), unsent: true };
  if (status === 407) {
    return new TransportError('proxyAuthentication', proxy.host, options);
  }
  return status >= 500
    ? new TransportError('connectionRefused', target.host, options)
    : new TransportError('proxyRefused', proxy.host, options);
}
