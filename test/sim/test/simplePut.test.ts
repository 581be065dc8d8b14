import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { patternedBytes } from '../../support/patternedFile.ts';
import { quickXorHash } from '../index.ts';
import { type Reply, rules, useSimulator } from './client.ts';

describe('simple PUT', () => {
  const fixture = useSimulator({ simplePutLimit: 1_000_000 });
  const put = (path: string, content: Uint8Array | string, headers = {}): Promise<Reply> =>
    fixture.client.graph('PUT', `/me/drive/root:${path}/content`, content, headers);

  it('stores the bytes and answers with their hash', async () => {
    const content = patternedBytes(700_001);
    const reply = await put('/a.bin:', content);
    assert.equal(reply.status, 201);
    assert.equal(reply.at('file', 'hashes', 'quickXorHash'), quickXorHash(content));
    const item = fixture.sim.item('/a.bin');
    assert.equal(item?.sha256, createHash('sha256').update(content).digest('hex'));
    assert.deepEqual(item.content(), Buffer.from(content));
    assert.deepEqual(rules(fixture.sim), []);
  });

  it('stores an empty file, also with an unknown length', async () => {
    assert.equal((await put('/empty:', '')).at('size'), 0);
    const { client, sim } = fixture;
    const reply = await client.send({
      method: 'PUT',
      url: `${sim.graphUrl}/v1.0/me/drive/root:/chunked:/content`,
      headers: { Authorization: `Bearer ${client.token}` },
      body: 'some bytes',
      chunked: true,
    });
    assert.equal(reply.at('size'), 10);
  });

  it('replaces by default, and fails or renames when the query says so', async () => {
    const first = await put('/a.txt:', 'one');
    const second = await put('/a.txt:', 'two');
    assert.equal(second.status, 200);
    assert.equal(second.at('id'), first.at('id'));
    assert.notEqual(second.at('cTag'), first.at('cTag'));
    const query = (value: string): Promise<Reply> =>
      fixture.client.graph('PUT', `/me/drive/root:/a.txt:/content?@microsoft.graph.conflictBehavior=${value}`, value);
    assert.equal((await query('fail')).refusal, '409 nameAlreadyExists');
    const renamed = await query('rename');
    assert.equal(renamed.status, 201);
    assert.equal(renamed.at('name'), 'a 1.txt');
    assert.equal((await query('replace')).status, 200);
    assert.equal((await query('other')).status, 400);
    assert.equal(fixture.sim.item('/a.txt')?.content().toString(), 'replace');
  });

  it('updates an item by its id and makes missing folders on a path', async () => {
    const item = fixture.sim.putItem('/a.txt', 'one');
    const reply = await fixture.client.graph('PUT', `/me/drive/items/${item.id}/content`, 'two');
    assert.equal(reply.status, 200);
    assert.equal(fixture.sim.item('/a.txt')?.content().toString(), 'two');
    assert.equal((await put('/x/y/z.txt:', 'deep')).status, 201);
    assert.ok(fixture.sim.item('/x/y')?.folder);
  });

  it('replaces no folder, package or root', async () => {
    fixture.sim.putItem('/F', { folder: true });
    fixture.sim.putItem('/N', { package: 'oneNote' });
    assert.equal((await put('/F:', 'x')).refusal, '409 nameAlreadyExists');
    assert.equal((await put('/N:', 'x')).refusal, '409 nameAlreadyExists');
    fixture.sim.putItem('/file', 'x');
    assert.equal((await put('/file/below.txt:', 'x')).status, 409);
    assert.equal((await fixture.client.graph('PUT', '/me/drive/root/content', 'x')).status, 400);
  });

  it('takes nothing above its limit', async () => {
    assert.equal((await put('/max.bin:', Buffer.alloc(1_000_000))).status, 201);
    assert.equal((await put('/more.bin:', Buffer.alloc(1_000_001))).refusal, '413 invalidRequest maxFileSizeExceeded');
    const { client, sim } = fixture;
    const headers = { Authorization: `Bearer ${client.token}` };
    const url = `${sim.graphUrl}/v1.0/me/drive/root:/more.bin:/content`;
    const unknown = await client.send({ method: 'PUT', url, headers, body: Buffer.alloc(1_000_001), chunked: true });
    assert.equal(unknown.refusal, '413 invalidRequest maxFileSizeExceeded', 'of unknown length');
    assert.equal(sim.item('/more.bin'), undefined);
  });

  it('does not read what is far above its limit', async () => {
    const { client, sim } = fixture;
    const headers = { Authorization: `Bearer ${client.token}`, 'Content-Length': '300000000' };
    const url = `${sim.graphUrl}/v1.0/me/drive/root:/more.bin:/content`;
    const reply = await client.send({ method: 'PUT', url, headers });
    assert.equal(reply.status, 413);
    assert.equal(reply.headers.connection, 'close');
  });

  it('checks tags', async () => {
    const item = fixture.sim.putItem('/a.txt', 'one');
    assert.equal((await put('/a.txt:', 'two', { 'If-None-Match': '*' })).status, 412);
    assert.equal((await put('/new.txt:', 'two', { 'If-Match': item.eTag })).status, 412);
    assert.equal((await put('/a.txt:', 'two', { 'If-Match': `"{X},1", ${item.eTag}` })).status, 200);
    assert.equal((await put('/a.txt:', 'three', { 'If-Match': item.eTag })).status, 412);
    assert.equal((await put('/new.txt:', 'two', { 'If-None-Match': '*' })).status, 201);
    assert.equal(fixture.sim.item('/a.txt')?.content().toString(), 'two');
  });

  it('refuses what does not fit, and counts what it frees', async () => {
    const { sim } = fixture;
    sim.setQuota(100);
    assert.equal((await put('/a:', Buffer.alloc(101))).refusal, '507 quotaLimitReached insufficientStorage');
    assert.equal(sim.item('/a'), undefined);
    assert.equal((await put('/a:', Buffer.alloc(90))).status, 201);
    assert.equal((await put('/a:', Buffer.alloc(100))).status, 200);
  });

  it('stores nothing of a request that broke off', async () => {
    const { client, sim } = fixture;
    sim.faults.add({ route: 'putContent', kind: 'cut', afterBytes: 1_000 });
    await assert.rejects(put('/a.bin:', patternedBytes(500_000)));
    assert.equal(sim.item('/a.bin'), undefined);
    sim.shape({ bytesPerSecond: 100_000 });
    const url = `${sim.graphUrl}/v1.0/me/drive/root:/b.bin:/content`;
    const headers = { Authorization: `Bearer ${client.token}` };
    await assert.rejects(
      client.send({ method: 'PUT', url, headers, body: patternedBytes(900_000), giveUpAfter: 100 }),
      /gave up/u,
    );
    assert.equal(sim.item('/b.bin'), undefined);
  });

  it('gives the content back through a redirect to another host, whole or in part', async () => {
    const { client, sim } = fixture;
    const content = patternedBytes(400_000);
    sim.putItem('/a.bin', content);
    const redirect = await client.graph('GET', '/me/drive/root:/a.bin:/content');
    assert.equal(redirect.status, 302);
    const url = String(redirect.headers.location);
    assert.ok(url.startsWith(`${sim.uploadOrigin}/`));
    const whole = await fetch(url);
    assert.deepEqual(Buffer.from(await whole.arrayBuffer()), Buffer.from(content));
    const part = await fetch(url, { headers: { Range: 'bytes=100-199' } });
    assert.equal(part.status, 206);
    assert.equal(part.headers.get('content-range'), 'bytes 100-199/400000');
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), Buffer.from(content.subarray(100, 200)));
    const tail = await fetch(url, { headers: { Range: 'bytes=-5' } });
    assert.deepEqual(Buffer.from(await tail.arrayBuffer()), Buffer.from(content.subarray(-5)));
    for (const Range of ['bytes=400000-', 'bytes=b-a', 'bytes=-', 'items=0-1']) {
      assert.equal((await client.send({ method: 'GET', url, headers: { Range } })).status, 416, Range);
    }
    assert.equal((await client.send({ method: 'PUT', url })).status, 405);
    assert.equal((await client.graph('GET', '/me/drive/root/content')).status, 400, 'of a folder');
    sim.clock.advance(3_600_000);
    assert.equal((await client.send({ method: 'GET', url })).status, 404, 'an hour later');
  });

  it('notices a token on a download address', async () => {
    const { client, sim } = fixture;
    sim.putItem('/a.bin', 'x');
    const redirect = await client.graph('GET', '/me/drive/root:/a.bin:/content');
    await client.send({
      method: 'GET',
      url: String(redirect.headers.location),
      headers: { Authorization: 'Bearer x' },
    });
    assert.deepEqual(rules(sim), ['tokenOnDownloadUrl']);
  });
});
