import assert from 'node:assert/strict';
import { utimes } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { positionalBytes } from './content.ts';
import { uploaded } from './engine.ts';
import type { Engine } from './engine.ts';
import { testLarge } from './testSizes.ts';

const MiB = 1024 * 1024;
/** What is uploaded, stopped and resumed. */
export const large = positionalBytes(testLarge + 54_321);

/** Uploads until so many bytes were sent. @returns the file. */
export async function stopAt(engine: Engine, sent: number): Promise<string> {
  const file = await engine.file('data.bin', large);
  await utimes(file, 1_700_000_000, 1_700_000_000);
  engine.sim.shape({ bytesPerSecond: 20 * MiB });
  const abort = new AbortController();
  const onProgress = (progress: { sent: number }): void => {
    if (progress.sent >= sent) {
      abort.abort();
    }
  };
  assert.deepEqual(await engine.upload(file, { onProgress }, abort.signal), { status: 'stopped' });
  engine.sim.shape({});
  await engine.restart();
  engine.sim.clearRequests();
  await settled(engine);
  return file;
}

/** Waits until the service has noticed that nothing more comes. */
async function settled(engine: Engine): Promise<void> {
  for (let quiet = 0, before = -1; quiet < 10; quiet++) {
    const now = acceptedBytes(engine);
    quiet = now === before ? quiet : 0;
    before = now;
    await wait(10);
  }
}

export function bytesSent(engine: Engine): number {
  return engine.requests('fragment').reduce((sum, { requestBytes }) => sum + requestBytes, 0);
}

export function acceptedBytes(engine: Engine): number {
  const [session] = engine.sim.openSessions;
  assert.ok(session);
  return session.acceptedBytes;
}

/** Goes on, and checks that nothing is sent that the service had. */
export async function goOn(engine: Engine, file: string): Promise<void> {
  const missing = large.length - acceptedBytes(engine);
  assert.equal(uploaded(await engine.resume(file)).verified, 'hash');
  assert.equal(bytesSent(engine), missing);
  assert.equal(engine.requests('createUploadSession').length, 0);
  assert.equal(engine.kept.open, undefined);
  engine.assertStored('data.bin', large);
}
