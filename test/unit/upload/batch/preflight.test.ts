import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UploadError } from '../../../../src/upload/errors.ts';
import type { Destination } from '../../../../src/upload/model.ts';
import { SourceError } from '../../../../src/upload/ports.ts';
import { checkFile, checkFolderPath, checkTarget } from '../../../../src/upload/batch/preflight.ts';
import { MemoryFile } from '../../../support/memoryFile.ts';

const destination: Destination = { driveId: 'd', itemId: 'i', driveType: 'business', path: '/Reports' };
const GiB = 1024 ** 3;

function problems(name: string, size = 1, changed: Partial<Destination> = {}, quota?: number): unknown[] {
  return checkTarget(name, size, { ...destination, ...changed }, quota).map((error) => error.problem);
}

describe('checkTarget', () => {
  it('has nothing against a plain file', () => {
    assert.deepEqual(problems('a.txt'), []);
  });

  it('names the rule that a name breaks', () => {
    assert.deepEqual(problems('a:b'), [
      { code: 'name', name: 'a:b', problem: { reason: 'forbiddenCharacter', character: ':' } },
    ]);
  });

  it('knows what is reserved where', () => {
    assert.equal(problems('forms', 1, { path: '/' }).length, 1);
    assert.equal(problems('forms').length, 0);
  });

  it('allows 400 characters of path and no more', () => {
    const path = `/${'f'.repeat(200)}`;
    assert.deepEqual(problems('n'.repeat(199), 1, { path }), []);
    const name = 'n'.repeat(200);
    assert.deepEqual(problems(name, 1, { path }), [
      { code: 'pathTooLong', path: `${path}/${name}`, length: 401, limit: 400 },
    ]);
  });

  it('allows 250 GB and no more', () => {
    assert.deepEqual(problems('a', 250 * GiB), []);
    assert.deepEqual(problems('a', 250 * GiB + 1), [{ code: 'fileTooLarge', size: 250 * GiB + 1, limit: 250 * GiB }]);
  });

  it('compares with what is left of the quota, if that is known', () => {
    assert.deepEqual(problems('a', 100, {}, 100), []);
    assert.deepEqual(problems('a', 101, {}, 100), [{ code: 'overQuota', size: 101, remaining: 100 }]);
  });

  it('tells everything at once', () => {
    assert.equal(problems(`${'x'.repeat(500)}*`, 251 * GiB, {}, 5).length, 4);
  });
});

describe('checkFile', () => {
  it('gives size and time', async () => {
    const file = new MemoryFile('a.txt', new Uint8Array(5));
    assert.deepEqual(await checkFile(file, 'a.txt', destination), { size: 5, mtime: file.mtime });
    assert.equal(file.opened, 0);
  });

  it('fails with the first problem', async () => {
    await assert.rejects(checkFile(new MemoryFile('a', new Uint8Array(5)), 'a.', destination, 1), (error) => {
      assert.ok(error instanceof UploadError);
      assert.equal(error.code, 'name');
      return true;
    });
  });

  it('passes on what is wrong with the file itself', async () => {
    const file = new MemoryFile('a', new Uint8Array());
    file.failure = new SourceError('unreadable');
    await assert.rejects(checkFile(file, 'a', destination), file.failure);
  });
});

describe('checkFolderPath', () => {
  it('accepts a good path', () => {
    checkFolderPath('/Reports/2026 #1/~x', 'personal');
  });

  it('names the folder that cannot be', () => {
    for (const [path, name] of [
      ['/Reports/a*b/c', 'a*b'],
      ['Forms/x', 'Forms'],
      ['/x/~temp', '~temp'],
    ] as const) {
      assert.throws(
        () => checkFolderPath(path, 'documentLibrary'),
        (error) => {
          assert.ok(error instanceof UploadError && error.problem.code === 'folderName');
          assert.equal(error.problem.name, name);
          return true;
        },
      );
    }
  });
});
