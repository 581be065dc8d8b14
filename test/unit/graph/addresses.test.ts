import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { itemAddress, itemById, itemByName, pathSegments } from '../../../src/graph/addresses.ts';
import type { DriveRef, ItemRef, ItemSuffix } from '../../../src/graph/addresses.ts';
import { resolveCloud } from '../../../src/graph/clouds.ts';

const global = resolveCloud('global');
const china = resolveCloud('china');
const folder = { driveId: 'b!d/1', itemId: '01ABC' };
const drive: DriveRef = { kind: 'drive', id: 'b!d/1' };

describe('itemAddress', () => {
  const cases: [string, ItemRef, ItemSuffix, string][] = [
    ['an item by id', itemById('b!d/1', '01ABC'), '', '/drives/b!d%2F1/items/01ABC'],
    ['children by id', itemById('d', 'i'), 'children', '/drives/d/items/i/children'],
    ['an item by parent and name', itemByName(folder, 'a.txt'), '', '/drives/b!d%2F1/items/01ABC:/a.txt'],
    [
      'content of a new item',
      itemByName(folder, 'a b#1 %41&ü.txt'),
      'content',
      '/drives/b!d%2F1/items/01ABC:/a%20b%231%20%2541%26%C3%BC.txt:/content',
    ],
    [
      'an item by path',
      { by: 'path', drive, path: '/Reports/20 26/x.md' },
      'createUploadSession',
      '/drives/b!d%2F1/root:/Reports/20%2026/x.md:/createUploadSession',
    ],
    ['the root', { by: 'path', drive: { kind: 'me' }, path: '/' }, 'children', '/me/drive/root/children'],
    ['my drive', { by: 'path', drive: { kind: 'me' }, path: 'a' }, '', '/me/drive/root:/a'],
    ['a group', { by: 'id', drive: { kind: 'group', id: 'g' }, itemId: 'i' }, '', '/groups/g/drive/items/i'],
    ['a site', { by: 'id', drive: { kind: 'site', id: 's,1' }, itemId: 'i' }, '', '/sites/s%2C1/drive/items/i'],
    ['a user', { by: 'id', drive: { kind: 'user', id: 'u' }, itemId: 'i' }, '', '/users/u/drive/items/i'],
  ];
  for (const [name, item, suffix, expected] of cases) {
    it(`addresses ${name}`, () => {
      assert.equal(itemAddress(global, item, suffix), expected);
    });
  }

  it('encodes the values of a query', () => {
    const address = itemAddress(global, itemById('d', 'i'), '', { $select: 'id,name', x: 'a&b' });
    assert.equal(address, '/drives/d/items/i?$select=id%2Cname&x=a%26b');
  });

  it('passes names as a parameter in the cloud of 21Vianet, quotes doubled', () => {
    const address = itemAddress(china, itemByName(folder, "o'clock #1.txt"), 'createUploadSession');
    assert.equal(address, "/drives/b!d%2F1/items/01ABC/children('@a1')/createUploadSession?@a1='o''clock%20%231.txt'");
  });

  it('passes whole paths in that form, with further parameters after it', () => {
    const item: ItemRef = { by: 'path', drive, path: '/a/b.txt' };
    assert.equal(
      itemAddress(china, item, 'content', { '@microsoft.graph.conflictBehavior': 'fail' }),
      "/drives/b!d%2F1/root/children('@a1')/content?@a1='a%2Fb.txt'&@microsoft.graph.conflictBehavior=fail",
    );
  });

  it('uses the plain form there for ids and the root', () => {
    assert.equal(itemAddress(china, itemById('d', 'i'), 'children'), '/drives/d/items/i/children');
    assert.equal(itemAddress(china, { by: 'path', drive, path: '' }, 'children'), '/drives/b!d%2F1/root/children');
  });
});

describe('pathSegments', () => {
  it('ignores slashes at the ends and doubled ones', () => {
    assert.deepEqual(pathSegments('/a//b c/'), ['a', 'b c']);
    assert.deepEqual(pathSegments('/'), []);
  });
});
