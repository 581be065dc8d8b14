import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { GraphError } from '../../src/graph/errors.ts';
import { positionalBytes } from '../support/content.ts';
import { failureOf, uploaded, useEngine } from '../support/engine.ts';
import { testFragment, testLarge } from '../support/testSizes.ts';

const large = positionalBytes(testLarge);
const small = positionalBytes(50_000);

describe('a throttled upload', () => {
  const started = useEngine();

  for (const form of ['seconds', 'date'] as const) {
    for (const status of [429, 503]) {
      for (const route of ['createUploadSession', 'fragment'] as const) {
        it(`waits as long as ${status} says in ${form} on ${route}`, async () => {
          const engine = started();
          engine.sim.faults.add({ kind: 'status', status, retryAfter: 41, retryAfterForm: form, route });
          const file = await engine.file('data.bin', large);
          const start = engine.sim.clock.now();
          uploaded(await engine.upload(file));
          assert.ok(engine.sim.clock.now() - start >= 40_000);
          assert.deepEqual(engine.kept.waits, ['throttled', 'over']);
          engine.assertStored('data.bin', large);
        });
      }

      it(`waits as long as ${status} says in ${form} for a small file`, async () => {
        const engine = started();
        engine.sim.faults.add({ kind: 'status', status, retryAfter: 41, retryAfterForm: form, route: 'putContent' });
        const file = await engine.file('data.bin', small);
        const start = engine.sim.clock.now();
        uploaded(await engine.upload(file));
        assert.ok(engine.sim.clock.now() - start >= 40_000);
        assert.equal(engine.requests('putContent').length, 2);
        engine.assertStored('data.bin', small);
      });
    }
  }

  it('backs off by itself when it is not told how long', async () => {
    const engine = started();
    engine.sim.faults.add({ kind: 'status', status: 429, route: 'fragment', nth: 2, times: 3 });
    const file = await engine.file('data.bin', large);
    const start = engine.sim.clock.now();
    uploaded(await engine.upload(file));
    assert.ok(engine.sim.clock.now() - start >= 3400);
    engine.assertStored('data.bin', large);
  });

  it('does not ask for the status after 429: nothing was taken', async () => {
    const engine = started();
    engine.sim.faults.add({ kind: 'status', status: 429, retryAfter: 2, route: 'fragment', nth: 2 });
    uploaded(await engine.upload(await engine.file('data.bin', large)));
    assert.equal(engine.requests('uploadStatus').length, 0);
  });

  it('stays within a budget that the service announces', async () => {
    const engine = started();
    engine.sim.faults.add({
      kind: 'status',
      status: 503,
      headers: { 'RateLimit-Limit': '1200', 'RateLimit-Remaining': '0', 'RateLimit-Reset': '25' },
      route: 'createUploadSession',
    });
    const file = await engine.file('data.bin', large);
    const start = engine.sim.clock.now();
    uploaded(await engine.upload(file));
    assert.ok(engine.sim.clock.now() - start >= 25_000);
    engine.assertStored('data.bin', large);
  });

  it('gives up in the end, with what the service said', async () => {
    const engine = started();
    engine.sim.faults.add({ kind: 'status', status: 429, retryAfter: 5, route: 'fragment', nth: 2, times: 'always' });
    const error = failureOf(await engine.upload(await engine.file('data.bin', large)));
    assert.ok(error instanceof GraphError);
    assert.equal(error.status, 429);
    assert.equal(engine.sim.openSessions[0]?.acceptedBytes, testFragment);
    await engine.discard();
    engine.assertAbsent('data.bin');
  });

  for (const [route, content, tries] of [
    ['createUploadSession', large, 4],
    ['putContent', small, 9],
  ] as const) {
    it(`gives up ${route} after ${tries} tries`, async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'status', status: 429, retryAfter: 5, route, times: 'always' });
      failureOf(await engine.upload(await engine.file('data.bin', content)));
      assert.equal(engine.requests(route).length, tries);
      engine.assertAbsent('data.bin');
    });
  }

  it('can be stopped while it waits', async () => {
    const engine = started();
    engine.sim.faults.add({ kind: 'status', status: 429, retryAfter: 3600, route: 'putContent' });
    const abort = new AbortController();
    engine.governor.onDidHold(() => abort.abort());
    const result = await engine.upload(await engine.file('data.bin', small), {}, abort.signal);
    assert.deepEqual(result, { status: 'stopped' });
    assert.equal(engine.requests('putContent').length, 1);
    engine.assertAbsent('data.bin');
  });

  it('holds every other one back', async () => {
    const engine = started();
    engine.sim.faults.add({ kind: 'status', status: 429, retryAfter: 30, route: 'putContent' });
    const held = new Promise((resolve) => engine.governor.onDidHold(resolve));
    const first = engine.upload(await engine.file('first.txt', small));
    await held;
    // The simulator blames nobody for what may have been under way already.
    engine.sim.clock.advance(1000);
    const files = await Promise.all(['a', 'b', 'c', 'd'].map((name) => engine.file(`${name}.txt`, small)));
    for (const result of await Promise.all([first, ...files.map((file) => engine.upload(file))])) {
      uploaded(result);
    }
    engine.assertClean();
  });
});
