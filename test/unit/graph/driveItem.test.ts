import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseDriveItem } from '../../../src/graph/driveItem.ts';

const full = {
  id: '01A',
  name: 'a.txt',
  size: 5,
  eTag: '"{1},1"',
  cTag: '"c:{1},1"',
  webUrl: 'https://contoso.sharepoint.com/a.txt',
  lastModifiedDateTime: '2026-01-02T03:04:05Z',
  createdDateTime: '2026-01-02T03:04:04Z',
  parentReference: { driveId: 'b!x', id: '01P' },
  file: { mimeType: 'text/plain', hashes: { quickXorHash: 'aCgDG9jwBhDc4Q1yawMZAAAAAAA=' } },
};

describe('parseDriveItem', () => {
  it('reads a file', () => {
    assert.deepEqual(parseDriveItem(full, 'other'), {
      id: '01A',
      driveId: 'b!x',
      name: 'a.txt',
      size: 5,
      eTag: '"{1},1"',
      cTag: '"c:{1},1"',
      webUrl: 'https://contoso.sharepoint.com/a.txt',
      kind: 'file',
      quickXorHash: 'aCgDG9jwBhDc4Q1yawMZAAAAAAA=',
      lastModified: Date.UTC(2026, 0, 2, 3, 4, 5),
      created: Date.UTC(2026, 0, 2, 3, 4, 4),
    });
  });

  it('reads the least that an answer to an upload has', () => {
    const item = parseDriveItem({ id: '01A', name: 'a', size: 3, file: {} }, 'd');
    assert.deepEqual(item, { id: '01A', driveId: 'd', name: 'a', size: 3, eTag: '', webUrl: '', kind: 'file' });
  });

  it('tells folders and notebooks from files', () => {
    assert.equal(parseDriveItem({ id: '1', name: 'f', folder: { childCount: 0 } }, 'd').kind, 'folder');
    assert.equal(parseDriveItem({ id: '1', name: 'n', package: { type: 'oneNote' } }, 'd').kind, 'package');
  });

  it('follows a shortcut to the ids of what it points to', () => {
    const item = parseDriveItem(
      {
        id: 'shortcut',
        name: 'Team',
        parentReference: { driveId: 'mine' },
        remoteItem: { id: 'target', name: 'Original', folder: {}, size: 7, parentReference: { driveId: 'theirs' } },
      },
      'mine',
    );
    assert.deepEqual(
      [item.id, item.driveId, item.kind, item.name, item.size],
      ['target', 'theirs', 'folder', 'Team', 7],
    );
  });

  it('takes a hash in hexadecimal digits as well', () => {
    const hex = Buffer.from('aCgDG9jwBhDc4Q1yawMZAAAAAAA=', 'base64').toString('hex').toUpperCase();
    const item = parseDriveItem({ ...full, file: { hashes: { quickXorHash: hex } } }, 'd');
    assert.equal(item.quickXorHash, 'aCgDG9jwBhDc4Q1yawMZAAAAAAA=');
  });

  const bad: [string, unknown, string][] = [
    ['nothing', undefined, ''],
    ['a list', [], ''],
    ['no id', { name: 'a' }, 'id'],
    ['an id that is a number', { id: 1, name: 'a' }, 'id'],
    ['no name', { id: '1' }, 'name'],
    ['a size that is a text', { id: '1', name: 'a', size: '5' }, 'size'],
    ['a file facet that is a text', { id: '1', name: 'a', file: 'yes' }, 'file'],
    [
      'a hash of another length',
      { id: '1', name: 'a', file: { hashes: { quickXorHash: 'AAAA' } } },
      'file.hashes.quickXorHash',
    ],
  ];
  for (const [name, json, at] of bad) {
    it(`refuses ${name} and says where`, () => {
      assert.throws(() => parseDriveItem(json, 'd'), { name: 'UnexpectedAnswerError', at });
    });
  }

  it('does not fail for a date that it cannot read', () => {
    assert.equal(parseDriveItem({ ...full, lastModifiedDateTime: 'yesterday' }, 'd').lastModified, undefined);
  });
});
