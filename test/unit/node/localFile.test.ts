import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  open as openFile,
  rm,
  symlink,
  truncate,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { systemClock } from '../../../src/base/clock.ts';
import { localFile } from '../../../src/node/localFile.ts';
import type { OpenFile } from '../../../src/upload/ports.ts';
import { positionalBytes, sha256 } from '../../support/content.ts';
import { assertNothingLeft, openResources } from '../../support/leaks.ts';
import type { Resources } from '../../support/leaks.ts';

const never = new AbortController().signal;
const MiB = 1024 * 1024;

async function bytesOf(file: OpenFile, start: number, end: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of file.body(start, end).open(never)) {
    parts.push(Buffer.from(part));
  }
  return Buffer.concat(parts);
}

describe('localFile', () => {
  const content = positionalBytes(2 * MiB + 77);
  let before: Resources;
  let folder: string;
  let path: string;
  let opened: OpenFile | undefined;

  beforeEach(async () => {
    before = await openResources();
    folder = await mkdtemp(join(tmpdir(), 'onedrive-file-'));
    path = join(folder, 'dätä.bin');
    await writeFile(path, content);
  });

  afterEach(async () => {
    await opened?.close();
    opened = undefined;
    await rm(folder, { recursive: true });
    await assertNothingLeft(before);
  });

  async function open(): Promise<OpenFile> {
    opened = await localFile(path).open(never);
    return opened;
  }

  it('has the name of its last part, the size and the time', async () => {
    await utimes(path, 1_700_000_000, 1_700_000_000.5);
    const source = localFile(path);
    assert.equal(source.name, 'dätä.bin');
    assert.deepEqual(await source.stat(), { size: content.length, mtime: 1_700_000_000_500 });
    assert.deepEqual((await open()).stat, { size: content.length, mtime: 1_700_000_000_500 });
  });

  for (const [start, end] of [
    [0, content.length],
    [0, 0],
    [0, 1],
    [content.length - 1, content.length],
    [262_143, 262_145],
    [1, 262_145],
    [327_680, 2 * 327_680],
    [content.length, content.length],
  ] as const) {
    it(`gives the bytes from ${start} to ${end}`, async () => {
      const file = await open();
      assert.equal(file.body(start, end).length, end - start);
      assert.deepEqual(await bytesOf(file, start, end), content.subarray(start, end));
    });
  }

  it('shows every byte in order with its offset', async () => {
    const file = await open();
    const seen: Buffer[] = [];
    let next = 100;
    const body = file.body(100, content.length, (bytes, offset) => {
      assert.equal(offset, next);
      next += bytes.length;
      seen.push(Buffer.from(bytes));
    });
    for await (const part of body.open(never)) {
      assert.ok(part.length <= MiB);
    }
    assert.equal(sha256(Buffer.concat(seen)), sha256(content.subarray(100)));
  });

  it('keeps a chunk as it is until the next one is asked for, though it reads ahead', async () => {
    const file = await open();
    let offset = 0;
    for await (const part of file.body(0, content.length).open(never)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      assert.ok(content.subarray(offset, offset + part.length).equals(part), `at ${offset}`);
      offset += part.length;
    }
    assert.equal(offset, content.length);
  });

  it('needs no more memory for more bytes', async () => {
    const file = await open();
    const buffers = new Set<ArrayBufferLike>();
    for await (const part of file.body(0, content.length).open(never)) {
      buffers.add(part.buffer);
    }
    assert.equal(buffers.size, 2);
  });

  it('can be passed over again, also after a pass that was given up', async () => {
    const file = await open();
    for await (const part of file.body(0, content.length).open(never)) {
      assert.ok(part.length > 0);
      break;
    }
    assert.deepEqual(await bytesOf(file, 0, content.length), content);
  });

  it('stops when aborted', async () => {
    const file = await open();
    const abort = new AbortController();
    const read = async (): Promise<void> => {
      for await (const part of file.body(0, content.length).open(abort.signal)) {
        assert.ok(part.length > 0);
        abort.abort(new Error('enough'));
      }
    };
    await assert.rejects(read(), /enough/u);
  });

  it('says that the file changed when it has fewer bytes than it had', async () => {
    const file = await open();
    await truncate(path, MiB);
    await assert.rejects(bytesOf(file, 0, content.length), { name: 'SourceError', failure: 'changed' });
  });

  it('looks at the file again by its name', async () => {
    const file = await open();
    await appendFile(path, 'more');
    assert.equal((await file.restat()).size, content.length + 4);
    await unlink(path);
    await assert.rejects(file.restat(), { failure: 'missing' });
  });

  it('follows symbolic links', async () => {
    const link = join(folder, 'link.bin');
    await symlink(path, link);
    const file = await localFile(link).open(never);
    assert.equal(file.stat.size, content.length);
    assert.equal(localFile(link).name, 'link.bin');
    await file.close();
  });

  const failures: [string, () => Promise<string>, string][] = [
    ['a file that is not there', () => Promise.resolve(join(folder, 'none')), 'missing'],
    ['a path through a file', () => Promise.resolve(join(path, 'none')), 'missing'],
    ['a folder', () => Promise.resolve(folder), 'isFolder'],
    [
      'a link that leads nowhere',
      async () => {
        await symlink(join(folder, 'none'), join(folder, 'dangling'));
        return join(folder, 'dangling');
      },
      'missing',
    ],
    [
      'links in a circle',
      async () => {
        await symlink(join(folder, 'one'), join(folder, 'two'));
        await symlink(join(folder, 'two'), join(folder, 'one'));
        return join(folder, 'one');
      },
      'unreadable',
    ],
  ];
  for (const [name, make, failure] of failures) {
    it(`does not take ${name}: ${failure}`, async () => {
      const source = localFile(await make());
      await assert.rejects(source.stat(), { name: 'SourceError', failure });
      await assert.rejects(source.open(never), { name: 'SourceError', failure });
    });
  }

  it('does not take a pipe, and does not wait for somebody to write to it', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const pipe = join(folder, 'pipe');
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    await assert.rejects(localFile(pipe).stat(), { failure: 'unreadable' });
    const opening = localFile(pipe).open(never);
    const outcome = await Promise.race([opening.catch((error: unknown) => error), systemClock.delay(500)]);
    if (outcome === undefined) {
      // Lets it go on.
      await (await openFile(pipe, 'r+')).close();
    }
    await assert.rejects(opening, { failure: 'unreadable' });
    assert.notEqual(outcome, undefined);
  });

  it('does not take a file that may not be read', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    await chmod(folder, 0o755);
    await chmod(path, 0);
    // For root every file is readable, so be somebody else for a moment.
    const root = process.geteuid?.() === 0;
    if (root) {
      process.seteuid?.(65_534);
    }
    try {
      await assert.rejects(localFile(path).open(never), { failure: 'unreadable' });
      // The system answers this question for who started the process.
      if (!root) {
        await assert.rejects(localFile(path).stat(), { failure: 'unreadable' });
      }
    } finally {
      if (root) {
        process.seteuid?.(0);
      }
    }
  });

  it('leaves nothing open when opening was aborted', async () => {
    await mkdir(join(folder, 'x'));
    await assert.rejects(localFile(path).open(AbortSignal.abort()), { name: 'AbortError' });
  });
});
