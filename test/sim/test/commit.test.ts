import assert from 'node:assert/strict';
import { quickXorHash } from '../index.ts';
import { patternedBytes } from '../../support/patternedFile.ts';
import { GRID, rules, type Reply, useSimulator } from './client.ts';

const content = patternedBytes(GRID + 5);
const behaviour = (value: string): object => ({ '@microsoft.graph.conflictBehavior': value });

for (const drive of ['business', 'documentLibrary'] as const) {
  describe(`commit on a ${drive} drive`, () => {
    const fixture = useSimulator({ drive });
    const deferred = async (path: string, item: object = {}): Promise<string> => {
      const url = await fixture.client.uploadUrl(path, item, { deferCommit: true });
      const last = await fixture.client.fragments(url, content, GRID);
      assert.equal(last.status, 202);
      assert.deepEqual(last.at('nextExpectedRanges'), []);
      return url;
    };

    it('waits for a POST when it was deferred', async () => {
      const { client, sim } = fixture;
      const url = await deferred('/a.bin');
      assert.equal(sim.item('/a.bin'), undefined);
      assert.deepEqual((await client.status(url)).at('nextExpectedRanges'), []);
      const done = await client.commit(url);
      assert.equal(done.status, 201);
      assert.equal(done.at('file', 'hashes', 'quickXorHash'), quickXorHash(content));
      assert.deepEqual(sim.openSessions, []);
      assert.deepEqual(rules(sim), []);
    });

    it('by POST replaces with 200', async () => {
      fixture.sim.putItem('/a.bin', 'old');
      assert.equal((await fixture.client.commit(await deferred('/a.bin'))).status, 200);
    });

    it('is refused before all bytes are there', async () => {
      const { client, sim } = fixture;
      const url = await client.uploadUrl('/a.bin', {}, { deferCommit: true });
      await client.fragment(url, content, 0, GRID);
      assert.equal((await client.commit(url)).refusal, '400 invalidRequest uploadSessionIncomplete');
      assert.deepEqual(rules(sim), ['earlyCommit']);
    });

    it('is refused too early without blame when the service had said that no byte is missing', async () => {
      const { client, sim } = fixture;
      const url = await client.uploadUrl('/a.bin', {}, { deferCommit: true });
      await client.fragment(url, content, 0, GRID);
      sim.faults.add({ route: 'uploadStatus', kind: 'ranges', form: 'empty' });
      await client.status(url);
      assert.equal((await client.commit(url)).refusal, '400 invalidRequest uploadSessionIncomplete');
      await client.status(url);
      await client.commit(url);
      assert.deepEqual(rules(sim), ['earlyCommit', 'fatalRetry']);
    });

    it('is refused with content', async () => {
      const url = await deferred('/a.bin');
      assert.equal((await fixture.client.send({ method: 'POST', url, body: '{}' })).status, 400);
      assert.equal((await fixture.client.commit(url)).status, 201);
    });

    it('is refused twice; only a client that was told is to blame', async () => {
      const { client, sim } = fixture;
      const lost = await deferred('/a.bin');
      sim.faults.add({ route: 'uploadCommit', kind: 'loseAnswer' });
      await assert.rejects(client.commit(lost));
      assert.equal((await client.commit(lost)).status, 404);
      assert.deepEqual(rules(sim), []);
      const told = await deferred('/b.bin');
      await client.commit(told);
      assert.equal((await client.commit(told)).status, 404);
      assert.deepEqual(rules(sim), ['doubleCommit']);
    });

    it('finds a name that was taken in the meantime; the session stays, for a second try', async () => {
      const { client, sim } = fixture;
      const url = await client.uploadUrl('/a.bin', behaviour('fail'));
      sim.putItem('/a.bin', 'somebody else');
      const late = await client.fragments(url, content, GRID);
      assert.equal(late.refusal, '409 nameAlreadyExists');
      assert.equal(sim.openSessions[0]?.acceptedBytes, content.length);
      assert.deepEqual((await client.status(url)).at('nextExpectedRanges'), []);
      assert.equal((await client.fragment(url, content, GRID)).refusal, '416 invalidRange fragmentOverlap');
      sim.removeItem('/a.bin');
      assert.equal((await client.commit(url)).status, 201);
    });

    it('finds the drive full; the session stays', async () => {
      const { client, sim } = fixture;
      const url = await client.uploadUrl('/a.bin', { fileSize: content.length });
      sim.setQuota(10);
      assert.equal((await client.fragments(url, content, GRID)).refusal, '507 quotaLimitReached insufficientStorage');
      assert.equal(sim.item('/a.bin'), undefined);
      sim.setQuota(1_000_000);
      assert.equal((await client.commit(url)).status, 201);
    });

    it('finds the item locked or changed; the session stays', async () => {
      const { client, sim } = fixture;
      const item = sim.putItem('/a.bin', 'old');
      const url = await client.uploadUrl('/a.bin', {}, {}, { 'If-Match': item.eTag });
      sim.lock('/a.bin');
      assert.equal((await client.fragments(url, content, GRID)).refusal, '423 notAllowed resourceLocked');
      sim.unlock('/a.bin');
      sim.putItem('/a.bin', 'newer');
      assert.equal((await client.commit(url)).refusal, '412 resourceModified entityTagDoesNotMatch');
      assert.equal(sim.item('/a.bin')?.content().toString(), 'newer');
      assert.equal(sim.openSessions.length, 1);
    });

    it('follows an item that is named by its id and was renamed', async () => {
      const { client, sim } = fixture;
      const item = sim.putItem('/a.bin', 'old');
      const reply = await client.graph('POST', `/me/drive/items/${item.id}/createUploadSession`, {});
      await client.graph('PATCH', '/me/drive/root:/a.bin', { name: 'b.bin' });
      const done = await client.fragments(reply.textAt('uploadUrl'), content, GRID);
      assert.equal(done.status, 200);
      assert.equal(done.at('id'), item.id);
      assert.deepEqual(sim.item('/')?.children, ['b.bin']);
    });

    it('finds the parent folder or the item itself gone', async () => {
      const { client, sim } = fixture;
      const folder = sim.putItem('/F', { folder: true });
      const item = sim.putItem('/a.bin', 'old');
      const below = await client.graph('POST', `/me/drive/items/${folder.id}:/b.bin:/createUploadSession`, {
        item: behaviour('replace'),
      });
      const byId = await client.graph('POST', `/me/drive/items/${item.id}/createUploadSession`, {});
      sim.removeItem('/F');
      sim.removeItem('/a.bin');
      for (const reply of [below, byId]) {
        assert.equal((await client.fragments(reply.textAt('uploadUrl'), content, GRID)).refusal, '404 itemNotFound');
      }
    });

    it('does not take a source URL', async () => {
      const { client } = fixture;
      const url = await deferred('/a.bin');
      const reply = await client.graph('PUT', '/me/drive/root', { name: 'a.bin', '@microsoft.graph.sourceUrl': url });
      assert.equal(reply.refusal, '400 notSupported');
    });
  });
}

