import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { FinishedUploads } from '../../../src/upload/finished.ts';
import type { StoredFile } from '../../../src/upload/finished.ts';
import { begin, endManagers, setUp, task } from '../../support/managing.ts';
import { ManualClock } from '../../support/manualClock.ts';
import { itemNamed } from '../../support/scriptedTransfers.ts';
import { uploadRecord } from '../../support/uploadRecords.ts';

const { destination, place } = uploadRecord('any');
const folder = uploadRecord('photos', { kind: 'folder', name: 'photos' });

function stored(name: string, size = 100): StoredFile {
  const uri = `file:///data/${name}`;
  return { uri, size, mtime: 7, item: itemNamed(name), verified: 'hash', destination, place };
}

function namesOf({ uploads }: FinishedUploads): string[] {
  return uploads.map(({ name }) => name);
}

describe('FinishedUploads', () => {
  it('has the newest first, and of two uploads to one item only that one', async () => {
    const clock = new ManualClock();
    const finished = new FinishedUploads(clock);
    let changes = 0;
    finished.onDidChange(() => changes++);
    finished.addFile(stored('a.txt'));
    finished.addFile(stored('b.txt'));
    clock.advance(1000);
    finished.addFile(stored('a.txt', 200));
    assert.deepEqual(namesOf(finished), ['a.txt', 'b.txt']);
    const [first] = finished.uploads;
    assert.deepEqual([first?.size, first?.at], [200, clock.now()]);
    assert.equal(changes, 3);
  });

  it('keeps a hundred', () => {
    const finished = new FinishedUploads(new ManualClock());
    for (let index = 0; index < 105; index++) {
      finished.addFile(stored(`${index}`));
    }
    assert.equal(finished.uploads.length, 100);
    assert.deepEqual([finished.uploads[0]?.name, finished.uploads.at(-1)?.name], ['104', '5']);
  });

  it('tells of every file, and shows those of a folder that is under way with the folder', () => {
    const finished = new FinishedUploads(new ManualClock());
    const told: string[] = [];
    finished.onDidStore(({ item }) => told.push(item.name));
    finished.addFile(stored('a.jpg'), { record: folder, where: 'thisWindow' });
    finished.addFile(stored('b.jpg'), { record: folder, where: 'thisWindow' });
    assert.equal(finished.uploads.length, 0);
    finished.addFolder(folder, 2, 200);
    assert.deepEqual(told, ['a.jpg', 'b.jpg']);
    const [upload, ...others] = finished.uploads;
    assert.deepEqual(others, []);
    assert.deepEqual(upload?.kind === 'folder' && [upload.name, upload.files, upload.size], ['photos', 2, 200]);
  });

  it('counts files that go by themselves with their folder, and lets the folder have the last word', () => {
    const finished = new FinishedUploads(new ManualClock());
    const counts = (): unknown[] => finished.uploads.map((each) => [each.kind === 'folder' && each.files, each.size]);
    finished.addFile(stored('a.jpg', 10), { record: folder, where: 'nobody' });
    finished.addFile(stored('b.jpg', 20), { record: folder, where: 'otherWindow' });
    assert.deepEqual(counts(), [[2, 30]]);
    finished.addFolder(folder, 7, 700);
    assert.deepEqual(counts(), [[7, 700]]);
    finished.addFile(stored('a.jpg', 10), { record: { ...folder, id: 'later' }, where: 'nobody' });
    assert.deepEqual(counts(), [[1, 10]], 'an upload of the same folder once more begins anew');
  });

  it('is empty after it was cleared, which is told once', () => {
    const finished = new FinishedUploads(new ManualClock());
    finished.addFile(stored('a.txt'));
    let changes = 0;
    finished.onDidChange(() => changes++);
    finished.clear();
    finished.clear();
    assert.deepEqual(finished.uploads, []);
    assert.equal(changes, 1);
  });
});

describe('UploadManager and what has ended in success', () => {
  afterEach(endManagers);

  it('lists a file with what it was when its upload began, and never one that did not succeed', async () => {
    const setup = setUp();
    const { finished, transfers } = setup;
    const [good, bad] = [await begin(setup, task('good')), await begin(setup, task('bad'))];
    await transfers.of('good').reporter.started(5, { size: 123, mtime: 456 });
    assert.equal(finished.uploads.length, 0);
    transfers.of('good').succeed();
    transfers.of('bad').end({ status: 'failed', error: new Error('no') });
    assert.equal((await good.done).status, 'uploaded');
    assert.equal((await bad.done).status, 'failed');
    assert.deepEqual(
      finished.uploads.map(({ id: _id, at: _at, ...each }) => each),
      [
        {
          kind: 'file',
          uri: 'file:///good',
          name: 'good',
          size: 123,
          mtime: 456,
          item: itemNamed('good'),
          verified: 'hash',
          destination: task('good').destination,
          place: setup.place,
        },
      ],
    );
    assert.ok(!finished.uploads.some(({ id }) => id === good.id), 'its id is that of no pending upload');
  });
});
