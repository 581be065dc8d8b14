import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { localTree } from '../../../src/node/localTree.ts';
import { SourceError } from '../../../src/upload/ports.ts';
import type { TreeEntry, TreeRules } from '../../../src/upload/ports.ts';
import { writeTree } from '../../support/folderRun.ts';
import type { TreeSpec } from '../../support/folderRun.ts';

const all: TreeRules = { respectIgnore: false, exclude: {} };
const kept: TreeRules = { respectIgnore: true, exclude: {} };
const never = new AbortController().signal;

describe('localTree', () => {
  let base: string;
  let root: string;

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'onedrive-tree-'));
    root = join(base, 'tree');
    await mkdir(root);
  });
  afterEach(() => rm(base, { recursive: true }));

  async function entries(folder = root, rules = all, signal = never): Promise<TreeEntry[]> {
    const found: TreeEntry[] = [];
    for await (const entry of localTree.walk(pathToFileURL(folder).href, rules, signal)) {
      found.push(entry);
    }
    return found;
  }

  /** One line for each entry, in their order: a folder with a slash, what is no file with its reason. */
  async function lines(spec: TreeSpec, folder = root, rules = all): Promise<string[]> {
    await writeTree(root, spec);
    return (await entries(folder, rules)).map((entry) => {
      const path = entry.path.join('/');
      switch (entry.kind) {
        case 'folder':
          return `${path}/`;
        case 'file':
          return path;
        case 'leftOut':
          return `${path} ${entry.reason}`;
        case 'problem':
          return `${path} ${entry.error instanceof SourceError ? entry.error.failure : String(entry.error)}`;
      }
    });
  }

  it('gives a folder, its files, then its folders with what is in them, in an order of its own', async () => {
    const spec = { 'b/z': '', 'b/a/y': '', z: '', a: '', 'c/x': '', empty: undefined };
    assert.deepEqual(await lines(spec), ['/', 'a', 'z', 'b/', 'b/z', 'b/a/', 'b/a/y', 'c/', 'c/x', 'empty/']);
  });

  it('gives size, time and content of a file, and the URI that VS Code would write', async () => {
    const name = "ä (1)!*' #50%+.txt";
    await writeTree(root, { [`f/${name}`]: 'twelve bytes' });
    const file = (await entries()).find((entry) => entry.kind === 'file');
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
    execFileSync('mkfifo', [join(root, 'pipe')]);
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

  describe('with rules', () => {
    it('leaves out what .gitignore names, here and below, and git itself', async () => {
      const spec = {
        '.git/config': '',
        '.gitignore': '*.log\n/bound\nbuild/\n!keep.log\n# comment\n\nspace\\ \n',
        'a.log': '',
        'keep.log': '',
        bound: '',
        'space ': '',
        'sub/bound': '',
        'sub/b.log': '',
        'sub/build/x': '',
        'sub/.gitignore': '*.tmp\n/own\n!b.log\n',
        'sub/own': '',
        'sub/c.tmp': '',
        'sub/deep/own': '',
        'sub/deep/d.tmp': '',
        'e.tmp': '',
      };
      assert.deepEqual(await lines(spec, root, kept), [
        '/',
        '.gitignore',
        'e.tmp',
        'keep.log',
        'sub/',
        'sub/.gitignore',
        'sub/b.log',
        'sub/bound',
        'sub/deep/',
        'sub/deep/own',
      ]);
    });

    it('gives everything when they do not count', async () => {
      const spec = { '.git/config': '', '.gitignore': '*', a: '' };
      const rules = { respectIgnore: false, exclude: { '**/a': true } };
      assert.deepEqual(await lines(spec, root, rules), ['/', '.gitignore', 'a', '.git/', '.git/config']);
    });

    it('follows those of the folders above, up to the root of the repository', async () => {
      await writeFile(join(base, '.gitignore'), 'x');
      const spec = {
        '.git/config': '',
        '.gitignore': '*.log\nsub/y\n/z',
        'sub/a.log': '',
        'sub/x': '',
        'sub/y': '',
        'sub/z': '',
      };
      assert.deepEqual(await lines(spec, join(root, 'sub'), kept), ['/', 'x', 'z']);
    });

    it('follows those of the folders above, up to the workspace folder where there is no repository', async () => {
      const spec = { '.gitignore': 'x', 'a/.gitignore': 'y', 'a/sub/x': '', 'a/sub/y': '', 'a/sub/z': '' };
      const folder = join(root, 'a', 'sub');
      assert.deepEqual(await lines(spec, folder, { ...kept, top: pathToFileURL(root).href }), ['/', 'z']);
      assert.deepEqual(await lines({}, folder, { ...kept, top: pathToFileURL(join(root, 'a')).href }), ['/', 'x', 'z']);
      assert.deepEqual(await lines({}, folder, kept), ['/', 'x', 'y', 'z']);
    });

    it('forgets those of a repository in the root of another one in it', async () => {
      const spec = {
        '.git/config': '',
        '.gitignore': 'x\n/in/y',
        'in/.git': 'gitdir: elsewhere',
        'in/x': '',
        'in/y': '',
      };
      assert.deepEqual(await lines(spec, root, kept), ['/', '.gitignore', 'in/', 'in/x', 'in/y']);
      assert.deepEqual(await lines({}, join(root, 'in'), kept), ['/', 'x', 'y']);
    });

    for (const pattern of ['dist', 'dist/', '/dist/*', 'dist/**']) {
      it(`gives a folder that was chosen although ${pattern} ignores it`, async () => {
        const spec = { '.git/config': '', '.gitignore': pattern, 'dist/x': '', 'dist/.gitignore': 'y', 'dist/y': '' };
        assert.deepEqual(await lines(spec, join(root, 'dist'), kept), ['/', '.gitignore', 'x']);
      });
    }

    it('keeps to a list of what is wanted in a folder that was chosen', async () => {
      const spec = { '.git/config': '', '.gitignore': '*\n!*/\n!*.txt', 'sub/x.txt': '', 'sub/y.bin': '' };
      assert.deepEqual(await lines(spec, join(root, 'sub'), kept), ['/', 'x.txt']);
    });

    it('leaves out what files.exclude names, from the workspace folder on', async () => {
      const exclude = {
        '**/.DS_Store': true,
        '*.log': true,
        'sub/bound': true,
        '**/off': false,
        '**/*.js': { when: '$(basename).ts' },
        '**/odd': 'yes',
        '': true,
      };
      const spec = {
        '.DS_Store': '',
        'a.log': '',
        off: '',
        odd: '',
        'a.js': '',
        'a.ts': '',
        'b.js': '',
        'sub/.DS_Store': '',
        'sub/c.log': '',
        'sub/bound/x': '',
        bound: '',
      };
      const top = pathToFileURL(root).href;
      const rules = { respectIgnore: true, exclude, top };
      const expected = ['/', 'a.ts', 'b.js', 'bound', 'odd', 'off', 'sub/', 'sub/c.log'];
      assert.deepEqual(await lines(spec, root, rules), expected);
      assert.deepEqual(await lines({}, join(root, 'sub'), rules), ['/', 'c.log']);
    });
  });

  it('leaves out what git leaves out, whatever stands in .gitignore', async function () {
    this.timeout(60_000);
    if (!hasGit()) {
      this.skip();
    }
    const name = fc.constantFrom('a', 'b', 'ab', 'a b', '[x]', '#h', '!n', 'a.b');
    const part = fc.oneof(
      name,
      fc.constantFrom('*', '**', '?', 'a*', '*b', '[ab]', '\\#h', '\\!n', '\\[x\\]', 'a\\ b'),
    );
    const pattern = fc
      .tuple(
        fc.constantFrom('', '', '!'),
        fc.constantFrom('', '', '/'),
        fc.array(part, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('', '', '/', ' ', '/ '),
      )
      .map(([not, slash, parts, end]) => `${not}${slash}${parts.join('/')}${end}`);
    const ignoreFile = fc.array(pattern, { minLength: 1, maxLength: 4 }).map((patterns) => patterns.join('\n'));
    const file = fc.tuple(fc.array(name, { maxLength: 2 }), name).map(([above, last]) => [...above, last].join('/'));
    const tree = fc.record({
      files: fc.uniqueArray(file, { minLength: 3, maxLength: 10 }),
      ignores: fc.uniqueArray(fc.tuple(fc.constantFrom('', 'a/', 'a b/', '[x]/', 'a/b/'), ignoreFile), {
        minLength: 1,
        maxLength: 3,
        selector: ([place]) => place,
      }),
    });
    let number = 0;
    await fc.assert(
      fc.asyncProperty(tree, async ({ files, ignores }) => {
        number++;
        const repository = join(base, String(number));
        await mkdir(repository);
        const spec: Record<string, string> = {};
        const isFolder = (path: string): boolean => files.some((other) => other.startsWith(`${path}/`));
        for (const path of files.filter((each) => !isFolder(each))) {
          spec[path] = '';
        }
        for (const [place, text] of ignores) {
          if (place === '' || isFolder(place.slice(0, -1))) {
            spec[`${place}.gitignore`] = text;
          }
        }
        await writeTree(repository, spec);
        git(repository, 'init', '-q');
        const expected = git(repository, 'ls-files', '--others', '--exclude-standard', '-z')
          .split('\0')
          .filter(Boolean);
        const found = (await entries(repository, kept)).filter(({ kind }) => kind === 'file');
        assert.deepEqual(found.map(({ path }) => path.join('/')).toSorted(), expected.toSorted());
      }),
      { numRuns: 100 },
    );
  });
});

function hasGit(): boolean {
  try {
    git('.', '--version');
    return true;
  } catch {
    return false;
  }
}

/** Git without anybody's settings. */
function git(folder: string, ...command: string[]): string {
  const settings = ['-c', 'core.excludesFile=', '-c', 'init.defaultBranch=main', '-c', 'core.quotePath=false'];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', [...settings, ...command], { cwd: folder, env, encoding: 'utf8' });
}
