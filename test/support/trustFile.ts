import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives a suite a file with certificates of authorities, PEM. @returns its path. */
export function useTrustFile(...authorities: readonly string[]): () => string {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onedrive-trust-'));
    await writeFile(join(folder, 'authorities.pem'), `Authorities of a test\n${authorities.join('\n')}`);
  });
  after(() => rm(folder, { recursive: true }));
  return () => join(folder, 'authorities.pem');
}
