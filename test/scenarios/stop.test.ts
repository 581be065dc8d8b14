import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, it } from 'mocha';
import type { UploadUrl } from '../../src/graph/uploadUrl.ts';
import { discardSession } from '../../src/upload/transfer/discard.ts';
import type { UploadProgress } from '../../src/upload/model.ts';
import { positionalBytes } from '../support/content.ts';
import { uploaded, useEngine } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { SwitchedTransport } from '../support/switchedTransport.ts';
import type { RouteName } from '../sim/index.ts';
import { testFragment, testLarge } from '../support/testSizes.ts';

const MiB = 1024 * 1024;
const large = positionalBytes(testLarge);
const small = positionalBytes(2 * MiB);

for (const drive of ['business', 'personal'] as const) {
  describe(`a stopped upload on a ${drive} drive`, () => {
    const started = useEngine({ drive });

    /** Uploads, and aborts as soon as the service works on a request of that kind. */
    async function stopAt(route: RouteName, content: Uint8Array, nth = 1): Promise<string> {
      const engine = started();
      const file = await engine.file('data.bin', content);
      engine.sim.faults.add({ kind: 'delay', ms: 150, when: 'after', route, nth });
      const abort = new AbortController();
      const upload = engine.upload(file, {}, abort.signal);
      const begun = (): number => engine.requests(route).length;
      while (begun() < nth) {
        await wait(2);
      }
      abort.abort();
      assert.deepEqual(await upload, { status: 'stopped' });
      return file;
    }

    it('has done nothing when it was stopped before it began', async () => {
      const engine = started();
      const result = await engine.upload(await engine.file('data.bin', large), {}, AbortSignal.abort());
      assert.deepEqual(result, { status: 'stopped' });
      assert.equal(engine.sim.requests.length, 0);
      engine.assertAbsent('data.bin');
    });

    /** Checks that the session was kept with so many bytes, then gives it up. */
    async function assertKept(bytes: number): Promise<void> {
      const engine = started();
      assert.equal(engine.requests('uploadCancel').length, 0);
      assert.deepEqual(
        engine.sim.openSessions.map((session) => session.acceptedBytes),
        [bytes],
      );
      assert.equal(engine.kept.urls.length, 1);
      await engine.discard();
      engine.assertAbsent('data.bin');
    }

    it('knows the session that was just being created', async () => {
      await stopAt('createUploadSession', large);
      await assertKept(0);
    });

    for (const nth of [1, 3]) {
      it(`keeps its session while fragment ${nth} is on its way`, async () => {
        await stopAt('fragment', large, nth);
        const engine = started();
        assert.equal(engine.requests('fragment').length, nth);
        assert.deepEqual(
          engine.kept.marks.map(({ accepted, proof }) => [accepted, proof.length >= accepted + testFragment]),
          Array.from({ length: nth }, (_, index) => [index * testFragment, true]),
        );
        await engine.discard();
        engine.assertAbsent('data.bin');
      });
    }

    it('keeps its session between two bytes', async () => {
      const engine = started();
      engine.sim.shape({ bytesPerSecond: 4 * MiB });
      const abort = new AbortController();
      const onProgress = ({ sent }: UploadProgress): void => {
        if (sent > 1.5 * testFragment) {
          abort.abort();
        }
      };
      const result = await engine.upload(await engine.file('data.bin', large), { onProgress }, abort.signal);
      assert.deepEqual(result, { status: 'stopped' });
      await assertKept(testFragment);
    });

    it('has no session while it waits for a new one', async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'status', status: 503, retryAfter: 1800, route: 'createUploadSession', nth: 2 });
      engine.sim.faults.add({ kind: 'tokenDeath', status: 403, route: 'fragment', nth: 3 });
      const abort = new AbortController();
      engine.governor.onDidHold(() => abort.abort());
      const result = await engine.upload(await engine.file('data.bin', large), {}, abort.signal);
      assert.deepEqual(result, { status: 'stopped' });
      assert.equal(engine.kept.open, undefined);
      engine.assertAbsent('data.bin');
    });

    it('ends at once while it is throttled for long', async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'status', status: 429, retryAfter: 120, route: 'fragment', nth: 3 });
      const abort = new AbortController();
      engine.governor.onDidHold(() => abort.abort());
      const file = await engine.file('data.bin', large);
      const start = engine.sim.clock.now();
      assert.deepEqual(await engine.upload(file, {}, abort.signal), { status: 'stopped' });
      assert.ok(engine.sim.clock.now() - start < 60_000, 'it did not wait for the end of the hold');
      assert.deepEqual(engine.kept.waits, ['throttled']);
      engine.sim.clock.advance(120_000);
      await assertKept(2 * testFragment);
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
      assert.deepEqual(result, { status: 'stopped' });
      engine.assertAbsent('data.bin');
    });

    it('can be resumed, and sends only what the service lacks', async () => {
      const engine = started();
      const file = await stopAt('fragment', large, 4);
      engine.sim.faults.clear();
      // All of a fragment may have been on its way when it was stopped: the service then keeps it.
      await eventually(() =>
        assert.ok(engine.requests('fragment').every(({ durationMs }) => durationMs !== undefined)),
      );
      const { acceptedBytes = 0 } = engine.sim.openSessions[0] ?? {};
      engine.sim.clearRequests();
      uploaded(await engine.resume(file));
      const sent = engine.requests('fragment').reduce((sum, { requestBytes }) => sum + requestBytes, 0);
      assert.equal(sent, large.length - acceptedBytes);
      assert.ok(acceptedBytes >= 3 * testFragment);
      engine.assertStored('data.bin', large);
    });

    it('can be begun anew once its session is discarded', async () => {
      const engine = started();
      const file = await stopAt('fragment', large, 4);
      engine.sim.faults.clear();
      await engine.discard();
      uploaded(await engine.upload(file));
      engine.assertStored('data.bin', large);
    });
  });

  describe(`discarding a session on a ${drive} drive`, () => {
    const started = useEngine({ drive });

    async function keptUrl(): Promise<UploadUrl> {
      const engine = started();
      const abort = new AbortController();
      const onProgress = ({ accepted }: UploadProgress): void => {
        if (accepted >= 2 * testFragment) {
          abort.abort();
        }
      };
      await engine.upload(await engine.file('data.bin', large), { onProgress }, abort.signal);
      assert.ok(engine.kept.open);
      return engine.kept.open;
    }

    function discard(url: UploadUrl): Promise<boolean> {
      const { clock, governor, log, transport } = started();
      return discardSession({ clock, governor, log, transport }, url);
    }

    it('tries again when it fails', async () => {
      const engine = started();
      const url = await keptUrl();
      engine.sim.faults.add({ kind: 'status', status: 500, route: 'uploadCancel' });
      engine.sim.faults.add({ kind: 'cut', afterBytes: 0, route: 'uploadCancel', nth: 2 });
      assert.equal(await discard(url), true);
      assert.equal(engine.requests('uploadCancel').length, 3);
      engine.assertAbsent('data.bin');
    });

    it('is done when the service does not know the session any more', async () => {
      const engine = started();
      const url = await keptUrl();
      engine.sim.clock.advance(30 * 86_400_000);
      assert.equal(await discard(url), true);
      engine.assertAbsent('data.bin');
    });

    it('is put off while the service throttles for long, without asking it', async () => {
      const engine = started();
      const url = await keptUrl();
      engine.sim.faults.add({ kind: 'status', status: 429, retryAfter: 60, route: 'uploadCancel' });
      assert.equal(await discard(url), false);
      assert.equal(await discard(url), false);
      assert.equal(engine.requests('uploadCancel').length, 1);
      engine.sim.clock.advance(60_000);
      assert.equal(await discard(url), true);
      assert.deepEqual(engine.sim.openSessions, []);
      assert.deepEqual(engine.sim.violations, []);
    });

    it('is put off when the service does not answer in time', async () => {
      const engine = started();
      const url = await keptUrl();
      engine.sim.faults.add({ kind: 'hang', route: 'uploadCancel', times: 'always' });
      const start = performance.now();
      assert.equal(await discard(url), false);
      assert.ok(performance.now() - start < 5000);
      assert.match(engine.log.text, /warn an upload session is left on the server for now/u);
    });

    it('is put off while there is no line', async () => {
      const url = await keptUrl();
      const { clock, governor, log, transport } = started();
      const line = new SwitchedTransport(transport);
      line.unplug();
      assert.equal(await discardSession({ clock, governor, log, transport: line }, url), false);
      line.plugIn();
      assert.equal(await discardSession({ clock, governor, log, transport: line }, url), true);
      assert.deepEqual(started().sim.openSessions, []);
    });
  });
}
