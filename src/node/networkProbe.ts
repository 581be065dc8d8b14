import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { abortReason, orAborted } from '../base/abort.ts';
import type { Handshake, NetworkProbe } from '../diagnosis/ports.ts';
import { TransportError } from '../graph/transport.ts';
import type { TransportFailure } from '../graph/transport.ts';
import type { NetworkParts } from './http/agents.ts';
import { Certificates, systemCertificates } from './http/certificates.ts';
import { transportErrorOf } from './http/httpFailures.ts';
import { proxyFor } from './http/proxyRules.ts';
import type { ProxyServer } from './http/proxyRules.ts';

/** An answer to CONNECT is a few lines; what is longer is none. */
const longestAnswer = 16 * 1024;

/**
 * Puts every host behind the proxy, loopback addresses too: what is reached through it then, and not otherwise, is
 * exempt from it.
 */
const noExemptions = ['<-loopback>'];

/**
 * A look at names, connections and certificates, with sockets of its own that are closed at once.
 * @param everybodys certificates of the authorities that everybody trusts, PEM.
 */
export function networkProbe(network: NetworkParts, everybodys = tls.rootCertificates): NetworkProbe {
  const { settings, environment } = network;
  const proxyOf = (service: URL): ProxyServer | undefined => proxyFor(service, settings(), environment);

  async function greet(service: URL, trusted: Trusted, signal: AbortSignal): Promise<Greeting> {
    const proxy = proxyOf(service);
    const line = proxy
      ? await throughProxy(service, proxy, network, signal)
      : await connected(net.connect(placeOf(service)), 'connect', service.host, signal);
    const socket = await encrypted(line, service, { ...trusted, rejectUnauthorized: false }, signal);
    try {
      return greetingOf(socket);
    } finally {
      socket.destroy();
    }
  }

  return {
    async lookUp(host, signal) {
      try {
        return (await orAborted(lookup(host, { all: true }), signal)).map(({ address }) => address);
      } catch (error) {
        throw signal.aborted ? abortReason(signal) : transportErrorOf(error, host);
      }
    },
    route(service) {
      const now = settings();
      const proxy = proxyOf(service);
      if (proxy) {
        const { host: server, from, authorization } = proxy;
        return { via: 'proxy', server, from, authenticated: authorization !== undefined };
      }
      if (now.proxySupport === 'off') {
        return { via: 'direct', why: 'off' };
      }
      const unexempted = proxyFor(service, { ...now, noProxy: noExemptions }, environment);
      return { via: 'direct', why: unexempted ? 'excluded' : 'none' };
    },
    async reachProxy(service, signal) {
      const proxy = proxyOf(service);
      if (proxy) {
        (await throughProxy(service, proxy, network, signal)).destroy();
      }
    },
    async handshake(service, signal) {
      const publicly = await greet(service, { ca: [...everybodys] }, signal);
      if (publicly.refusal === undefined) {
        return { ...publicly.facts, trust: { by: 'public' } };
      }
      const { facts, refusal: code } = await greet(service, await trustedHere(network), signal);
      if (code === undefined) {
        return { ...facts, trust: { by: 'private' } };
      }
      return { ...facts, trust: settings().strictTls ? { by: 'no', code } : { by: 'unchecked' } };
    },
  };
}

type Trusted = Pick<tls.ConnectionOptions, 'ca' | 'secureContext'>;

/** What requests trust on this machine. */
async function trustedHere({ settings, environment, clock, log }: NetworkParts): Promise<Trusted> {
  const system = settings().systemCertificates ? systemCertificates : undefined;
  const certificates = new Certificates({ system, file: environment['SSL_CERT_FILE'] || undefined }, { clock, log });
  await certificates.more(undefined);
  return certificates.context ? { secureContext: certificates.context } : {};
}

interface Greeting {
  readonly facts: Pick<Handshake, 'protocol' | 'issuer'>;
  /** Why the certificate is not trusted. */
  readonly refusal?: string;
}

function greetingOf(socket: tls.TLSSocket): Greeting {
  const { issuer } = socket.getPeerCertificate();
  const [name = '?'] = [issuer.O, issuer.CN].flat().filter((part) => part !== undefined);
  const facts = { protocol: socket.getProtocol() ?? '?', issuer: name };
  return socket.authorized ? { facts } : { facts, refusal: String(socket.authorizationError) };
}

