import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { patternedBytes } from '../../support/patternedFile.ts';
import { quickXorHash } from '../index.ts';
import { GRID, type Reply, rules, until, useSimulator } from './client.ts';

const content = patternedBytes(3 * GRID + 77);
const MiB = 1024 * 1024;

for (const drive of ['business', 'personal', 'documentLibrary'] as const) {
  describe(`fragments on a ${drive} drive`, () => {
    const fixture = useSimulator({ drive });

    it('become the file, byte by byte, with times and hash in the last answer', async () => {
      const { client, sim } = fixture;
      const times = { createdDateTime: '2001-02-03T04:05:06Z', lastModifiedDateTime: '2011-12-13T14:15:16Z' };
      const url = await client.uploadUrl('/F/a.bin', { fileSystemInfo: times });
      for (const start of [0, GRID, 2 * GRID]) {
        const reply = await client.fragment(url, content, start, start + GRID);
        assert.equal(reply.status, 202);
        assert.deepEqual(reply.at('nextExpectedRanges'), [`${start + GRID}-`]);
        assert.ok(reply.at('expirationDateTime'));
        assert.equal(sim.item('/F/a.bin'), undefined, 'not before the last byte');
      }
      const done = await client.fragment(url, content, 3 * GRID);
      assert.equal(done.status, 201);
      assert.equal(done.at('name'), 'a.bin');
      assert.equal(done.at('size'), content.length);
      assert.equal(done.at('file', 'hashes', 'quickXorHash'), quickXorHash(content));
      assert.match(done.textAt('fileSystemInfo', 'lastModifiedDateTime'), /^2011-12-13T14:15:16/u);
      assert.match(done.textAt('fileSystemInfo', 'createdDateTime'), /^2001-02-03T04:05:06/u);
      const item = sim.item('/F/a.bin');
      assert.deepEqual(item?.content(), Buffer.from(content));
      assert.equal(item.sha256, createHash('sha256').update(content).digest('hex'));
      assert.deepEqual(sim.openSessions, []);
      assert.deepEqual(rules(sim), []);
    });

    it('replace a file, keeping its id and moving both tags', async () => {
      const { client, sim } = fixture;
      const before = sim.putItem('/a.bin', 'old');
      const done = await client.fragment(await client.uploadUrl('/a.bin'), Buffer.from('new'), 0);
      assert.equal(done.status, 200);
      assert.equal(done.at('id'), before.id);
      assert.notEqual(done.at('eTag'), before.eTag);
      assert.notEqual(sim.item('/a.bin')?.cTag, before.cTag);
    });

    it('get another name where the conflict behaviour says so', async () => {
      const { client, sim } = fixture;
      sim.putItem('/a.bin', 'old');
      const url = await client.uploadUrl('/a.bin', { '@microsoft.graph.conflictBehavior': 'rename' });
      const done = await client.fragment(url, Buffer.from('new'), 0);
      assert.equal(done.status, 201);
      assert.equal(done.at('name'), 'a 1.bin');
      assert.equal(sim.item('/a.bin')?.content().toString(), 'old');
    });
  });
}

