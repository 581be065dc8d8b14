import { setTimeout as delay } from 'node:timers/promises';
import type { UploadSession } from './session.ts';

/** A client that gave up on a fragment may ask again before the service noticed that the connection is gone. */
const PATIENCE = 150;

/** The right to write to a session; undefined while another fragment is really on its way. */
export async function takeTurn(session: UploadSession): Promise<{ end(): void } | undefined> {
  if (session.busy !== undefined) {
    const patience = new AbortController();
    await Promise.race([session.busy, delay(PATIENCE, undefined, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
    if (session.busy !== undefined) return undefined;
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  session.busy = promise;
  return {
    end: () => {
      session.busy = undefined;
      resolve();
    },
  };
}
