import assert from 'node:assert/strict';
import { quickXorHash } from '../index.ts';
import { patternedBytes } from '../../support/patternedFile.ts';
import { GRID, rules, until, useSimulator } from './client.ts';

const content = patternedBytes(3 * GRID + 77);
const MiB = 1024 * 1024;

describe('cancelling', () => {
  const fixture = useSimulator();

  it('ends the session; a byte after that is a fault of the client', async () => {
    const { client, sim } = fixture;
    const url = await client.uploadUrl('/a.bin');
    await client.fragment(url, content, 0, GRID);
    assert.equal((await client.cancel(url)).status, 204);
    assert.deepEqual(sim.openSessions, []);
    assert.equal((await client.cancel(url)).refusal, '404 itemNotFound uploadSessionNotFound');
    assert.equal((await client.status(url)).status, 404);
    assert.deepEqual(rules(sim), []);
    assert.equal((await client.fragment(url, content, GRID, 2 * GRID)).status, 404);
    assert.deepEqual(rules(sim), ['useAfterCancel']);
    assert.equal(sim.item('/a.bin'), undefined);
  });

  it('waits for a fragment that is on its way', async () => {
    const { client, sim } = fixture;
    const url = await client.uploadUrl('/a.bin');
    sim.shape({ fragmentMs: 200 });
    const fragment = client.fragment(url, content, 0, GRID);
    await until(() => sim.requests.at(-1)?.requestBytes === GRID);
    assert.equal((await client.cancel(url)).status, 204);
    assert.equal((await fragment).status, 202);
    assert.deepEqual(sim.openSessions, []);
  });
});

describe('openSessions', () => {
  const fixture = useSimulator();

  it('tell what is on its way, without any URL', async () => {
    const { client, sim } = fixture;
    const url = await client.uploadUrl('/F/a.bin', {}, { deferCommit: true });
    await client.fragment(url, content, 0, GRID);
    const [session] = sim.openSessions;
    assert.equal(session?.path, '/F/a.bin');
    assert.equal(session.acceptedBytes, GRID);
    assert.equal(session.total, content.length);
    assert.equal(session.deferCommit, true);
    assert.ok(!JSON.stringify(sim.openSessions).includes('http'));
  });
});

describe('lenient rules of fragments', () => {
  const fixture = useSimulator({
    lenient: ['tokenOnUploadUrl', 'unalignedFragment', 'missingConflictBehavior', 'fragmentTooLarge'],
  });

  it('let strangers’ clients through without a word', async () => {
    const { client, sim } = fixture;
    sim.putItem('/a.bin', 'old');
    const created = await client.graph('POST', '/me/drive/root:/a.bin:/createUploadSession', {});
    const url = created.textAt('uploadUrl');
    const Authorization = `Bearer ${client.token}`;
    assert.equal((await client.fragment(url, content, 0, 100_000, { Authorization })).status, 202);
    assert.equal((await client.fragment(url, content, 100_000, content.length, { Authorization })).status, 200);
    assert.deepEqual(sim.item('/a.bin')?.content(), Buffer.from(content));
    const large = Buffer.alloc(60 * MiB + 1);
    assert.equal((await client.fragment(await client.uploadUrl('/b.bin'), large, 0, 60 * MiB)).status, 202);
    assert.deepEqual(rules(sim), []);
  });
});

describe('other behaviours of fragments', () => {
  describe('an interrupted fragment', () => {
    const fixture = useSimulator({ behaviours: { interruptedFragment: 'keep' } });

    it('leaves what arrived of it', async () => {
      const { client, sim } = fixture;
      const url = await client.uploadUrl('/a.bin');
      const large = patternedBytes(100 * GRID);
      sim.shape({ bytesPerSecond: 1_000_000 });
      await assert.rejects(client.fragment(url, large, 0, 99 * GRID, {}, 400), /gave up/u);
      sim.shape({});
      await until(() => (sim.openSessions[0]?.acceptedBytes ?? 0) > 0);
      const accepted = sim.openSessions[0]?.acceptedBytes ?? 0;
      assert.ok(accepted < 99 * GRID);
      const done = await client.fragment(url, large, accepted);
      assert.equal(done.at('file', 'hashes', 'quickXorHash'), quickXorHash(large));
    });
  });

  describe('a fragment off the grid', () => {
    const fixture = useSimulator({ behaviours: { unalignedFragments: 'refuse' } });

    it('is refused at once', async () => {
      const reply = await fixture.client.fragment(await fixture.client.uploadUrl('/a.bin'), content, 0, 100_000);
      assert.equal(reply.status, 400);
      assert.deepEqual(rules(fixture.sim), ['unalignedFragment']);
    });
  });

  describe('a library', () => {
    const fixture = useSimulator({ drive: 'documentLibrary' });

    it('rewrites Office files, so that size and hash differ from what was sent, and no others', async () => {
      const { client, sim } = fixture;
      const url = await client.uploadUrl('/a.xlsx');
      const done = await client.fragment(url, content, 0);
      assert.ok(Number(done.at('size')) > content.length);
      const stored = sim.item('/a.xlsx')?.content() ?? Buffer.alloc(0);
      assert.equal(done.at('file', 'hashes', 'quickXorHash'), quickXorHash(stored));
      assert.notEqual(quickXorHash(stored), quickXorHash(content));
      assert.deepEqual(stored.subarray(0, content.length), Buffer.from(content));
      const simple = await client.graph('PUT', '/me/drive/root:/b.docx:/content', 'x');
      assert.ok(Number(simple.at('size')) > 1);
      const other = await client.graph('PUT', '/me/drive/root:/b.bin:/content', 'x');
      assert.equal(other.at('size'), 1);
    });
  });

  describe('an eTag', () => {
    const fixture = useSimulator({ behaviours: { eTagMovesAfterUpload: true } });

    it('can move once more after the answer, while the cTag stays', async () => {
      const { client, sim } = fixture;
      const done = await client.fragment(await client.uploadUrl('/a.bin'), content, 0);
      assert.notEqual(sim.item('/a.bin')?.eTag, done.at('eTag'));
      assert.equal(sim.item('/a.bin')?.cTag, done.at('cTag'));
    });
  });
});
