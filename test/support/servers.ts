import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Servers on loopback that can be ended at once, whatever their connections are at. */
export class Servers {
  readonly #servers = new Set<Server>();
  readonly #sockets = new Set<Socket>();

  /** @returns host and port. */
  async listen(server: Server): Promise<string> {
    this.#servers.add(server);
    server.on('connection', (socket: Socket) => this.#sockets.add(socket.on('error', () => {})));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // Only pipes have a text as their address.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Ends them and every connection to them. */
  async end(): Promise<void> {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await Promise.all([...this.#servers].map((server) => new Promise((resolve) => server.close(resolve))));
    this.#sockets.clear();
    this.#servers.clear();
  }
}