describe('the rules of fragments', () => {
  const fixture = useSimulator();
  let url = '';
  beforeEach(async () => {
    url = await fixture.client.uploadUrl('/a.bin');
  });
  const raw = (headers: Record<string, string>, body: Uint8Array | string): Promise<Reply> =>
    fixture.client.send({ method: 'PUT', url, headers, body });

  it('refuse a token on every method, and take the same request without it', async () => {
    const { client, sim } = fixture;
    const Authorization = `Bearer ${client.token}`;
    for (const method of ['PUT', 'GET', 'POST', 'DELETE']) {
      const reply = await client.send({ method, url, headers: { Authorization } });
      assert.equal(reply.refusal, '401 unauthenticated', method);
    }
    assert.deepEqual(rules(sim), Array(4).fill('tokenOnUploadUrl'));
    assert.equal((await client.status(url)).status, 200, 'the session is still there');
  });

  it('refuse a wrong token or id in the upload URL', async () => {
    const { client } = fixture;
    assert.equal((await client.status(`${url.slice(0, -3)}xxx`)).status, 404);
    assert.equal((await client.status(url.replace(/guid='.{3}/u, "guid='000"))).status, 404);
  });

  it('need Content-Length', async () => {
    const reply = await fixture.client.send({
      method: 'PUT',
      url,
      headers: { 'Content-Range': 'bytes 0-2/3' },
      body: 'abc',
      chunked: true,
    });
    assert.equal(reply.status, 411);
    assert.deepEqual(rules(fixture.sim), ['missingContentLength']);
  });

  for (const header of ['bytes 0-/3', 'bytes=0-2/3', 'bytes 2-0/3', 'bytes 0-3/3', 'bytes 0-2/*', '0-2/3']) {
    it(`refuse Content-Range "${header}"`, async () => {
      assert.equal((await raw({ 'Content-Range': header }, 'abc')).refusal, '400 invalidRequest');
      assert.deepEqual(rules(fixture.sim), ['malformedContentRange']);
    });
  }

  it('refuse a fragment without Content-Range', async () => {
    assert.equal((await raw({}, 'abc')).status, 400);
    assert.deepEqual(rules(fixture.sim), ['malformedContentRange']);
  });

  it('refuse a body of another length than the range', async () => {
    assert.equal((await raw({ 'Content-Range': 'bytes 0-3/10' }, 'abc')).status, 400);
    assert.deepEqual(rules(fixture.sim), ['malformedContentRange']);
  });

  it('refuse an empty file', async () => {
    assert.equal((await raw({ 'Content-Range': 'bytes 0--1/0' }, '')).status, 400);
    assert.deepEqual(rules(fixture.sim), ['zeroByteSession']);
  });

  it('take 191 times 320 KiB and refuse 60 MiB', async () => {
    const largest = Buffer.alloc(191 * GRID + 1);
    assert.equal((await fixture.client.fragment(url, largest, 0, 191 * GRID)).status, 202);
    await fixture.client.cancel(url);
    url = await fixture.client.uploadUrl('/a.bin');
    const tooLarge = await fixture.client.fragment(url, Buffer.alloc(60 * MiB), 0);
    assert.equal(tooLarge.refusal, '413 invalidRequest maxFragmentLengthExceeded');
    assert.deepEqual(rules(fixture.sim), ['fragmentTooLarge']);
  });

  it('refuse a file above 250 GB', async () => {
    const reply = await raw({ 'Content-Range': `bytes 0-2/${250 * 1024 ** 3 + 1}` }, 'abc');
    assert.equal(reply.refusal, '413 invalidRequest maxFileSizeExceeded');
  });

  it('refuse another total than before', async () => {
    await fixture.client.fragment(url, content, 0, GRID);
    const longer = Buffer.concat([content, Buffer.from('x')]);
    const reply = await fixture.client.fragment(url, longer, GRID, 2 * GRID);
    assert.equal(reply.refusal, '400 invalidRequest fragmentLengthMismatch');
    assert.deepEqual(rules(fixture.sim), ['changedTotal']);
    assert.equal(
      (await fixture.client.fragment(url, content, GRID, 2 * GRID)).status,
      202,
      'the right one still goes on',
    );
  });

  it('refuse fragments out of order and fragments that are there already', async () => {
    const { client, sim } = fixture;
    const ahead = await client.fragment(url, content, GRID, 2 * GRID);
    assert.equal(ahead.refusal, '416 invalidRange fragmentOutOfOrder');
    assert.equal((await client.fragment(url, content, 0, GRID)).status, 202);
    const again = await client.fragment(url, content, 0, GRID);
    assert.equal(again.refusal, '416 invalidRange fragmentOverlap');
    assert.deepEqual(rules(sim), ['fragmentOutOfOrder', 'fragmentOutOfOrder']);
    const status = await client.status(url);
    assert.deepEqual(status.at('nextExpectedRanges'), [`${GRID}-`]);
  });

  it('blame nobody for a fragment that is sent again after its answer was lost', async () => {
    const { client, sim } = fixture;
    sim.faults.add({ route: 'fragment', kind: 'loseAnswer' });
    await assert.rejects(client.fragment(url, content, 0, GRID));
    const again = await client.fragment(url, content, 0, GRID);
    assert.equal(again.refusal, '416 invalidRange fragmentOverlap');
    assert.deepEqual(rules(sim), []);
  });

  for (const fragmentMs of [50, 400]) {
    it(`refuse a fragment while another one is on its way, for ${fragmentMs} ms more`, async () => {
      const { client, sim } = fixture;
      sim.shape({ fragmentMs });
      const first = client.fragment(url, content, 0, GRID);
      await until(() => sim.requests.at(-1)?.requestBytes === GRID);
      const second = await client.fragment(url, content, GRID, 2 * GRID);
      assert.equal(second.refusal, '416 invalidRange fragmentOutOfOrder');
      assert.equal((await first).status, 202);
      assert.deepEqual(rules(sim), ['parallelFragments']);
    });
  }

  it('let a client go on that gave a fragment up', async () => {
    const { client, sim } = fixture;
    const large = Buffer.alloc(100 * GRID, 5);
    sim.shape({ bytesPerSecond: 1_000_000 });
    await assert.rejects(client.fragment(url, large, 0, 99 * GRID, {}, 100), /gave up/u);
    sim.shape({});
    assert.equal((await client.fragment(url, large, 0, GRID)).status, 202);
    assert.deepEqual(rules(sim), []);
  });

  for (const asks of [true, false]) {
    it(`blame nobody who gave a fragment up that was all there${asks ? ', and asked' : ''}`, async () => {
      const { client, sim } = fixture;
      sim.shape({ fragmentMs: 300 });
      await assert.rejects(client.fragment(url, content, 0, GRID, {}, 100), /gave up/u);
      if (asks) {
        assert.deepEqual((await client.status(url)).at('nextExpectedRanges'), ['0-'], 'it is not stored yet');
      }
      assert.equal((await client.fragment(url, content, 0, GRID)).refusal, '416 invalidRange fragmentOverlap');
      assert.deepEqual(rules(sim), []);
    });
  }

  it('let one of two fragments go on that wait for one that was given up', async () => {
    const { client, sim } = fixture;
    const large = Buffer.alloc(100 * GRID, 5);
    sim.shape({ bytesPerSecond: 1_000_000 });
    await assert.rejects(client.fragment(url, large, 0, 99 * GRID, {}, 100), /gave up/u);
    const both = await Promise.all([client.fragment(url, large, 0, GRID), client.fragment(url, large, 0, GRID)]);
    const statuses = both.map((reply) => reply.status);
    assert.deepEqual(
      statuses.toSorted((a, b) => a - b),
      [202, 416],
    );
    assert.equal(sim.openSessions[0]?.acceptedBytes, GRID);
  });

  it('let a file fail at its end when a fragment was off the grid', async () => {
    const { client, sim } = fixture;
    assert.equal((await client.fragment(url, content, 0, 100_000)).status, 202);
    assert.deepEqual(rules(sim), ['unalignedFragment']);
    const end = await client.fragment(url, content, 100_000);
    assert.equal(end.refusal, '400 invalidRequest uploadSessionFailed');
    assert.equal(sim.item('/a.bin'), undefined);
  });

  it('drop an interrupted fragment as a whole', async () => {
    const { client, sim } = fixture;
    await client.fragment(url, content, 0, GRID);
    sim.faults.add({ route: 'fragment', kind: 'cut', afterBytes: 200_000 });
    await assert.rejects(client.fragment(url, content, GRID, 2 * GRID));
    assert.deepEqual((await client.status(url)).at('nextExpectedRanges'), [`${GRID}-`]);
    await client.fragment(url, content, GRID, 2 * GRID);
    await client.fragment(url, content, 2 * GRID);
    assert.equal(
      sim.item('/a.bin')?.quickXorHash,
      quickXorHash(content),
      'the hash knows nothing of the dropped bytes',
    );
    assert.equal(sim.item('/a.bin')?.sha256, createHash('sha256').update(content).digest('hex'));
  });

  it('know no other methods', async () => {
    assert.equal((await fixture.client.send({ method: 'PATCH', url })).status, 405);
  });
});
