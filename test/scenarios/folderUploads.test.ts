import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FolderPorts } from '../../src/upload/batch/folderModel.ts';
import { UploadError } from '../../src/upload/errors.ts';
import { positionalBytes } from '../support/content.ts';
import { useEngine } from '../support/engine.ts';
import { assertTree, putFile, requestCounts, runFolder, summary } from '../support/folderRun.ts';
import type { FolderRunOptions } from '../support/folderRun.ts';
import { useLocalFolder, writeTree } from '../support/localFolder.ts';
import type { TreeSpec } from '../support/localFolder.ts';

for (const drive of ['business', 'personal', 'documentLibrary'] as const) {
  describe(`an upload of a folder to a ${drive} drive`, () => {
    const started = useEngine({ drive });
    const made = useLocalFolder();
    let base: string;
    let root: string;

    beforeEach(() => {
      ({ base, root } = made());
    });

    /** Uploads this tree. */
    async function upload(spec: TreeSpec, options: FolderRunOptions = {}) {
      await writeTree(root, spec);
      const { result, outcomes } = await runFolder(started(), root, options);
      return { result, counts: result.counts, files: summary(outcomes, root), outcomes };
    }

    it('brings every file and every empty folder to its place, with one request for each', async () => {
      const spec = {
        'a.txt': 'a',
        'b/c.txt': 'c',
        'b/d/e.txt': positionalBytes(100_000),
        'b/f': undefined,
        'ü #1/50% ü.txt': 'g',
        empty: '',
      };
      const { result, counts, files } = await upload(spec);
      assert.equal(result.status, 'finished');
      const names = ['a.txt', 'b/c.txt', 'b/d/e.txt', 'empty', 'ü #1/50% ü.txt'];
      assert.deepEqual(files, Object.fromEntries(names.map((name) => [name, 'uploaded'])));
      const bytes = 100_003;
      const others = { failed: 0, skipped: 0, stopped: 0, bytesLeftOut: 0 };
      assert.deepEqual(counts, { total: 5, done: 5, bytes, bytesDone: bytes, isCounted: true, ...others });
      assert.deepEqual(requestCounts(started()), { createFolder: 5, putContent: 5 });
      assertTree(started(), spec);
    });

    it('tells of a folder without files as a whole', async () => {
      const { result, files, outcomes } = await upload({ 'a/b': undefined, c: undefined });
      assert.equal(result.status, 'finished');
      assert.deepEqual(files, { '': 'uploaded' });
      const [outcome] = outcomes;
      assert.ok(outcome?.result.status === 'uploaded');
      assert.equal(outcome.result.item.id, started().sim.item('/Reports/tree')?.id);
      assert.equal(outcome.result.item.kind, 'folder');
      assertTree(started(), { 'a/b': undefined, c: undefined });
    });

    it('leaves out what the rules leave out, follows links, and says what is no file', async function () {
      if (process.platform === 'win32') {
        this.skip();
      }
      await writeTree(base, { 'outside/x': 'x' });
      const { files } = await upload({
        '.gitignore': '*.log\nbuild/',
        '.git/config': '',
        'a.log': '',
        'build/b': '',
        'src/a.ts': 'a',
        'src/loop': { link: '..' },
        'src/out': { link: '../../outside' },
        'src/out 2': { link: '../../outside' },
        'src/gone': { link: 'nowhere' },
      });
      assert.deepEqual(files, {
        '.gitignore': 'uploaded',
        'src/a.ts': 'uploaded',
        'src/gone': 'SourceError: local file: missing',
        'src/loop': 'linkLoop',
        'src/out 2': 'linkedTwice',
        'src/out/x': 'uploaded',
      });
      assertTree(started(), { '.gitignore': '*.log\nbuild/', 'src/a.ts': 'a', 'src/out/x': 'x' });
    });

    it('fails what OneDrive cannot hold, and all that is in folders that it cannot hold', async () => {
      const { sim } = started();
      sim.putItem('/Reports/tree/taken', 'a file');
      const { result, files, counts } = await upload({
        good: 'good',
        'bad:name': '',
        'aux/x': '',
        'aux/in/y': '',
        'aux/in/empty': undefined,
        lpt1: undefined,
        'taken/z': '',
        'taken/in/z': '',
      });
      assert.equal(result.status, 'finished');
      assert.deepEqual(files, {
        'aux/in/empty': 'folderName',
        'aux/in/y': 'folderName',
        'aux/x': 'folderName',
        'bad:name': 'name',
        good: 'uploaded',
        lpt1: 'folderName',
        'taken/in/z': 'folderNameTaken',
        'taken/z': 'folderNameTaken',
      });
      assert.deepEqual([counts.total, counts.failed, counts.done], [8, 7, 1]);
      assertTree(started(), { good: 'good', taken: 'a file' });
    });

    it('fails paths that are too long', async () => {
      const long = 'x'.repeat(150);
      const { files } = await upload({
        [`${long}/${long}/${long}/a`]: '',
        [`${long}/${'y'.repeat(240)}`]: '',
        [`${long}/b`]: '',
      });
      assert.deepEqual(Object.values(files), ['uploaded', 'pathTooLong', 'pathTooLong']);
    });

    it('fails the files for which the drive has no room', async () => {
      const { files } = await upload(
        { a: '12345', b: '1234567', c: '123', d: '123' },
        { quotaRemaining: 10, parallel: 1 },
      );
      assert.deepEqual(files, { a: 'uploaded', b: 'overQuota', c: 'uploaded', d: 'overQuota' });
    });

    it('counts no room for a file that was not stored', async () => {
      const send: FolderPorts['send'] = (task, signal) =>
        task.name === 'a'
          ? Promise.resolve({ status: 'failed', error: new UploadError('locked', { name: 'a' }) })
          : putFile(started(), task, signal);
      const { files } = await upload({ a: '12345', 'b/b': '1234567890' }, { quotaRemaining: 10, parallel: 1, send });
      assert.deepEqual(files, { a: 'locked', 'b/b': 'uploaded' });
    });

    it('fails when a file has the name of the folder itself', async () => {
      started().sim.putItem('/Reports/tree', 'a file');
      const { result, files } = await upload({ a: '', 'b/c': '' });
      assert.equal(result.status, 'finished');
      assert.deepEqual(files, { a: 'folderNameTaken', 'b/c': 'folderNameTaken' });
    });

    it('does not merge folders, and does not overwrite files, whose names differ in upper and lower case', async function () {
      if (process.platform !== 'linux') {
        this.skip();
      }
      const spec = { 'A.txt': '1', 'a.TXT': '2', 'B/x': '3', 'b/x': '4', 'b/in/y': '5', C: '6', 'c/z': '7' };
      const { files } = await upload(spec, { conflict: 'replace' });
      assert.deepEqual(files, {
        'A.txt': 'uploaded',
        'B/x': 'uploaded',
        C: 'uploaded',
        'a.TXT': 'nameTwiceInBatch',
        'b/in/y': 'nameTwiceInBatch',
        'b/x': 'nameTwiceInBatch',
        'c/z': 'nameTwiceInBatch',
      });
      assertTree(started(), { 'A.txt': '1', 'B/x': '3', C: '6' });
    });
  });
}
