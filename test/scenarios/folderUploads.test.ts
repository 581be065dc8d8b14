import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { systemClock } from '../../src/base/clock.ts';
import type { ConflictAnswer, ConflictQuestion } from '../../src/upload/batch/planBatch.ts';
import { positionalBytes } from '../support/content.ts';
import { useEngine } from '../support/engine.ts';
import { assertTree, putFile, runFolder, summary, writeTree } from '../support/folderRun.ts';
import type { FolderRunOptions, TreeSpec } from '../support/folderRun.ts';

/** Answers questions by the name of the file, one at a time, and keeps them. */
function answering(answers: Readonly<Record<string, ConflictAnswer>>) {
  const asked: ConflictQuestion[] = [];
  let isOpen = false;
  const ask = async (question: ConflictQuestion): Promise<ConflictAnswer | undefined> => {
    assert.equal(isOpen, false, 'two questions at a time');
    isOpen = true;
    asked.push(question);
    await systemClock.delay(20);
    isOpen = false;
    return answers[question.name];
  };
  return { ask, asked };
}

describe('an upload of a folder', () => {
  const started = useEngine();
  let base: string;
  let root: string;

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'onedrive-folder-'));
    root = join(base, 'tree');
  });
  afterEach(() => rm(base, { recursive: true }));

  /** Uploads this tree. */
  async function upload(spec: TreeSpec, options: FolderRunOptions = {}) {
    await writeTree(root, spec);
    const { result, outcomes } = await runFolder(started(), root, options);
    return { result, counts: result.counts, files: summary(outcomes, root), outcomes };
  }

  /** Requests by kind since the last look. */
  function requests(): Record<string, number> {
    const { sim } = started();
    const counts: Record<string, number> = {};
    for (const { route } of sim.requests) {
      counts[route] = (counts[route] ?? 0) + 1;
    }
    sim.clearRequests();
    return counts;
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
    assert.deepEqual(requests(), { createFolder: 5, putContent: 5 });
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

  describe('into a folder that is there', () => {
    beforeEach(() => {
      const { sim } = started();
      sim.putItem('/Reports/tree/Same.txt', 'same');
      sim.putItem('/Reports/tree/size.txt', 'abcd');
      sim.putItem('/Reports/tree/sub/other.txt', 'other content');
      sim.putItem('/Reports/tree/sub/folder.txt/x', 'x');
      sim.putItem('/Reports/tree/sub/nothing', '');
      sim.clearRequests();
    });
    const spec = {
      'same.txt': 'same',
      'size.txt': 'efgh',
      'sub/other.txt': 'local content',
      'sub/folder.txt': 'a file here',
      'sub/nothing': '',
      'sub/new.txt': 'new',
      'sub/new/x.txt': 'x',
    };
    const before = {
      'Same.txt': 'same',
      'sub/folder.txt/x': 'x',
      'sub/nothing': '',
      'sub/new.txt': 'new',
      'sub/new/x.txt': 'x',
    };
    const easy = {
      'same.txt': 'identical',
      'sub/new.txt': 'uploaded',
      'sub/new/x.txt': 'uploaded',
      'sub/nothing': 'identical',
    };

    it('lists each folder once, and asks for no file by itself', async () => {
      await upload(spec, { conflict: 'skip' });
      // The root is found by the refusal to make it again.
      assert.deepEqual(requests(), { createFolder: 2, getItem: 1, listChildren: 2, putContent: 2 });
    });

    it('reports errors by the rule "fail"', async () => {
      const { files } = await upload(spec, { conflict: 'fail' });
      const hard = { 'size.txt': 'nameTaken', 'sub/other.txt': 'nameTaken', 'sub/folder.txt': 'nameTakenByFolder' };
      assert.deepEqual(files, { ...easy, ...hard });
      assertTree(started(), { ...before, 'size.txt': 'abcd', 'sub/other.txt': 'other content' });
    });

    it('leaves files alone by the rule "skip"', async () => {
      const { files, counts } = await upload(spec, { conflict: 'skip' });
      const hard = { 'size.txt': 'conflict', 'sub/other.txt': 'conflict', 'sub/folder.txt': 'conflict' };
      assert.deepEqual(files, { ...easy, ...hard });
      assert.deepEqual([counts.done, counts.skipped, counts.failed], [2, 5, 0]);
      assertTree(started(), { ...before, 'size.txt': 'abcd', 'sub/other.txt': 'other content' });
    });

    it('replaces files, but no folder, by the rule "replace"', async () => {
      const { files } = await upload(spec, { conflict: 'replace' });
      const hard = { 'size.txt': 'uploaded', 'sub/other.txt': 'uploaded', 'sub/folder.txt': 'nameTakenByFolder' };
      assert.deepEqual(files, { ...easy, ...hard });
      assertTree(started(), { ...before, 'size.txt': 'efgh', 'sub/other.txt': 'local content' });
    });

    it('keeps both by the rule "rename"', async () => {
      const { files } = await upload(spec, { conflict: 'rename' });
      const hard = { 'size.txt': 'uploaded', 'sub/other.txt': 'uploaded', 'sub/folder.txt': 'uploaded' };
      assert.deepEqual(files, { ...easy, ...hard });
      assertTree(started(), {
        ...before,
        'size.txt': 'abcd',
        'size 1.txt': 'efgh',
        'sub/other.txt': 'other content',
        'sub/other 1.txt': 'local content',
        'sub/folder 1.txt': 'a file here',
      });
    });

    it('asks about each file, one at a time', async () => {
      const { ask, asked } = answering({
        'size.txt': { behavior: 'skip', forAll: false },
        'folder.txt': { behavior: 'rename', forAll: false },
        'other.txt': { behavior: 'replace', forAll: false },
      });
      const seen = started().sim.item('/Reports/tree/sub/other.txt');
      const sent = new Map<string, unknown>();
      const { files } = await upload(spec, {
        conflict: 'ask',
        ask,
        send: (task, signal) => {
          sent.set(task.name, [task.conflictBehavior, task.replaces]);
          return putFile(started(), task, signal);
        },
      });
      const hard = { 'size.txt': 'conflict', 'sub/other.txt': 'uploaded', 'sub/folder.txt': 'uploaded' };
      assert.deepEqual(files, { ...easy, ...hard });
      assert.equal(asked.length, 3);
      const [size] = asked.filter(({ name }) => name === 'size.txt');
      assert.equal(size?.existing?.name, 'size.txt');
      assert.deepEqual([size.replaceable, size.size, size.folder.path], [true, 4, '/Reports/tree']);
      assert.equal(asked.find(({ name }) => name === 'folder.txt')?.replaceable, false);
      assert.equal(asked.at(-1)?.remaining, 0);
      // What the user has seen may be replaced, and nothing else.
      assert.deepEqual(sent.get('other.txt'), ['replace', { itemId: seen?.id, cTag: seen?.cTag }]);
      assert.deepEqual(sent.get('folder.txt'), ['rename', undefined]);
      assert.deepEqual(sent.get('new.txt'), ['fail', undefined]);
    });

    it('asks no more after an answer for all, unless that is impossible', async () => {
      const all = { behavior: 'replace', forAll: true } as const;
      const skip = { behavior: 'skip', forAll: false } as const;
      const { ask, asked } = answering({ 'size.txt': all, 'other.txt': all, 'folder.txt': skip });
      const { files } = await upload(spec, { conflict: 'ask', ask });
      const hard = { 'size.txt': 'uploaded', 'sub/other.txt': 'uploaded', 'sub/folder.txt': 'conflict' };
      assert.deepEqual(files, { ...easy, ...hard });
      assert.equal(asked.length, 2);
    });

    it('gives up when a question is closed, and keeps what was done', async () => {
      const { ask, asked } = answering({});
      const first = await upload(spec, { conflict: 'ask', ask });
      assert.equal(first.result.status, 'gaveUp');
      assert.equal(asked.length, 1);
      assert.ok(Object.values(first.files).every((status) => status !== 'failed' && status !== 'conflict'));
      const second = await upload({}, { conflict: 'skip' });
      assert.equal(second.counts.total, 7);
      assertTree(started(), { ...before, 'size.txt': 'abcd', 'sub/other.txt': 'other content' });
    });
  });
});
