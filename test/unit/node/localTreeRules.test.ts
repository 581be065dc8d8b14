import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import type { TreeRules } from '../../../src/upload/ports.ts';
import { treeEntries, treeLines, useLocalFolder, writeTree } from '../../support/localFolder.ts';
import type { TreeSpec } from '../../support/localFolder.ts';

const kept: TreeRules = { respectIgnore: true, exclude: {} };

describe('localTree with rules', () => {
  const made = useLocalFolder();
  let base: string;
  let root: string;

  beforeEach(() => {
    ({ base, root } = made());
  });

  async function lines(spec: TreeSpec, folder = root, rules = kept): Promise<string[]> {
    await writeTree(root, spec);
    return treeLines(folder, rules);
  }

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
        const found = (await treeEntries(repository, kept)).filter(({ kind }) => kind === 'file');
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
