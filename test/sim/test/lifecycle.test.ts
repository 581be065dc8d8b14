import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patternedBytes } from '../../support/patternedFile.ts';
import { quickXorHash, startSimulator } from '../index.ts';
import { openStore } from '../store/openStore.ts';
import { GRID, TestClient, until, useSimulator } from './client.ts';

const content = patternedBytes(2 * GRID + 3);

describe('stores', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sim-test-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('on disk keep the same bytes and hashes, and leave nothing behind', async () => {
    const sim = await startSimulator({ store: { disk: folder } });
    const client = new TestClient(sim);
    const url = await client.uploadUrl('/a.bin');
    await client.fragment(url, content, 0, GRID);
    sim.faults.add({ route: 'fragment', kind: 'cut', afterBytes: 100_000 });
    await assert.rejects(client.fragment(url, content, GRID, 2 * GRID));
    sim.faults.add({ route: 'fragment', kind: 'keepPart', bytes: 70_001 });
    await client.fragment(url, content, GRID, 2 * GRID);
    await client.fragment(url, content, GRID + 70_001);
    await client.graph('PUT', '/me/drive/root:/b.txt:/content', 'hello world');
    await client.graph('POST', '/me/drive/root:/b.txt:/copy', { name: 'c.txt' });
    await client.uploadUrl('/open.bin');
    sim.putItem('/seed.txt', 'seed');
    assert.equal(sim.item('/a.bin')?.quickXorHash, quickXorHash(content));
    assert.deepEqual(sim.item('/a.bin')?.content(), Buffer.from(content));
    assert.equal(sim.item('/c.txt')?.content().toString(), 'hello world');
    assert.equal(sim.item('/seed.txt')?.content().toString(), 'seed');
    sim.removeItem('/seed.txt');
    assert.equal(readdirSync(folder).length, 1);
    client.close();
    await sim.close();
    assert.deepEqual(readdirSync(folder), []);
  });

  for (const option of ['memory', 'disk'] as const) {
    it(`in or on ${option} cut a draft at any byte and go on from there`, async () => {
      const store = openStore(option === 'disk' ? { disk: folder } : option);
      const draft = store.create();
      await draft.append(Buffer.from(content.subarray(0, 100)));
      await draft.append(Buffer.from(content.subarray(100, 200)));
      draft.truncate(133);
      assert.equal(draft.size, 133);
      await draft.append(Buffer.from(content.subarray(133, 150)));
      const stored = draft.finish();
      assert.deepEqual(stored.read(0, stored.size), Buffer.from(content.subarray(0, 150)));
      assert.deepEqual(stored.copy().read(10, 20), Buffer.from(content.subarray(10, 20)));
      store.close();
    });
  }

  it('on disk free the bytes of sessions that end without a file', async () => {
    const sim = await startSimulator({ store: { disk: folder } });
    const client = new TestClient(sim);
    const files = (): string[] => readdirSync(join(folder, readdirSync(folder)[0] ?? ''));
    const cancelled = await client.uploadUrl('/a.bin');
    await client.fragment(cancelled, content, 0, GRID);
    assert.equal(files().length, 1);
    await client.cancel(cancelled);
    assert.deepEqual(files(), []);
    sim.faults.add({ route: 'createUploadSession', kind: 'sessionLost' });
    await client.uploadUrl('/a.bin');
    assert.deepEqual(files(), []);
    await client.uploadUrl('/a.bin');
    sim.clock.advance(16 * 60_000);
    assert.deepEqual(sim.openSessions, []);
    assert.deepEqual(files(), []);
    client.close();
    await sim.close();
  });

  it('on disk survive a reset in the middle of a fragment', async () => {
    const sim = await startSimulator({ store: { disk: folder } });
    const client = new TestClient(sim);
    const url = await client.uploadUrl('/a.bin');
    sim.shape({ bytesPerSecond: 1_500_000 });
    const fragment = client.fragment(url, content, 0, GRID);
    await until(() => (sim.requests.at(-1)?.requestBytes ?? 0) > 0);
    sim.reset();
    assert.equal((await fragment).refusal, '404 itemNotFound uploadSessionNotFound');
    client.close();
    await sim.close();
  });

  it('of hashes alone keep size and hash, but no bytes', async () => {
    const sim = await startSimulator({ store: 'hash' });
    const client = new TestClient(sim);
    await client.fragments(await client.uploadUrl('/a.bin'), content, GRID);
    const item = sim.item('/a.bin');
    assert.equal(item?.size, content.length);
    assert.equal(item.quickXorHash, quickXorHash(content));
    assert.equal(item.sha256, undefined);
    assert.throws(() => item.content(), /keeps no bytes/u);
    assert.equal(sim.putItem('/empty', '').content().length, 0);
    client.close();
    await sim.close();
  });

  it('hold seeded files of any size without their bytes', async () => {
    const sim = await startSimulator();
    const item = sim.putItem('/large.bin', { size: 1024 ** 3 });
    assert.equal(item.quickXorHash, 'AAAAAAAAAAAAAAAAAAAAQAAAAAA=');
    await sim.close();
  });
});

describe('a simulator', () => {
  const fixture = useSimulator();

  it('closes with requests that hang, wait or crawl', async () => {
    const { client, sim } = fixture;
    const url = await client.uploadUrl('/a.bin');
    sim.faults.add({ route: 'getDrive', kind: 'hang' });
    sim.faults.add({ route: 'getItem', kind: 'delay', ms: 60_000 });
    sim.shape({ bytesPerSecond: 1_000 });
    const pending = [
      client.graph('GET', '/me/drive'),
      client.graph('GET', '/me/drive/root'),
      client.fragment(url, content, 0, GRID),
    ].map((request) =>
      request.then(
        () => 'answered',
        () => 'broken off',
      ),
    );
    await until(() => sim.requests.length === 4);
    await sim.close();
    assert.deepEqual(await Promise.all(pending), ['broken off', 'broken off', 'broken off']);
    await sim.close();
  });

  it('refuses a port that is taken, leaving nothing open', async () => {
    const port = Number(new URL(fixture.sim.graphUrl).port);
    await assert.rejects(startSimulator({ port }), /EADDRINUSE/u);
  });

  it('seeds nothing below a file', () => {
    fixture.sim.putItem('/a.txt', 'x');
    assert.throws(() => fixture.sim.putItem('/a.txt/b.txt', 'y'), /in the way/u);
    assert.throws(() => fixture.sim.putItem('/', 'y').content(), /no file/u);
    assert.throws(() => fixture.sim.removeItem('/none'), /nothing at/u);
    assert.throws(() => fixture.sim.item('/', 'none'), /no drive/u);
  });

  it('can be emptied, keeping its tokens', async () => {
    const { client, sim } = fixture;
    sim.putItem('/F/a.txt', 'x');
    await client.uploadUrl('/b.bin');
    sim.faults.add({ times: 'always', kind: 'status', status: 500 });
    await client.graph('POST', '/me/drive/root/children', {});
    sim.reset();
    assert.deepEqual(sim.item('/')?.children, []);
    assert.deepEqual([sim.openSessions, sim.requests, sim.violations, sim.faults.list], [[], [], [], []]);
    assert.equal((await client.graph('GET', '/me/drive')).status, 200);
  });

  it('leaves no folder of an earlier run behind', () => {
    assert.ok(!existsSync(join(tmpdir(), 'onedrive-simulator-')));
  });
});
