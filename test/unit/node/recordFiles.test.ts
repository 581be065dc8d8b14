import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { systemClock } from '../../../src/base/clock.ts';
import { systemRandom } from '../../../src/base/random.ts';
import { RecordFolder } from '../../../src/node/recordFiles.ts';
import type { UploadRecord } from '../../../src/upload/journal/record.ts';
import { eventually } from '../../support/eventually.ts';
import { assertNothingLeft, openResources } from '../../support/leaks.ts';
import type { Resources } from '../../support/leaks.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { useTempFolder } from '../../support/tempFolder.ts';
import { sessionMark, uploadRecord } from '../../support/uploadRecords.ts';

describe('RecordFolder', () => {
  const temp = useTempFolder();
  const log = new MemoryLog();
  const opened: RecordFolder[] = [];
  let before: Resources;

  async function open(): Promise<RecordFolder> {
    const records = await RecordFolder.open(join(temp(), 'uploads'), {
      clock: systemClock,
      random: systemRandom,
      log,
    });
    opened.push(records);
    return records;
  }

  const names = async (...path: string[]): Promise<string[]> =>
    (await readdir(join(temp(), 'uploads', ...path))).toSorted();

  const fileOf = (id: string): string => join(temp(), 'uploads', `${id}.json`);

  beforeEach(async () => {
    before = await openResources();
    log.lines.length = 0;
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((records) => records.dispose()));
    await assertNothingLeft(before);
  });

  it('gives back in another window what was saved', async () => {
    const record = uploadRecord('a', { session: sessionMark(4_000_000) });
    await (await open()).save(record);
    assert.deepEqual(await (await open()).readAll([]), [record]);
    assert.deepEqual(await names(), ['a.json'], 'nothing else is left');
  });

  it('is for the eyes of the owner only', async () => {
    await (await open()).save(uploadRecord('a'));
    assert.equal((await stat(join(temp(), 'uploads'))).mode & 0o777, 0o700);
    assert.equal((await stat(fileOf('a'))).mode & 0o777, 0o600);
  });

  it('forgets what was removed, also when it is removed twice', async () => {
    const records = await open();
    await records.save(uploadRecord('a'));
    await records.remove('a');
    await records.remove('a');
    assert.deepEqual(await records.readAll([]), []);
    assert.deepEqual(await names(), []);
  });

  it('tells another window of every change, at once', async () => {
    const [mine, other] = [await open(), await open()];
    let told = 0;
    other.onDidChange(() => told++);
    for (const [index, change] of [
      () => mine.save(uploadRecord('a')),
      () => mine.save(uploadRecord('a', { state: { kind: 'running' } }), { progress: true }),
      () => mine.remove('a'),
    ].entries()) {
      const before = told;
      await change();
      await eventually(() => assert.ok(told > before, `change ${index}`), 2000);
      assert.deepEqual(await other.readAll([]), await mine.readAll([]));
    }
  });

  it('reads no file again that has not changed', async () => {
    const records = await open();
    await records.save(uploadRecord('a'));
    const [first] = await records.readAll([]);
    const [second] = await records.readAll(['a']);
    assert.ok(first !== undefined && first === second, 'the same object');
    const fresh = await open();
    const [read] = await fresh.readAll([]);
    assert.equal((await fresh.readAll(['a']))[0], read);
  });

  it('looks at a suspect that nothing has told of', async () => {
    const records = await open();
    const folder = join(temp(), 'uploads');
    await records.readAll([]);
    // Not yet known to this window: the watcher has had no turn since.
    const text = JSON.stringify(uploadRecord('a'));
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(folder, 'a.json'), text);
    assert.deepEqual(await records.readAll(['a']), [uploadRecord('a')]);
  });

  it('writes many saves of one record one after the other, and the last one wins', async () => {
    const records = await open();
    const saves = Array.from({ length: 50 }, (_, index) =>
      records.save(uploadRecord('a', { session: sessionMark(index) }), { progress: index % 2 === 0 }),
    );
    await Promise.all(saves);
    const [read] = await (await open()).readAll([]);
    assert.equal(read?.session?.accepted, 49);
    assert.deepEqual(await names(), ['a.json']);
  });

  it('saves after a removal what is saved after it', async () => {
    const records = await open();
    await Promise.all([
      records.save(uploadRecord('a', { size: 1 })),
      records.save(uploadRecord('a', { size: 2 })),
      records.remove('a'),
      records.save(uploadRecord('a', { size: 3 })),
    ]);
    assert.deepEqual(
      (await records.readAll(['a'])).map(({ size }) => size),
      [3],
    );
  });

  it('shows a reader all of the old or all of the new, whenever it looks', async () => {
    const [writer, reader] = [await open(), await open()];
    await writer.save(uploadRecord('a'));
    const done = new AbortController();
    const write = (async () => {
      for (let accepted = 0; accepted < 150; accepted++) {
        await writer.save(uploadRecord('a', { name: 'x'.repeat(accepted * 50 + 1) }), { progress: true });
      }
      done.abort();
    })();
    let reads = 0;
    while (!done.signal.aborted) {
      const found = await reader.readAll(['a']);
      assert.equal(found.length, 1);
      reads++;
    }
    await write;
    assert.ok(reads > 10);
    assert.equal(log.text, '', 'nothing was ever broken');
  });

  for (const [what, text] of Object.entries({
    'half a record': JSON.stringify(uploadRecord('a')).slice(0, 200),
    'an empty file': '',
    'no record': '{"secret": "https://upload.example/token"}',
    'the record of another upload': JSON.stringify(uploadRecord('b')),
  })) {
    it(`sets ${what} aside and says so once, without its content`, async () => {
      await (await open()).save(uploadRecord('good'));
      await writeFile(fileOf('a'), text);
      const records = await open();
      assert.deepEqual(await records.readAll([]), [uploadRecord('good')]);
      assert.deepEqual(await records.readAll(['a']), [uploadRecord('good')]);
      assert.deepEqual(await names(), ['broken', 'good.json']);
      assert.deepEqual(await names('broken'), ['a.json']);
      assert.equal(await readFile(join(temp(), 'uploads', 'broken', 'a.json'), 'utf8'), text, 'nothing is lost');
      assert.deepEqual(log.lines.length, 1);
      assert.match(log.text, /^warn a\.json cannot be read \([\w.]+\): moved to broken$/u);
      assert.deepEqual([...records.ids], ['good']);
    });
  }

  it('neither shows nor touches what a later version wrote', async () => {
    const text = JSON.stringify({ ...uploadRecord('a'), version: 2, more: true });
    const records = await open();
    await writeFile(fileOf('a'), text);
    assert.deepEqual(await records.readAll(['a']), []);
    await records.readAll(['a']);
    assert.equal(await readFile(fileOf('a'), 'utf8'), text);
    assert.deepEqual([...records.ids], ['a'], 'it counts as an upload');
    assert.deepEqual(log.lines, ['warn a.json was written by a later version: left as it is']);
  });

  it('clears away what a crash left in the middle of writing, but nothing that is being written', async () => {
    const folder = join(temp(), 'uploads');
    await mkdir(folder);
    await writeFile(join(folder, 'a.json.1.tmp'), '{"version":');
    await writeFile(join(folder, 'b.json.2.tmp'), '{"version":');
    const longAgo = new Date(systemClock.now() - 120_000);
    await utimes(join(folder, 'a.json.1.tmp'), longAgo, longAgo);
    const records = await open();
    assert.deepEqual(await names(), ['b.json.2.tmp']);
    assert.deepEqual(await records.readAll([]), []);
    assert.deepEqual(log.lines, []);
  });

  it('pays no attention to other files', async () => {
    const records = await open();
    await writeFile(join(temp(), 'uploads', 'a.finished.ndjson'), '{}');
    await writeFile(join(temp(), 'uploads', 'note.txt'), 'hello');
    await mkdir(join(temp(), 'uploads', 'leases'));
    assert.deepEqual(await records.readAll([]), []);
    assert.deepEqual(await names(), ['a.finished.ndjson', 'leases', 'note.txt']);
  });

  it('rejects a save that could not be written, and goes on with the next', async () => {
    const records = await open();
    const folder = join(temp(), 'uploads');
    await rename(folder, join(temp(), 'gone'));
    await assert.rejects(records.save(uploadRecord('a')), { code: 'ENOENT' });
    await rename(join(temp(), 'gone'), folder);
    await records.save(uploadRecord('a', { size: 7 }));
    assert.deepEqual(
      (await records.readAll([])).map(({ size }) => size),
      [7],
    );
  });

  it('keeps 500 records cheap: a change of one costs the same', async function () {
    this.timeout(20_000);
    const records = await open();
    const all: UploadRecord[] = Array.from({ length: 500 }, (_, index) => uploadRecord(`id-${index}`));
    await Promise.all(all.map((record) => records.save(record)));
    await records.readAll([]);
    const started = performance.now();
    for (let turn = 0; turn < 100; turn++) {
      await records.save(uploadRecord('id-7', { session: sessionMark(turn) }), { progress: true });
      assert.equal((await records.readAll([])).length, 500);
    }
    const perChange = (performance.now() - started) / 100;
    assert.ok(perChange < 20, `${perChange.toFixed(1)} ms for each change`);
  });
});
