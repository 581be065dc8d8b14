import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives each test of a suite an empty folder of its own. They are removed at the end, when nobody writes into them any more. */
export function useTempFolder(): () => string {
  const folders: string[] = [];
  beforeEach(async () => {
    folders.push(await mkdtemp(join(tmpdir(), 'onedrive-test-')));
  });
  after(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true }))));
  return () => folders.at(-1) ?? '';
}
