import assert from 'node:assert/strict';
import { rules, useSimulator } from './client.ts';

describe('items', () => {
  const fixture = useSimulator();

  it('describes a file with everything that a client looks for', async () => {
    const { client, sim } = fixture;
    sim.putItem('/Reports/a.txt', 'hello world');
    const reply = await client.graph('GET', '/me/drive/root:/Reports/a.txt');
    const item = sim.item('/Reports/a.txt');
    assert.equal(reply.at('id'), item?.id);
    assert.equal(reply.at('size'), 11);
    assert.equal(reply.at('eTag'), item?.eTag);
    assert.equal(reply.at('cTag'), item?.cTag);
    assert.equal(reply.at('file', 'mimeType'), 'text/plain');
    assert.equal(reply.at('file', 'hashes', 'quickXorHash'), 'aCgDG9jwBhDc4Q1yawMZAAAAAAA=');
    assert.equal(reply.at('parentReference', 'id'), sim.item('/Reports')?.id);
    assert.equal(reply.at('parentReference', 'driveId'), sim.drives[0]?.id);
    assert.match(reply.textAt('lastModifiedDateTime'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u);
    assert.match(reply.textAt('webUrl'), /\/Documents\/Reports\/a\.txt$/u);
  });

  it('describes folders, the root, a package and a shortcut', async () => {
    const { client, sim } = fixture;
    sim.putItem('/Reports/a.txt', 'x');
    sim.putItem('/Notes', { package: 'oneNote' });
    const library = sim.drives.find(({ kind }) => kind === 'documentLibrary')?.id ?? '';
    const there = sim.putItem('/Shared/b.txt', 'y', library);
    sim.putShortcut('/Link', { drive: library, path: '/Shared' });
    const read = async (path: string): Promise<unknown> => JSON.parse((await client.graph('GET', path)).text);
    const folder = await client.graph('GET', '/me/drive/root:/Reports');
    assert.equal(folder.at('folder', 'childCount'), 1);
    assert.equal(folder.at('cTag'), undefined, 'Business has no cTag for folders');
    assert.ok(Object.hasOwn(Object(await read('/me/drive/root')), 'root'));
    assert.equal((await client.graph('GET', '/me/drive/root:/Notes')).at('package', 'type'), 'oneNote');
    const link = await client.graph('GET', '/me/drive/root:/Link');
    assert.equal(link.at('remoteItem', 'parentReference', 'driveId'), library);
    assert.equal(link.at('remoteItem', 'id'), sim.item('/Shared', library)?.id);
    assert.equal((await client.graph('GET', `/drives/${library}/items/${there.id}`)).at('name'), 'b.txt');
  });

  it('gives only the selected properties', async () => {
    fixture.sim.putItem('/a.txt', 'x');
    const reply = await fixture.client.graph('GET', '/me/drive/root:/a.txt?$select=name,size');
    assert.deepEqual(JSON.parse(reply.text), { name: 'a.txt', size: 1 });
  });

  it('has no hash for an empty file', async () => {
    fixture.sim.putItem('/empty', '');
    const reply = await fixture.client.graph('GET', '/me/drive/root:/empty');
    assert.equal(reply.at('size'), 0);
    assert.equal(reply.at('file', 'hashes'), undefined);
  });

  it('renames, moves and dates an item; the eTag moves, the cTag does not', async () => {
    const { client, sim } = fixture;
    sim.putItem('/a.txt', 'x');
    const target = sim.putItem('/Reports', { folder: true });
    const before = sim.item('/a.txt');
    const reply = await client.graph('PATCH', '/me/drive/root:/a.txt', {
      name: 'b.txt',
      description: 'about it',
      parentReference: { id: target.id },
      fileSystemInfo: { lastModifiedDateTime: '2001-02-03T04:05:06Z' },
    });
    assert.equal(reply.status, 200);
    assert.equal(reply.at('description'), 'about it');
    const after = sim.item('/Reports/b.txt');
    assert.equal(after?.id, before?.id);
    assert.equal(after?.modified, Date.UTC(2001, 1, 3, 4, 5, 6));
    assert.notEqual(after.eTag, before?.eTag);
    assert.equal(after.cTag, before?.cTag);
    assert.equal(sim.item('/a.txt'), undefined);
  });

  it('refuses a rename to a taken name unless told otherwise, and lets the case change', async () => {
    const { client, sim } = fixture;
    sim.putItem('/a.txt', 'a');
    sim.putItem('/b.txt', 'b');
    const conflict = await client.graph('PATCH', '/me/drive/root:/a.txt', { name: 'B.txt' });
    assert.equal(conflict.refusal, '409 nameAlreadyExists');
    const renamed = await client.graph('PATCH', '/me/drive/root:/a.txt', {
      name: 'b.txt',
      '@microsoft.graph.conflictBehavior': 'rename',
    });
    assert.equal(renamed.at('name'), 'b 1.txt');
    await client.graph('PATCH', '/me/drive/root:/b.txt', { name: 'B.TXT' });
    assert.deepEqual(sim.item('/')?.children, ['b 1.txt', 'B.TXT']);
    const replaced = await client.graph('PATCH', '/me/drive/root:/b%201.txt', {
      name: 'b.txt',
      '@microsoft.graph.conflictBehavior': 'replace',
    });
    assert.equal(replaced.status, 200);
    assert.equal(sim.item('/b.txt')?.content().toString(), 'a');
  });

  it('describes the root, but moves it nowhere; moves nothing to a parent that is none', async () => {
    const { client, sim } = fixture;
    sim.putItem('/a.txt', 'x');
    sim.putItem('/b.txt', 'x');
    assert.equal((await client.graph('PATCH', '/me/drive/root', { description: 'all' })).at('description'), 'all');
    assert.equal((await client.graph('PATCH', '/me/drive/root', { name: 'x' })).status, 404);
    for (const id of ['NONE', sim.item('/b.txt')?.id]) {
      const reply = await client.graph('PATCH', '/me/drive/root:/a.txt', { parentReference: { id } });
      assert.equal(reply.refusal, '404 itemNotFound');
    }
    assert.ok(sim.item('/a.txt'));
  });

  it('moves no folder into itself', async () => {
    const inner = fixture.sim.putItem('/A/B', { folder: true });
    const reply = await fixture.client.graph('PATCH', '/me/drive/root:/A', { parentReference: { id: inner.id } });
    assert.equal(reply.status, 400);
    assert.ok(fixture.sim.item('/A/B'));
  });

  it('deletes an item with everything below it', async () => {
    const { client, sim } = fixture;
    const file = sim.putItem('/A/B/c.txt', 'xyz');
    assert.equal(sim.drives[0]?.used, 3);
    assert.equal((await client.graph('DELETE', '/me/drive/root:/A')).status, 204);
    assert.equal(sim.item('/A'), undefined);
    assert.equal((await client.graph('GET', `/me/drive/items/${file.id}`)).status, 404);
    assert.equal(sim.drives[0].used, 0);
    assert.equal((await client.graph('DELETE', '/me/drive/root')).status, 400);
  });

  it('checks If-Match against eTag and cTag before it changes anything', async () => {
    const { client, sim } = fixture;
    sim.putItem('/a.txt', 'x');
    const { eTag = '', cTag = '' } = sim.item('/a.txt') ?? {};
    const stale = await client.graph('PATCH', '/me/drive/root:/a.txt', { name: 'b.txt' }, { 'If-Match': '"{X},9"' });
    assert.equal(stale.refusal, '412 resourceModified entityTagDoesNotMatch');
    assert.equal(
      (await client.graph('DELETE', '/me/drive/root:/a.txt', undefined, { 'If-Match': '"{X},9"' })).status,
      412,
    );
    assert.equal(
      (await client.graph('PATCH', '/me/drive/root:/a.txt', { name: 'b.txt' }, { 'If-Match': eTag })).status,
      200,
    );
    assert.equal((await client.graph('DELETE', '/me/drive/root:/b.txt', undefined, { 'If-Match': cTag })).status, 204);
  });

  it('refuses a tag without quotes', async () => {
    fixture.sim.putItem('/a.txt', 'x');
    const reply = await fixture.client.graph('DELETE', '/me/drive/root:/a.txt', undefined, { 'If-Match': 'abc' });
    assert.equal(reply.refusal, '400 invalidRequest malformedEntityTag');
    assert.deepEqual(rules(fixture.sim), ['malformedEntityTag']);
  });

  it('answers 423 in the current and the older form while an item is locked', async () => {
    const { client, sim } = fixture;
    sim.putItem('/a.txt', 'x');
    sim.lock('/a.txt');
    const requests = [
      ['PATCH', '', { name: 'b.txt' }],
      ['DELETE', '', undefined],
      ['PUT', ':/content', 'y'],
      ['POST', ':/createUploadSession', { item: { '@microsoft.graph.conflictBehavior': 'replace' } }],
    ] as const;
    for (const [method, action, body] of requests) {
      const reply = await client.graph(method, `/me/drive/root:/a.txt${action}`, body);
      assert.equal(reply.refusal, '423 notAllowed resourceLocked', method);
    }
    sim.lock('/a.txt', 'legacy');
    assert.equal((await client.graph('DELETE', '/me/drive/root:/a.txt')).refusal, '423 accessDenied');
    sim.unlock('/a.txt');
    assert.equal((await client.graph('DELETE', '/me/drive/root:/a.txt')).status, 204);
  });

  it('copies a folder and reports it through an address that needs no token', async () => {
    const { client, sim } = fixture;
    sim.putItem('/A/b.txt', 'bytes');
    const reply = await client.graph('POST', '/me/drive/root:/A:/copy', { name: 'C' });
    assert.equal(reply.status, 202);
    const monitor = await client.send({ method: 'GET', url: String(reply.headers.location) });
    assert.equal(monitor.at('status'), 'completed');
    assert.equal(monitor.at('resourceId'), sim.item('/C')?.id);
    sim.removeItem('/A');
    assert.equal(sim.item('/C/b.txt')?.content().toString(), 'bytes');
    assert.equal((await client.graph('POST', '/me/drive/root:/C:/copy', { name: 'C' })).status, 409);
    const renamed = await client.graph('POST', '/me/drive/root:/C:/copy', {
      name: 'C',
      '@microsoft.graph.conflictBehavior': 'rename',
    });
    assert.equal(renamed.status, 202);
    assert.ok(sim.item('/C 1/b.txt'));
  });

  it('copies nothing to a place that is none, a file, or closed to the account', async () => {
    const { client, sim } = fixture;
    sim.putItem('/a.txt', 'x');
    sim.issueToken({ account: 'grace@contoso.example' });
    const driveId = sim.drives.find(({ owner }) => owner === 'grace@contoso.example')?.id ?? '';
    const theirs = sim.putItem('/F', { folder: true }, driveId).id;
    const copyTo = async (parentReference: object): Promise<number> =>
      (await client.graph('POST', '/me/drive/root:/a.txt:/copy', { name: 'c.txt', parentReference })).status;
    assert.equal(await copyTo({ id: 'NONE' }), 404);
    assert.equal(await copyTo({ driveId: 'none', id: theirs }), 404);
    assert.equal(await copyTo({ id: sim.item('/a.txt')?.id }), 404);
    assert.equal(await copyTo({ driveId, id: theirs }), 403);
    assert.equal((await client.send({ method: 'GET', url: `${sim.uploadOrigin}/monitor/none` })).status, 404);
  });

  describe('special folders', () => {
    it('are made when first asked for', async () => {
      const { client, sim } = fixture;
      const reply = await client.graph('GET', '/me/drive/special/documents');
      assert.equal(reply.at('name'), 'Documents');
      assert.ok(sim.item('/Documents')?.folder);
      assert.equal((await client.graph('GET', '/me/drive/special/cameraroll')).status, 404, 'Personal only');
    });
  });
});

describe('items on Personal', () => {
  const fixture = useSimulator({ drive: 'personal' });

  it('have a cTag for folders, times in milliseconds and ids with an exclamation mark', async () => {
    fixture.sim.putItem('/A', { folder: true });
    const reply = await fixture.client.graph('GET', '/me/drive/root:/A');
    assert.ok(reply.at('cTag'));
    assert.match(reply.textAt('id'), /!/u);
    assert.match(reply.textAt('createdDateTime'), /\.\d{3}Z$/u);
  });

  it('has the camera roll', async () => {
    const reply = await fixture.client.graph('GET', '/me/drive/special/cameraroll');
    assert.equal(reply.at('name'), 'Camera Roll');
  });
});
