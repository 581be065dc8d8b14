import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Shaper } from '../http/shaping.ts';
import type { UploadSession } from './session.ts';

/** A client that gave up on a fragment may ask again before the service noticed that the connection is gone. */
const LOOKS = 15;
const LOOK_EVERY = 10;

/**
 * The right to write to a session; undefined when another fragment was on its way and its client had not given it up.
 */
export async function takeTurn(
  session: UploadSession,
  socket: Socket,
  shaper: Shaper,
): Promise<{ end(): void } | undefined> {
  const before = session.turn;
  if (before !== undefined) {
    shaper.hurry(before.socket);
    if (!(await isClosed(before.socket))) {
      return undefined;
    }
    await before.ended;
    if (session.isBusy()) {
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

/** Waits until no fragment is on its way any more. */
export async function settle(session: UploadSession, shaper: Shaper): Promise<void> {
  if (session.turn !== undefined) {
    shaper.hurry(session.turn.socket);
    await session.turn.ended;
  }
}

/** Looks several times, so that a busy process gets round to noticing it. */
async function isClosed(socket: Socket): Promise<boolean> {
  for (let look = 0; look < LOOKS && !socket.destroyed; look++) {
    await delay(LOOK_EVERY);
  }
  return socket.destroyed;
}
