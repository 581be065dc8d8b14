import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createHash } from 'node:crypto';
import { QuickXorHash } from '../../src/graph/quickXorHash.ts';
import type { Simulator } from '../sim/index.ts';

/**
 * Compares a local file with the one in OneDrive: size, SHA-256 and quickXorHash. The simulator hashes what it has
 * received with code of its own.
 * @param drive id, unless it is the default account's own
 * @returns a line that says what was equal
 * @throws when anything differs
 */
export async function compareWithOneDrive(
  simulator: Simulator,
  localPath: string,
  path: string,
  drive?: string,
): Promise<string> {
  const remote = simulator.item(path, drive);
  if (remote === undefined) {
    throw new Error(`${path} is not in OneDrive`);
  }
  const sha256 = createHash('sha256');
  const quickXorHash = new QuickXorHash();
  for await (const part of createReadStream(localPath) as AsyncIterable<Uint8Array>) {
    sha256.update(part);
    quickXorHash.update(part);
  }
  const local = { size: quickXorHash.length, sha256: sha256.digest('hex'), quickXorHash: quickXorHash.digest() };
  for (const key of ['size', 'sha256', 'quickXorHash'] as const) {
    if (local[key] !== remote[key]) {
      throw new Error(`${path}: ${key} is ${remote[key]} in OneDrive and ${local[key]} here`);
    }
  }
  return `${basename(localPath)} = ${path}  ${local.size} bytes  sha256 ${local.sha256.slice(0, 16)}…  ${local.quickXorHash}`;
}
