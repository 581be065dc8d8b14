import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

/** Certificate and private key in PEM form. */
interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Idle connections are kept longer than clients keep them, so that a reused one does not break by chance. */
const KEEP_ALIVE_MS = 65_000;

/** One port. */
export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on one loopback address. @throws Error when the port is taken. */
export async function listen(
  handler: Handler,
  address: { host: string; port: number },
  tls?: TlsIdentity,
): Promise<Listener> {
  const server: Server = tls === undefined ? createServer(handler) : createTlsServer(tls, handler);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = 0;
  server.listen(address.port, address.host);
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  return {
    port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Listens for `localhost`, which may mean 127.0.0.1 or ::1; a machine without IPv6 gets the former only. */
export async function listenOnLocalhost(handler: Handler, tls?: TlsIdentity): Promise<Listener> {
  const v4 = await listen(handler, { host: '127.0.0.1', port: 0 }, tls);
  let v6: Listener | undefined;
  try {
    v6 = await listen(handler, { host: '::1', port: v4.port }, tls);
  } catch (error) {
    if (isTaken(error)) {
      // Somebody else would get what is sent to `localhost` there.
      await v4.close();
      return listenOnLocalhost(handler, tls);
    }
  }
  return {
    port: v4.port,
    close: async () => {
      await Promise.all([v4.close(), v6?.close()]);
    },
  };
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
