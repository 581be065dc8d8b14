import assert from 'node:assert/strict';
import type { CommitRequest } from '../../src/upload/transfer/transfer.ts';
import { positionalBytes } from './content.ts';
import type { Engine, EngineUpload } from './engine.ts';
import { testFragment } from './testSizes.ts';

/** What is sent now and published later. */
export const deferred = { deferCommit: true } as const;
export const large = positionalBytes(4 * testFragment + 54_321);

/** Uploads everything, without making it visible. @returns the file. */
export async function sendAll(engine: Engine, content: Uint8Array, options: EngineUpload = {}): Promise<string> {
  const file = await engine.file('data.bin', content);
  assert.deepEqual(await engine.upload(file, { ...deferred, ...options }), { status: 'awaitingCommit' });
  await engine.restart();
  engine.sim.clearRequests();
  return file;
}

export function commit(
  engine: Engine,
  file: string,
  options: Partial<CommitRequest> = {},
): ReturnType<Engine['commit']> {
  return engine.commit(file, { ...deferred, ...options });
}
