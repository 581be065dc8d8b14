import { createHash } from 'node:crypto';
import { QuickXorHash } from '../../src/graph/quickXorHash.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { median } from './figures.ts';

const MiB = 1024 * 1024;
/** As many as are read from a file at a time. */
const chunkBytes = MiB / 4;
const chunks = 1024;
const rounds = 5;

/** What hashing costs beside SHA-1, which is done by native code: seconds of the processor for a GiB. */
export interface HashingResult {
  readonly quickXorHash: number;
  readonly sha1: number;
  readonly ratio: number;
}

/** Takes turns, so that what changes on the machine changes for both. */
export function hashing(): HashingResult {
  const chunk = patternedBytes(chunkBytes, 0, 1);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(cost(new QuickXorHash(), chunk));
    theirs.push(cost(createHash('sha1'), chunk));
  }
  const [quickXorHash, sha1] = [median(ours), median(theirs)];
  const perGiB = (1024 * MiB) / (chunks * chunkBytes);
  return { quickXorHash: quickXorHash * perGiB, sha1: sha1 * perGiB, ratio: quickXorHash / sha1 };
}

function cost(hash: { update(bytes: Uint8Array): unknown }, chunk: Uint8Array): number {
  const start = process.cpuUsage();
  for (let index = 0; index < chunks; index++) {
    hash.update(chunk);
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}
