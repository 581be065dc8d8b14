import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, it } from 'mocha';
import type { UploadProgress } from '../../src/upload/model.ts';
import { positionalBytes } from '../support/content.ts';
import { testFragment, useEngine } from '../support/engine.ts';
import type { RouteName } from '../sim/index.ts';

const MiB = 1024 * 1024;
const large = positionalBytes(11 * MiB);
const small = positionalBytes(2 * MiB);

for (const drive of ['business', 'personal'] as const) {
  describe(`a cancelled upload on a ${drive} drive`, () => {
    const started = useEngine({ drive });

    /** Uploads, and aborts as soon as the service works on a request of that kind. */
    async function cancelAt(route: RouteName, content: Uint8Array, nth = 1): Promise<number> {
      const engine = started();
      engine.sim.faults.add({ kind: 'delay', ms: 150, when: 'after', route, nth });
      const abort = new AbortController();
      const upload = engine.upload(await engine.file('data.bin', content), {}, abort.signal);
      const begun = (): number => engine.requests(route).length;
      while (begun() < nth) {
        await wait(2);
      }
      const start = performance.now();
      abort.abort();
      assert.deepEqual(await upload, { status: 'cancelled' });
      return performance.now() - start;
    }

    it('has done nothing when it was cancelled before it began', async () => {
      const engine = started();
      const result = await engine.upload(await engine.file('data.bin', large), {}, AbortSignal.abort());
      assert.deepEqual(result, { status: 'cancelled' });
      assert.equal(engine.sim.requests.length, 0);
      engine.assertAbsent('data.bin');
    });

    it('deletes the session that is just being created', async () => {
      await cancelAt('createUploadSession', large);
      const engine = started();
      assert.equal(engine.requests('uploadCancel').length, 1);
      engine.assertAbsent('data.bin');
    });

    for (const nth of [1, 3]) {
      it(`deletes its session while fragment ${nth} is on its way`, async () => {
        await cancelAt('fragment', large, nth);
        const engine = started();
        assert.equal(engine.requests('uploadCancel').length, 1);
        assert.equal(engine.requests('fragment').length, nth);
        engine.assertAbsent('data.bin');
      });
    }

    it('deletes its session between two bytes', async () => {
      const engine = started();
      engine.sim.shape({ bytesPerSecond: 4 * MiB });
      const abort = new AbortController();
      const onProgress = ({ sent }: UploadProgress): void => {
        if (sent > 1.5 * testFragment) {
          abort.abort();
        }
      };
      const result = await engine.upload(await engine.file('data.bin', large), { onProgress }, abort.signal);
      assert.deepEqual(result, { status: 'cancelled' });
      engine.assertAbsent('data.bin');
    });

    it('deletes its session while it waits to try again', async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'status', status: 503, retryAfter: 1800, route: 'createUploadSession', nth: 2 });
      engine.sim.faults.add({ kind: 'tokenDeath', status: 403, route: 'fragment', nth: 3 });
      const abort = new AbortController();
      engine.governor.onDidHold(() => abort.abort());
      const result = await engine.upload(await engine.file('data.bin', large), {}, abort.signal);
      assert.deepEqual(result, { status: 'cancelled' });
      engine.assertAbsent('data.bin');
    });

    it('ends at once while it is throttled for long, and deletes its session when that is over', async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'status', status: 429, retryAfter: 120, route: 'fragment', nth: 3 });
      const abort = new AbortController();
      engine.governor.onDidHold(() => abort.abort());
      const file = await engine.file('data.bin', large);
      const start = engine.sim.clock.now();
      assert.deepEqual(await engine.upload(file, {}, abort.signal), { status: 'cancelled' });
      assert.ok(engine.sim.clock.now() - start < 60_000, 'it did not wait for the end of the hold');
      assert.equal(engine.requests('uploadCancel').length, 0);
      while (engine.requests('uploadCancel').length === 0) {
        await wait(20);
      }
      assert.ok(engine.sim.clock.now() - start >= 119_000);
      while (engine.sim.openSessions.length > 0) {
        await wait(2);
      }
      engine.assertAbsent('data.bin');
    });

    it('deletes its session although the service throttles that too', async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'status', status: 429, retryAfter: 60, route: 'uploadCancel', times: 2 });
      await cancelAt('fragment', large, 2);
      assert.equal(engine.requests('uploadCancel').length, 1);
      while (engine.sim.openSessions.length > 0) {
        await wait(20);
      }
      assert.equal(engine.requests('uploadCancel').length, 3);
      engine.assertAbsent('data.bin');
    });

    it('leaves nothing of a small file', async () => {
      const engine = started();
      engine.sim.shape({ bytesPerSecond: 4 * MiB });
      const abort = new AbortController();
      const onProgress = ({ sent }: UploadProgress): void => {
        if (sent > small.length / 2) {
          abort.abort();
        }
      };
      const result = await engine.upload(await engine.file('data.bin', small), { onProgress }, abort.signal);
      assert.deepEqual(result, { status: 'cancelled' });
      engine.assertAbsent('data.bin');
    });

    it('tries to delete its session again when that fails', async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'status', status: 500, route: 'uploadCancel' });
      engine.sim.faults.add({ kind: 'cut', afterBytes: 0, route: 'uploadCancel', nth: 2 });
      await cancelAt('fragment', large, 2);
      assert.equal(engine.requests('uploadCancel').length, 3);
      engine.assertAbsent('data.bin');
    });

    it('does not wait forever for a service that does not delete', async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'hang', route: 'uploadCancel', times: 'always' });
      const took = await cancelAt('fragment', large, 2);
      assert.ok(took < 5000, `${took} ms`);
      assert.match(engine.log.text, /warn an upload session is left on the server until it expires/u);
    });

    it('can be uploaded again at once', async () => {
      await cancelAt('fragment', large, 4);
      const engine = started();
      engine.sim.faults.clear();
      assert.equal((await engine.upload(await engine.file('data.bin', large))).status, 'uploaded');
      engine.assertStored('data.bin', large);
    });
  });
}