/** A connection to the service that a proxy made (RFC 9110, section 9.3.6). */
async function throughProxy(
  service: URL,
  proxy: ProxyServer,
  network: NetworkParts,
  signal: AbortSignal,
): Promise<net.Socket> {
  const failed = (failure: TransportFailure, host = proxy.host, cause?: unknown): TransportError =>
    new TransportError(failure, host, { cause, unsent: true });
  if (!proxy.spoken) {
    throw failed('proxyUnusable');
  }
  const { line, status } = await asked(service, proxy, network, signal).catch((error: unknown) => {
    const untrusted = error instanceof TransportError && error.failure === 'tls';
    throw signal.aborted || untrusted ? error : failed('proxyUnreachable', proxy.host, error);
  });
  if (status >= 200 && status < 300) {
    return line;
  }
  line.destroy();
  // With 5xx a proxy says that it did not get through itself.
  throw status >= 500
    ? failed('connectionRefused', service.host)
    : failed(status === 407 ? 'proxyAuthentication' : status === 0 ? 'proxyUnreachable' : 'proxyRefused');
}

/** Asks a proxy for a connection. @returns the connection with the proxy, and the status of its answer. */
async function asked(
  service: URL,
  proxy: ProxyServer,
  network: NetworkParts,
  signal: AbortSignal,
): Promise<{ readonly line: net.Socket; readonly status: number }> {
  const address = new URL(proxy.address);
  let line = await connected(net.connect(placeOf(address)), 'connect', proxy.host, signal);
  if (address.protocol === 'https:') {
    const { strictTls: rejectUnauthorized } = network.settings();
    line = await encrypted(line, address, { ...(await trustedHere(network)), rejectUnauthorized }, signal);
  }
  const { host, port } = placeOf(service);
  const target = `${net.isIPv6(host) ? `[${host}]` : host}:${port}`;
  const authorization = proxy.authorization === undefined ? '' : `Proxy-Authorization: ${proxy.authorization}\r\n`;
  line.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization}\r\n`);
  return { line, status: await statusOf(line, proxy.host, signal) };
}

/** Reads the head of the answer to CONNECT. @returns its status; 0 when it is none. */
async function statusOf(line: net.Socket, host: string, signal: AbortSignal): Promise<number> {
  let head = '';
  try {
    while (!head.includes('\r\n\r\n') && head.length < longestAnswer) {
      const chunk: unknown = line.read();
      if (chunk instanceof Buffer) {
        head += chunk.toString('latin1');
      } else if (line.readableEnded || line.destroyed) {
        break;
      } else {
        await either(line, ['readable', 'end'], signal);
      }
    }
  } catch (error) {
    line.destroy();
    throw signal.aborted ? abortReason(signal) : transportErrorOf(error, host);
  }
  const status = /^HTTP\/1\.[01] (\d{3})\b/u.exec(head)?.[1];
  return Number(status ?? 0);
}

/** Waits for the first of some events, and listens to none of them afterwards. */
async function either(socket: net.Socket, events: readonly string[], signal: AbortSignal): Promise<void> {
  const settled = new AbortController();
  const any = AbortSignal.any([signal, settled.signal]);
  try {
    await Promise.race(events.map((event) => once(socket, event, { signal: any })));
  } finally {
    settled.abort();
  }
}

function encrypted(
  line: net.Socket,
  service: URL,
  options: tls.ConnectionOptions,
  signal: AbortSignal,
): Promise<tls.TLSSocket> {
  const { host } = placeOf(service);
  // A certificate is asked for by a name; numbers have none.
  const name = net.isIP(host) === 0 ? { servername: host } : {};
  return connected(tls.connect({ ...options, ...name, host, socket: line }), 'secureConnect', service.host, signal);
}

/** Waits for a connection; one that does not come about is closed. */
async function connected<T extends net.Socket>(
  socket: T,
  event: string,
  host: string,
  signal: AbortSignal,
): Promise<T> {
  try {
    await once(socket, event, { signal });
    // Nobody is interested in how it ends.
    socket.on('error', () => {});
    return socket;
  } catch (error) {
    socket.on('error', () => {});
    socket.destroy();
    throw signal.aborted ? abortReason(signal) : transportErrorOf(error, host);
  }
}

function placeOf({ hostname, port, protocol }: URL): { readonly host: string; readonly port: number } {
  return { host: hostname.replace(/^\[|\]$/gu, ''), port: Number(port || (protocol === 'https:' ? 443 : 80)) };
}
