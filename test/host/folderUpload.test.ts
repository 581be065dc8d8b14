import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { settingKeys } from '../../src/contributions.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { compareFiles, localFolder, remoteTree, results } from './folders.ts';
import { localFile, quietly, size, statuses, useWorld } from './pending.ts';
import { pending, setSetting, upload } from './setup.ts';

const tree = {
  'a.txt': 'a',
  'sub/b.txt': 'b',
  'sub/deep/er/ä #1 100%.txt': 'c',
  'sub/empty.txt': '',
  'sub/large.bin': patternedBytes(size),
  'nothing here': undefined,
  'sub/nothing/here': undefined,
};
const files = ['a.txt', 'sub/b.txt', 'sub/deep/er/ä #1 100%.txt', 'sub/empty.txt', 'sub/large.bin'];

for (const drive of ['business', 'personal', 'documentLibrary'] as const) {
  describe(`a folder that is uploaded to a ${drive} drive`, () => {
    const started = useWorld({ drive });

    it('is there with everything in it, and each file has an outcome', async () => {
      const world = started();
      const root = await localFolder(world, 'tree', tree);
      const outcomes = await upload([root], quietly);
      assert.deepEqual(results(root, outcomes), files.map((file) => `${file} uploaded`).toSorted());
      for (const { item, verified, uri } of outcomes) {
        const isEmpty = uri.endsWith('empty.txt');
        assert.equal(verified, isEmpty ? 'size' : 'hash', uri);
        assert.ok(item?.webUrl && item.id && item.driveId, uri);
      }
      assert.deepEqual(
        remoteTree(world.sim, '/Sent/tree'),
        [
          ...files,
          'nothing here/',
          'sub/',
          'sub/deep/',
          'sub/deep/er/',
          'sub/nothing/',
          'sub/nothing/here/',
        ].toSorted(),
      );
      await compareFiles(world.sim, root, '/Sent/tree', files);
      assert.deepEqual(await pending(), []);
    });
  });
}

describe('a folder that is uploaded', () => {
  const started = useWorld();
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri;

  it('without anything in it is made, and told of itself', async () => {
    const world = started();
    const root = await localFolder(world, 'empty', {});
    const [outcome, ...others] = await upload([root], quietly);
    assert.deepEqual(others, []);
    assert.equal(outcome?.uri, root.toString());
    assert.equal(outcome.status, 'uploaded');
    assert.equal(outcome.item?.id, world.sim.item('/Sent/empty')?.id);
    assert.deepEqual(world.sim.item('/Sent/empty')?.children, []);
  });

  it('together with a file in it and one beside it takes each file once', async () => {
    const world = started();
    const root = await localFolder(world, 'tree', { 'in.txt': 'inside', 'deep/er.txt': 'deeper' });
    const beside = await localFile(world, 'beside.txt', 100);
    const inside = vscode.Uri.joinPath(root, 'in.txt');
    const outcomes = await upload([beside, root, inside], quietly);
    assert.deepEqual(statuses(outcomes), ['uploaded', 'uploaded', 'uploaded']);
    assert.deepEqual(remoteTree(world.sim, '/Sent'), [
      'beside.txt',
      'tree/',
      'tree/deep/',
      'tree/deep/er.txt',
      'tree/in.txt',
    ]);
  });

  it('leaves out what git ignores and VS Code hides, and what links lead to twice', async function () {
    assert.ok(workspace, 'the tests have a workspace folder');
    const world = started();
    const spec = {
      '.gitignore': 'built/\n*.log\n!kept.log\n',
      'built/out.js': 'x',
      'a.log': 'x',
      'kept.log': 'kept',
      'main.ts': 'main',
      'hidden/secret.txt': 'x',
      'sub/notes.tmp': 'x',
      'sub/.gitignore': 'local\n',
      'sub/local': 'x',
      'sub/again': { link: '..' },
      '.git/HEAD': 'ref: refs/heads/main',
    };
    const root = await localFolder({ folder: workspace.fsPath }, 'tree', spec);
    await setSetting('files.exclude', { '**/*.tmp': true, 'tree/hidden': true });
    try {
      const kept = ['.gitignore', 'kept.log', 'main.ts', 'sub/.gitignore'];
      const outcomes = await upload([root], quietly);
      assert.deepEqual(
        results(root, outcomes),
        [...kept.map((file) => `${file} uploaded`), 'sub/again skipped'].toSorted(),
      );
      assert.deepEqual(remoteTree(world.sim, '/Sent/tree'), [...kept, 'sub/'].toSorted());
      await compareFiles(world.sim, root, '/Sent/tree', kept);

      await setSetting(settingKeys.respectIgnoreFiles, false);
      const all = await upload([root], { destination: '/All', conflictBehavior: 'fail' });
      const everything = Object.keys(spec).filter((file) => file !== 'sub/again');
      assert.deepEqual(
        results(root, all),
        [...everything.map((file) => `${file} uploaded`), 'sub/again skipped'].toSorted(),
      );
      await compareFiles(world.sim, root, '/All/tree', everything);
    } finally {
      await setSetting('files.exclude', undefined);
      await setSetting(settingKeys.respectIgnoreFiles, undefined);
      await vscode.workspace.fs.delete(root, { recursive: true });
    }
  });

  it('joins a folder of its name, and treats each file that is there by the rule', async () => {
    const world = started();
    const root = await localFolder(world, 'tree', { 'same.txt': 'same', 'other.txt': 'mine', 'sub/new.txt': 'new' });
    const reset = (): void => {
      world.sim.reset();
      world.sim.putItem('/Sent/tree/same.txt', 'same');
      world.sim.putItem('/Sent/tree/other.txt', 'theirs');
      world.sim.putItem('/Sent/tree/third.txt', 'third');
    };
    const textOf = (name: string): string | undefined => world.sim.item(`/Sent/tree/${name}`)?.content().toString();
    const expected = {
      replace: ['uploaded', 'mine'],
      rename: ['uploaded', 'theirs'],
      skip: ['skipped', 'theirs'],
      fail: ['nameTaken', 'theirs'],
    } as const;
    for (const rule of ['replace', 'rename', 'skip', 'fail'] as const) {
      reset();
      const [status, content] = expected[rule];
      const outcomes = await upload([root], { destination: '/Sent', conflictBehavior: rule });
      assert.deepEqual(
        results(root, outcomes),
        [`other.txt ${status}`, 'same.txt skipped', 'sub/new.txt uploaded'],
        rule,
      );
      assert.equal(textOf('other.txt'), content, rule);
      const names = remoteTree(world.sim, '/Sent/tree');
      const copy = names.find((name) => /^other.+\.txt$/u.test(name));
      assert.equal(copy === undefined ? undefined : textOf(copy), rule === 'rename' ? 'mine' : undefined);
      assert.deepEqual(
        names.filter((name) => name !== copy),
        ['other.txt', 'same.txt', 'sub/', 'sub/new.txt', 'third.txt'],
      );
      for (const { id } of await pending()) {
        await vscode.commands.executeCommand('onedrive.cancelUpload', id);
      }
    }
  });

  it('of two levels is named by a URI as text', async () => {
    const world = started();
    const root = await localFolder(world, 'a b', { 'c d/e f.txt': 'x' });
    const outcomes = await vscode.commands.executeCommand<[]>('onedrive.upload', root.toString(), undefined, quietly);
    assert.deepEqual(results(root, outcomes), ['c d/e f.txt uploaded']);
    assert.ok(world.sim.item('/Sent/a b/c d/e f.txt'));
    await compareFiles(world.sim, root, '/Sent/a b', [join('c d', 'e f.txt')]);
  });
});
