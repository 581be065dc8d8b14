import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';

/** An HTTP proxy on loopback that knows only `CONNECT`, and only some hosts. */
export interface ConnectProxy {
  readonly url: string;
  /** Hosts that were asked for and are not known. Nothing was sent to them. */
  readonly refused: readonly string[];
  close(): Promise<void>;
}

/**
 * Leads clients that cannot be given another address to local ports instead.
 * @param ports local port by host, for example `{ 'graph.microsoft.com:443': 41234 }`
 */
export async function startConnectProxy(ports: Readonly<Record<string, number>>): Promise<ConnectProxy> {
  const refused: string[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((request, response) => {
    refused.push(request.url ?? '');
    response.writeHead(405).end();
  });
  server.on('connection', keep);
  server.on('connect', ({ url: host = '' }, client: Socket, head: Buffer) => {
    const port = ports[host];
    if (port === undefined) {
      refused.push(host);
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const target = keep(connect(port, '127.0.0.1'));
    target.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.write(head);
      target.pipe(client).pipe(target);
    });
    // Whichever end breaks takes the other one with it.
    target.on('error', () => client.destroy()).once('close', () => client.destroy());
    client.on('error', () => target.destroy()).once('close', () => target.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    refused,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
      await closed;
    },
  };
}
