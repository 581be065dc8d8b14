import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, it } from 'mocha';
import { localTree } from '../../../src/node/localTree.ts';
import type { TreeRules } from '../../../src/upload/ports.ts';
import { treeEntries, treeLines, useLocalFolder, writeTree } from '../../support/localFolder.ts';
import type { TreeSpec } from '../../support/localFolder.ts';

const all: TreeRules = { respectIgnore: false, exclude: {} };

describe('localTree', () => {
  const made = useLocalFolder();
  let base: string;
  let root: string;

  beforeEach(() => {
    ({ base, root } = made());
  });

  async function lines(spec: TreeSpec, folder = root, rules = all): Promise<string[]> {
    await writeTree(root, spec);
    return treeLines(folder, rules);
  }

  it('gives a folder, its files, then its folders with what is in them, in an order of its own', async () => {
    const spec = { 'b/z': '', 'b/a/y': '', z: '', a: '', 'c/x': '', empty: undefined };
    assert.deepEqual(await lines(spec), ['/', 'a', 'z', 'b/', 'b/z', 'b/a/', 'b/a/y', 'c/', 'c/x', 'empty/']);
  });

  it('gives size, time and content of a file, and the URI that VS Code would write', async () => {
    const name = "ä (1)!*' #50%+.txt";
    await writeTree(root, { [`f/${name}`]: 'twelve bytes' });
    const file = (await treeEntries(root, all)).find((entry) => entry.kind === 'file');
    assert.ok(file);
    assert.equal(file.stat.size, 12);
    assert.deepEqual(file.path, ['f', name]);
    assert.equal(file.source.name, name);
    assert.deepEqual(await file.source.stat(), file.stat);
    assert.equal(file.uri, `${pathToFileURL(root).href}/f/%C3%A4%20%281%29%21%2A%27%20%2350%25%2B.txt`);
  });

  it('holds more files of one folder than it looks at together', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `file ${String(index).padStart(3, '0')}`);
    assert.deepEqual(await lines(Object.fromEntries(names.map((name) => [name, '']))), ['/', ...names]);
  });

  it('tells of what cannot be read and goes on', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    await writeTree(root, { 'a/x': '', 'locked/y': '', 'z/w': '', secret: '' });
    await chmod(join(root, 'locked'), 0);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) {
      await chmod(base, 0o755);
      process.seteuid?.(65_534);
    } else {
      await chmod(join(root, 'secret'), 0);
    }
    try {
      const expected = ['/', isRoot ? 'secret' : 'secret unreadable', 'a/', 'a/x'];
      assert.deepEqual(await lines({}), [...expected, 'locked/', 'locked unreadable', 'z/', 'z/w']);
    } finally {
      if (isRoot) {
        process.seteuid?.(0);
      }
      await chmod(join(root, 'locked'), 0o700);
    }
  });

  it('tells of a folder that is not there', async () => {
    assert.deepEqual(await lines({}, join(root, 'none')), ['/', ' missing']);
  });

  it('leaves out pipes, and says so', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(root, 'pipe')]);
    await symlink('pipe', join(root, 'to pipe'));
    assert.deepEqual(await lines({}), ['/', 'pipe special', 'to pipe special']);
  });

  it('stops when aborted', async () => {
    await writeTree(root, { 'a/x': '', 'b/y': '' });
    const abort = new AbortController();
    const seen: string[] = [];
    const walk = async (): Promise<void> => {
      for await (const { path } of localTree.walk(pathToFileURL(root).href, all, abort.signal)) {
        seen.push(path.join('/'));
        if (path.includes('a')) {
          abort.abort();
        }
      }
    };
    await assert.rejects(walk(), { name: 'AbortError' });
    assert.deepEqual(seen, ['', 'a']);
  });

  describe('with links', () => {
    before(function () {
      if (process.platform === 'win32') {
        this.skip();
      }
    });

    it('gives what they lead to under their own names', async () => {
      await writeTree(base, { 'outside/x': 'far', 'one.txt': 'one' });
      const spec = { folder: { link: '../outside' }, file: { link: '../one.txt' } };
      assert.deepEqual(await lines(spec), ['/', 'file', 'folder/', 'folder/x']);
    });

    it('tells of one that leads nowhere', async () => {
      assert.deepEqual(await lines({ nowhere: { link: 'none' }, circle: { link: 'circle' } }), [
        '/',
        'circle unreadable',
        'nowhere missing',
      ]);
    });

    it('goes into none that leads to a folder above it', async () => {
      const spec = { 'a/b/self': { link: '.' }, 'a/b/up': { link: '../..' }, 'a/b/far': { link: '../../..' } };
      const expected = ['/', 'a/', 'a/b/', 'a/b/far linkLoop', 'a/b/self linkLoop', 'a/b/up linkLoop'];
      assert.deepEqual(await lines(spec), expected);
    });

    it('gives a folder of its own once, where it really is', async () => {
      const spec = { 'a to z': { link: 'z/y' }, 'z/y/x': '', 'zz to z': { link: 'z' } };
      assert.deepEqual(await lines(spec), ['/', 'a to z linkedTwice', 'z/', 'z/y/', 'z/y/x', 'zz to z linkedTwice']);
    });

    it('gives a folder from outside once, where it is met first', async () => {
      await writeTree(base, { 'outside/in/x': '', 'outside/y': '' });
      const spec = {
        'a in': { link: '../outside/in' },
        'b out': { link: '../outside' },
        'c out': { link: '../outside' },
        'd in': { link: '../outside/in' },
      };
      assert.deepEqual(await lines(spec), [
        '/',
        'a in/',
        'a in/x',
        'b out/',
        'b out/y',
        'b out/in linkedTwice',
        'c out linkedTwice',
        'd in linkedTwice',
      ]);
    });

    it('does not come back through a folder outside', async () => {
      await writeTree(base, { 'outside/back': { link: '../tree' }, 'outside/top': { link: '..' } });
      const spec = { x: '', out: { link: '../outside' } };
      assert.deepEqual(await lines(spec), ['/', 'x', 'out/', 'out/back linkedTwice', 'out/top linkLoop']);
    });

    it('starts from one', async () => {
      await writeTree(root, { 'real/x': '', 'real/self': { link: '.' }, chosen: { link: 'real' } });
      assert.deepEqual(await lines({}, join(root, 'chosen')), ['/', 'x', 'self linkLoop']);
    });
  });
});