describe('commit on a personal drive', () => {
  const fixture = useSimulator({ drive: 'personal' });
  const commit = (address: string, body: object, headers = {}): Promise<Reply> =>
    fixture.client.graph('PUT', address, body, headers);
  /** A session with all bytes that could not become /F/a.bin. */
  const late = async (more: object = {}): Promise<string> => {
    const { client, sim } = fixture;
    const url = await client.uploadUrl('/F/a.bin', behaviour('fail'), more);
    sim.putItem('/F/a.bin', 'somebody else');
    await client.fragments(url, content, GRID);
    return url;
  };

  it('is not done by POST', async () => {
    const { client } = fixture;
    const url = await client.uploadUrl('/a.bin', {}, { deferCommit: true });
    await client.fragments(url, content, GRID);
    assert.equal((await client.commit(url)).refusal, '400 invalidRequest notSupported');
    const done = await commit('/me/drive/root', {
      name: 'a.bin',
      ...behaviour('fail'),
      '@microsoft.graph.sourceUrl': url,
    });
    assert.equal(done.status, 201);
    assert.equal(done.at('file', 'hashes', 'quickXorHash'), quickXorHash(content));
    assert.deepEqual(rules(fixture.sim), []);
  });

  for (const [what, address] of [
    ['the path of the parent', '/me/drive/root:/F'],
    ['the path of the parent with a colon', '/me/drive/root:/F:'],
    ['the path of the file', '/me/drive/root:/F/b.bin'],
  ] as const) {
    it(`after a late conflict takes another name, addressed by ${what}`, async () => {
      const url = await late();
      const done = await commit(address, { name: 'b.bin', '@microsoft.graph.sourceUrl': url });
      assert.equal(done.status, 201, done.text);
      assert.deepEqual(fixture.sim.item('/F/b.bin')?.content(), Buffer.from(content));
      assert.deepEqual(fixture.sim.openSessions, []);
    });
  }

  it('finds a folder of that name in the way, however it is addressed', async () => {
    const { client, sim } = fixture;
    const url = await client.uploadUrl('/F/a.bin', behaviour('replace'), { deferCommit: true });
    await client.fragments(url, content, GRID);
    sim.putItem('/F/a.bin', { folder: true });
    const { id = '' } = sim.item('/F') ?? {};
    const body = { name: 'a.bin', ...behaviour('fail'), '@microsoft.graph.sourceUrl': url };
    for (const address of ['/me/drive/root:/F', '/me/drive/root:/F/a.bin', `/me/drive/items/${id}:/a.bin`]) {
      assert.equal((await commit(address, body)).refusal, '409 nameAlreadyExists');
    }
    assert.deepEqual(sim.item('/F/a.bin')?.children, []);
  });

  it('after a late conflict renames or replaces', async () => {
    const renamed = await commit('/me/drive/root:/F', {
      name: 'a.bin',
      ...behaviour('rename'),
      '@microsoft.graph.sourceUrl': await late(),
    });
    assert.equal(renamed.at('name'), 'a 1.bin');
    fixture.sim.removeItem('/F/a.bin');
    const url = await late();
    const again = await commit('/me/drive/root:/F', { name: 'a.bin', '@microsoft.graph.sourceUrl': url });
    assert.equal(again.refusal, '409 nameAlreadyExists');
    const replaced = await commit('/me/drive/root:/F', {
      name: 'a.bin',
      ...behaviour('replace'),
      '@microsoft.graph.sourceUrl': url,
    });
    assert.equal(replaced.status, 200);
    assert.deepEqual(fixture.sim.item('/F/a.bin')?.content(), Buffer.from(content));
  });

  it('after a late lack of space works once there is room', async () => {
    const { client, sim } = fixture;
    const url = await client.uploadUrl('/a.bin', behaviour('fail'));
    sim.setQuota(10);
    assert.equal((await client.fragments(url, content, GRID)).refusal, '507 quotaLimitReached insufficientStorage');
    sim.setQuota(1_000_000);
    const body = { name: 'a.bin', '@microsoft.graph.sourceUrl': url };
    assert.equal((await commit('/me/drive/root', body)).status, 201);
    assert.deepEqual(sim.item('/a.bin')?.content(), Buffer.from(content));
  });

  it('of a deferred session cannot replace a file', async () => {
    const url = await late({ deferCommit: true });
    const body = { name: 'a.bin', '@microsoft.graph.sourceUrl': url };
    assert.equal((await commit('/me/drive/root:/F', body)).refusal, '409 nameAlreadyExists');
    assert.equal((await commit('/me/drive/root:/F', { ...body, ...behaviour('replace') })).status, 400);
    assert.equal((await commit('/me/drive/root:/F', { ...body, ...behaviour('rename') })).status, 201);
  });

  it('checks If-Match against the item that it replaces', async () => {
    const url = await late();
    const body = { name: 'a.bin', ...behaviour('replace'), '@microsoft.graph.sourceUrl': url };
    assert.equal((await commit('/me/drive/root:/F', body, { 'If-Match': '"{X},1"' })).status, 412);
    const { eTag = '' } = fixture.sim.item('/F/a.bin') ?? {};
    assert.equal((await commit('/me/drive/root:/F', body, { 'If-Match': eTag })).status, 200);
  });

  it('of a finished upload gets 412 and is a fault of the client', async () => {
    const { client, sim } = fixture;
    const url = await client.uploadUrl('/a.bin');
    await client.fragments(url, content, GRID);
    const reply = await commit('/me/drive/root', { name: 'a.bin', '@microsoft.graph.sourceUrl': url });
    assert.equal(reply.status, 412);
    assert.deepEqual(rules(sim), ['doubleCommit']);
  });

  it('refuses sources and addresses that make no sense', async () => {
    const { client, sim } = fixture;
    assert.equal((await commit('/me/drive/root', { name: 'a.bin' })).status, 400);
    const source = '@microsoft.graph.sourceUrl';
    assert.equal((await commit('/me/drive/root', { name: 'a.bin', [source]: 'nonsense' })).status, 400);
    assert.equal(
      (await commit('/me/drive/root', { name: 'a.bin', [source]: `${sim.uploadOrigin}/rup/x/y?tempauth=z` })).status,
      400,
    );
    const url = await client.uploadUrl('/a.bin', {}, { deferCommit: true });
    await client.fragment(url, content, 0, GRID);
    assert.equal(
      (await commit('/me/drive/root', { name: 'a.bin', [source]: url })).refusal,
      '400 invalidRequest uploadSessionIncomplete',
    );
    await client.fragment(url, content, GRID);
    assert.equal((await commit('/me/drive/root:/other.bin', { name: 'a.bin', [source]: url })).status, 400);
    assert.equal((await commit('/me/drive/root:/none/a.bin', { name: 'a.bin', [source]: url })).status, 404);
    assert.equal((await commit('/me/drive/root', { name: 'a|b', [source]: url })).status, 400);
    await client.cancel(url);
    assert.equal((await commit('/me/drive/root', { name: 'a.bin', [source]: url })).status, 404);
  });
});
