import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Turn, UploadSession } from './session.ts';

/** A client that gave up on a fragment may ask again before the service noticed that the connection is gone. */
const PATIENCE = 150;

/**
 * The right to write to a session; undefined when another fragment was on its way and its client had not given it up.
 */
export async function takeTurn(session: UploadSession, socket: Socket): Promise<{ end(): void } | undefined> {
  const before = session.turn;
  if (before !== undefined) {
    await waitFor(before.ended);
    if (session.isBusy() || !before.socket.destroyed) {
      return undefined;
    }
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  session.turn = { ended: promise, socket };
  return {
    end: () => {
      session.turn = undefined;
      resolve();
    },
  };
}

async function waitFor(ended: Turn['ended']): Promise<void> {
  const patience = new AbortController();
  await Promise.race([ended, delay(PATIENCE, undefined, { signal: patience.signal }).catch(() => undefined)]);
  patience.abort();
}
