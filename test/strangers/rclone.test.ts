import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DriveKind, RouteName } from '../sim/index.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { RCLONE_NEEDS, useRclone } from './rclone.ts';
import { assertStored } from './stored.ts';

const MiB = 1024 * 1024;
const kinds: readonly DriveKind[] = ['personal', 'business', 'documentLibrary'];
const content = patternedBytes(11 * MiB + 7);
const modified = Date.UTC(2024, 4, 6, 7, 8, 9);

/** Sizes around the fragment size of rclone, which is 10 MiB. */
const files: ReadonlyMap<string, number> = new Map([
  ['empty.txt', 0],
  ['one.txt', 1],
  ['small.txt', 100_000],
  ['Größe & mehr/#1 100% a+b.bin', 3 * MiB],
  ['exact.bin', 10 * MiB],
  ['Größe & mehr/large.bin', content.length],
]);

for (const kind of kinds) {
  describe(`rclone on a ${kind} drive`, function () {
    this.timeout(60_000);
    const stand = useRclone({ drive: kind, lenient: RCLONE_NEEDS });

    /** Requests of that kind so far. */
    function count(route: RouteName): number {
      return stand.sim.requests.filter((request) => request.route === route).length;
    }

    async function writeTree(): Promise<string> {
      const tree = join(stand.folder, 'tree');
      for (const [name, size] of files) {
        const file = join(tree, name);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content.subarray(0, size));
        await utimes(file, modified / 1000, modified / 1000);
      }
      return tree;
    }

    it('copies a folder, and sends nothing when it is asked again', async () => {
      const tree = await writeTree();
      await stand.run('copy', tree, 'sim:Backup/2024');
      for (const [name, size] of files) {
        const item = assertStored(stand.sim, `/Backup/2024/${name}`, content.subarray(0, size));
        assert.equal(item.modified, modified);
      }
      assert.equal(count('createUploadSession'), files.size - 1);
      assert.equal(count('putContent'), 1);
      // Only the largest file has two fragments.
      assert.equal(count('fragment'), files.size);
      assert.deepEqual(stand.sim.openSessions, []);

      // rclone hashes the local files with code of its own.
      const hashes = (await stand.run('hashsum', 'quickxor', tree)).trim().split('\n');
      assert.equal(hashes.length, files.size);
      for (const line of hashes) {
        const [hash = '', name] = line.split('  ', 2);
        const item = stand.sim.item(`/Backup/2024/${name}`);
        assert.equal(item?.quickXorHash, Buffer.from(hash, 'hex').toString('base64'));
      }

      stand.sim.clearRequests();
      await stand.run('copy', tree, 'sim:Backup/2024');
      assert.deepEqual(new Set(stand.sim.requests.map(({ method }) => method)), new Set(['GET']));
      await stand.run('check', tree, 'sim:Backup/2024');
      await stand.run('check', '--download', tree, 'sim:Backup/2024');
      assert.equal(count('download'), files.size);
    });

    it('replaces a file that changed', async () => {
      const file = join(stand.folder, 'report.bin');
      const before = stand.sim.putItem('/Backup/report.bin', 'of yesterday');
      await writeFile(file, content);
      await stand.run('copy', file, 'sim:Backup');
      assert.equal(assertStored(stand.sim, '/Backup/report.bin', content).id, before.id);
      assert.deepEqual(stand.sim.item('/Backup')?.children, ['report.bin']);
    });

    it('downloads a folder', async () => {
      for (const [name, size] of files) {
        stand.sim.putItem(`/Backup/${name}`, content.subarray(0, size));
      }
      const tree = join(stand.folder, 'tree');
      await stand.run('copy', 'sim:Backup', tree);
      for (const [name, size] of files) {
        assert.ok(readFileSync(join(tree, name)).equals(content.subarray(0, size)), name);
      }
    });

    it('copies, moves and deletes on the server', async () => {
      stand.sim.putItem('/Backup/first.bin', content);
      await stand.run('copyto', 'sim:Backup/first.bin', 'sim:Backup/second.bin');
      await stand.run('moveto', 'sim:Backup/first.bin', 'sim:Elsewhere/third.bin');
      assertStored(stand.sim, '/Backup/second.bin', content);
      assertStored(stand.sim, '/Elsewhere/third.bin', content);
      assert.equal(stand.sim.item('/Backup/first.bin'), undefined);
      assert.equal(count('createUploadSession') + count('download'), 0);
      await stand.run('purge', 'sim:Backup');
      assert.equal(stand.sim.item('/Backup'), undefined);
    });
  });
}
