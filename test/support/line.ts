import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { systemClock } from '../../src/base/clock.ts';
import type { StreamBody, Transport } from '../../src/graph/transport.ts';
import { FetchTransport } from '../../src/node/http/fetchTransport.ts';
import { HttpTransport } from '../../src/node/http/httpTransport.ts';
import { assertNothingLeft, openResources } from './leaks.ts';
import type { Resources } from './leaks.ts';
import { Servers } from './servers.ts';

/** Short, so that tests of them are. */
export const testLimits = { connectMs: 2000, stallMs: 300, answerMs: 1500, answerBytes: 10_000 };

/** The adapters of the port, which keep the same promises. */
export const transports: readonly (readonly [name: string, make: () => Transport])[] = [
  ['HttpTransport', () => new HttpTransport(systemClock, testLimits)],
  ['FetchTransport', () => new FetchTransport(fetch, testLimits, systemClock)],
];

/** A body of `count` chunks, which notes whether its pass was ended. */
export function chunks(count: number, length = count * 65_536): StreamBody & { ended: boolean } {
  return {
    length,
    ended: false,
    async *open() {
      try {
        for (let index = 0; index < count; index++) {
          yield Buffer.alloc(65_536, index);
        }
      } finally {
        this.ended = true;
      }
    },
  };
}

/** The pass over a body ends a moment after its request. */
export async function passEnded(body: { readonly ended: boolean }): Promise<void> {
  for (let turn = 0; turn < 200 && !body.ended; turn++) {
    await systemClock.delay(5);
  }
  assert.equal(body.ended, true);
}

/** A server of its own for a test, and a transport to talk to it. */
export interface Line {
  readonly transport: Transport;
  /** Starts an HTTP server. @returns an address with a secret in path and query. */
  serving(handler: RequestListener): Promise<string>;
  /** Starts a server for bare connections. */
  connecting(handler: (socket: Socket) => void): Promise<string>;
  /** Ends the server. */
  hangUp(): Promise<void>;
}

/** Gives each test of a suite a line, and checks that nothing of it stays open. */
export function useLine(makeTransport: () => Transport): () => Line {
  const servers = new Servers();
  let before: Resources;
  let transport: Transport;

  async function listen(server: Server): Promise<string> {
    return `http://${await servers.listen(server)}/a/b?c=secret`;
  }

  beforeEach(async () => {
    before = await openResources();
    transport = makeTransport();
  });
  afterEach(async () => {
    await transport.close();
    await servers.end();
    await assertNothingLeft(before);
  });
  return () => ({
    transport,
    serving: (handler) => listen(createServer(handler)),
    connecting: (handler) => listen(createTcpServer(handler)),
    hangUp: () => servers.end(),
  });
}
