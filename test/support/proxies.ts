import { Server as HttpServer, request as askPlainly } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createSecureServer, request as askSecurely } from 'node:https';
import { createSecureContext } from 'node:tls';
import { Server } from 'proxy-chain';
import type { PrepareRequestFunctionResult } from 'proxy-chain';
import type { CertificateAuthority } from './certificate.ts';

export interface ProxyOptions {
  /** The only ones who may use it. */
  readonly users?: Readonly<Record<string, string>>;
  /** The address of a proxy that it uses itself, with user and password. */
  readonly upstream?: string;
  /** Speaks TLS with its clients. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Reads what goes through it, with certificates that it issues itself; `servers` signed those of the servers. */
  readonly inspects?: { readonly authority: CertificateAuthority; readonly servers?: string };
}

/** A forward proxy on loopback. */
export interface TestProxy {
  /** Without user and password. */
  readonly address: string;
  readonly host: string;
  /** Hosts with ports that it was asked to connect with, in order. */
  readonly tunnels: string[];
  /** How often it asked for a password, or another one. */
  readonly turnedAway: number;
  /** What an inspecting proxy has read: method, host, and the status of the answer. */
  readonly seen: readonly string[];
  /** Ends it at once, and every connection through it. */
  close(): Promise<void>;
}

/** Starts a proxy (apify/proxy-chain). */
async function startProxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const { users, upstream, tls, inspects } = options;
  const tunnels: string[] = [];
  const seen: string[] = [];
  let turnedAway = 0;
  const inspector = inspects && inspectingServer(inspects, seen);
  const server = new Server({
    host: '127.0.0.1',
    port: 0,
    ...(tls ? { serverType: 'https', httpsOptions: tls } : { serverType: 'http' }),
    prepareRequestFunction: ({ username, password, hostname, port }): PrepareRequestFunctionResult => {
      if (users && (username === '' || users[username] !== password)) {
        turnedAway++;
        return { requestAuthentication: true };
      }
      tunnels.push(`${hostname}:${port}`);
      return {
        ...(upstream !== undefined && { upstreamProxyUrl: upstream }),
        ...(inspector && { customConnectServer: inspector }),
      };
    },
  });
  await server.listen();
  const host = `127.0.0.1:${server.port}`;
  return {
    address: `${tls ? 'https' : 'http'}://${host}`,
    host,
    tunnels,
    get turnedAway() {
      return turnedAway;
    },
    seen,
    async close() {
      await server.close(true);
      inspector?.closeAllConnections();
    },
  };
}

/** Lets the tests of a suite start proxies, which end with the test. To be called before what uses them. */
export function useProxies(): (options?: ProxyOptions) => Promise<TestProxy> {
  const open = new Set<TestProxy>();
  afterEach(async () => {
    await Promise.all([...open].map((proxy) => proxy.close()));
    open.clear();
  });
  return async (options) => {
    const proxy = await startProxy(options);
    open.add(proxy);
    return proxy;
  };
}

/** Takes the part of every server there is; it never listens, connections are handed to it. */
function inspectingServer({ authority, servers }: NonNullable<ProxyOptions['inspects']>, seen: string[]): HttpServer {
  const forward = (secure: boolean) => (request: IncomingMessage, response: ServerResponse) => {
    const ask = secure ? askSecurely : askPlainly;
    const { method, url: path, headers } = request;
    const [hostname = '', port] = (headers.host ?? '').split(':');
    const onward = ask(
      { method, path, headers, hostname, port, agent: false, ...(secure && { ca: servers }) },
      (answer) => {
        seen.push(`${method} ${headers.host} ${answer.statusCode}`);
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  };
  const secure = createSecureServer(
    {
      ...authority.issue(['127.0.0.1', 'localhost']),
      SNICallback: (name, done) => done(null, createSecureContext(authority.issue([name]))),
    },
    forward(true),
  );
  secure.on('tlsClientError', () => {});
  const plain = new HttpServer(forward(false));
  // The first byte tells TLS (a handshake record, 22) from HTTP.
  const either = new HttpServer();
  either.removeAllListeners('connection');
  either.on('connection', (socket) => {
    socket.once('readable', () => {
      const first: unknown = socket.read(1);
      if (first instanceof Buffer) {
        socket.unshift(first);
        (first[0] === 22 ? secure : plain).emit('connection', socket);
      }
    });
  });
  either.closeAllConnections = () => {
    secure.closeAllConnections();
    plain.closeAllConnections();
  };
  return either;
}
