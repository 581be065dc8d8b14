import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { systemClock } from '../../src/base/clock.ts';
import type { FolderPorts } from '../../src/upload/batch/folderModel.ts';
import type { ConflictAnswer, ConflictQuestion } from '../../src/upload/batch/planBatch.ts';
import { useEngine } from '../support/engine.ts';
import { assertTree, putFile, requestCounts, runFolder, summary } from '../support/folderRun.ts';
import type { FolderRunOptions } from '../support/folderRun.ts';
import { useLocalFolder, writeTree } from '../support/localFolder.ts';
import type { TreeSpec } from '../support/localFolder.ts';

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

describe('an upload into a folder that is there', () => {
  const started = useEngine();
  const made = useLocalFolder();
  let root: string;

  beforeEach(() => {
    ({ root } = made());
  });

  /** Uploads this tree. */
  async function upload(spec: TreeSpec, options: FolderRunOptions = {}) {
    await writeTree(root, spec);
    const { result, outcomes } = await runFolder(started(), root, options);
    return { result, counts: result.counts, files: summary(outcomes, root), outcomes };
  }

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
    assert.deepEqual(requestCounts(started()), { createFolder: 2, getItem: 1, listChildren: 2, putContent: 2 });
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

  it('sees all of a large folder', async () => {
    const { sim } = started();
    const many = Object.fromEntries(Array.from({ length: 450 }, (_, index) => [`many/${index}`, 'x']));
    for (const path of Object.keys(many)) {
      sim.putItem(`/Reports/tree/${path}`, 'x');
    }
    const { counts } = await upload({ ...many, 'many/new': 'x' });
    assert.deepEqual([counts.skipped, counts.done, counts.failed], [450, 1, 0]);
    assert.equal(requestCounts(started())['listChildren'], 1 + 3);
  });

  it('goes through a shortcut into the drive that it leads to', async () => {
    const { sim } = started();
    const library = sim.drives.find(({ kind }) => kind === 'documentLibrary')?.id ?? '';
    sim.putItem('/Shared', { folder: true }, library);
    sim.putShortcut('/Reports/tree/link', { drive: library, path: '/Shared' });
    const places = new Set<string>();
    const send: FolderPorts['send'] = (task, signal) => {
      places.add(`${task.name} ${task.destination.driveType} ${task.destination.path}`);
      return putFile(started(), task, signal);
    };
    const { files } = await upload({ 'link/a': 'a', 'link/b/c': 'c' }, { send });
    assert.deepEqual(files, { 'link/a': 'uploaded', 'link/b/c': 'uploaded' });
    assert.deepEqual(
      places,
      new Set(['a documentLibrary /Reports/tree/link', 'c documentLibrary /Reports/tree/link/b']),
    );
    assert.equal(sim.item('/Shared/a', library)?.size, 1);
    assert.equal(sim.item('/Shared/b/c', library)?.size, 1);
  });
});
