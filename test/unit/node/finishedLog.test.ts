import assert from 'node:assert/strict';
import { appendFile, mkdtemp, open as openFile, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { finishedLogs } from '../../../src/node/finishedLog.ts';
import type { FinishedFile, FinishedLog } from '../../../src/upload/ports.ts';
import { assertNothingLeft, openResources } from '../../support/leaks.ts';
import type { Resources } from '../../support/leaks.ts';

const folder = { driveId: 'drive', itemId: 'item', driveType: 'business', path: '/Reports' } as const;

function uploaded(name: string, size: number): FinishedFile {
  const item = {
    id: `id of ${name}`,
    driveId: 'drive',
    name,
    size,
    eTag: 'e',
    webUrl: 'https://x',
    kind: 'file',
  } as const;
  return { stat: { size, mtime: 1_700_000_000_000.5 }, result: { status: 'uploaded', item, verified: 'hash' } };
}

describe('finishedLogs', () => {
  let before: Resources;
  let base: string;
  let file: string;

  beforeEach(async () => {
    before = await openResources();
    base = await mkdtemp(join(tmpdir(), 'onedrive-log-'));
    file = join(base, 'records', 'one.finished.ndjson');
  });
  afterEach(async () => {
    await rm(base, { recursive: true });
    await assertNothingLeft(before);
  });

  function open(id = 'one'): Promise<FinishedLog> {
    return finishedLogs(join(base, 'records')).open(id);
  }

  /** Writes what `add` adds, as one run does. */
  async function write(add: (log: FinishedLog) => void): Promise<void> {
    const log = await open();
    add(log);
    await log.close();
  }

  /** Names of the files out of these that an opened log has. */
  async function known(...names: string[]): Promise<string[]> {
    const log = await open();
    const found: string[] = [];
    for (const name of names) {
      if ((await log.file([name])) !== undefined) {
        found.push(name);
      }
    }
    await log.close();
    return found;
  }

  it('keeps files and folders from run to run', async () => {
    const skipped: FinishedFile = { stat: { size: 0, mtime: 0 }, result: { status: 'skipped' }, reason: 'identical' };
    await write((log) => {
      log.addFolder([], folder);
      log.addFile(['a', 'b "\n".txt'], uploaded('b', 5));
    });
    await write((log) => log.addFile(['a'], skipped));
    const log = await open();
    assert.deepEqual(await log.folder([]), folder);
    assert.deepEqual(await log.file(['a', 'b "\n".txt']), uploaded('b', 5));
    assert.deepEqual(await log.file(['a']), skipped);
    assert.equal(await log.file([]), undefined);
    assert.equal(await log.folder(['a']), undefined);
    await log.close();
  });

  it('believes the last of what it was told about a file', async () => {
    await write((log) => {
      log.addFile(['a'], uploaded('a', 1));
      log.addFile(['a'], uploaded('a', 2));
    });
    const log = await open();
    assert.equal((await log.file(['a']))?.stat.size, 2);
    await log.close();
  });

  it('loses only the last line when the process ended in the middle of it, and goes on after it', async () => {
    await write((log) => {
      log.addFile(['a'], uploaded('a', 1));
      log.addFile(['b'], uploaded('b', 1));
    });
    const { size } = await stat(file);
    await truncate(file, size - 10);
    assert.deepEqual(await known('a', 'b'), ['a']);
    await write((log) => log.addFile(['c'], uploaded('c', 1)));
    assert.deepEqual(await known('a', 'b', 'c'), ['a', 'c']);
  });

  it('takes a last line that only lacks its end', async () => {
    await write((log) => log.addFile(['a'], uploaded('a', 1)));
    await truncate(file, (await stat(file)).size - 1);
    await write((log) => log.addFile(['b'], uploaded('b', 1)));
    assert.deepEqual(await known('a', 'b'), ['a', 'b']);
  });

  it('reads over what makes no sense', async () => {
    await write((log) => log.addFile(['a'], uploaded('a', 1)));
    for (const line of [
      '\0\0\0',
      '{"path":"x"}',
      '{"path":"y","file":{}}',
      '[]',
      'null',
      '',
      '{"path":7,"folder":{}}',
    ]) {
      await appendFile(file, `${line}\n`);
    }
    await write((log) => log.addFile(['b'], uploaded('b', 1)));
    assert.deepEqual(await known('a', 'b', 'x', 'y'), ['a', 'b']);
  });

  it('writes many lines without a mistake', async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `file ${index}`);
    const log = await open();
    for (const [index, name] of names.entries()) {
      log.addFile([name], uploaded(name, index));
      if (index % 500 === 0) {
        await Promise.resolve();
      }
    }
    await log.close();
    assert.deepEqual(await known(...names), names);
    assert.equal((await readFile(file, 'utf8')).split('\n').length, 5001);
  });

  it('is for its owner alone', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    await write((log) => log.addFile(['a'], uploaded('a', 1)));
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(join(base, 'records'))).mode & 0o777, 0o700);
  });

  it('is kept for each upload by itself, until it is removed', async () => {
    await write((log) => log.addFile(['a'], uploaded('a', 1)));
    const other = await open('two');
    assert.equal(await other.file(['a']), undefined);
    await other.close();
    const logs = finishedLogs(join(base, 'records'));
    await logs.remove('one');
    await logs.remove('one');
    assert.deepEqual(await readdir(join(base, 'records')), ['two.finished.ndjson']);
    assert.deepEqual(await known('a'), []);
  });

  it('says at its end that something could not be written', async () => {
    const log = await open();
    const handle = await openFile(file);
    const methods: { appendFile: unknown } = Object.getPrototypeOf(handle);
    await handle.close();
    const { appendFile: append } = methods;
    methods.appendFile = () => Promise.reject(new Error('the disk is full'));
    try {
      log.addFile(['a'], uploaded('a', 1));
      await assert.rejects(log.close(), /not everything was written/u);
    } finally {
      methods.appendFile = append;
    }
    assert.deepEqual(await known('a'), []);
  });
});
