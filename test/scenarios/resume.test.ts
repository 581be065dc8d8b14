import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { QuickXorHash } from '../../src/graph/quickXorHash.ts';
import type { EarlierTransfer } from '../../src/upload/transfer/transfer.ts';
import { positionalBytes } from '../support/content.ts';
import { failureOf, uploaded, useEngine } from '../support/engine.ts';
import { acceptedBytes, bytesSent, goOn, large, stopAt } from '../support/stopping.ts';
import { testFragment } from '../support/testSizes.ts';

const small = positionalBytes(100_000);
const fragments = Math.ceil(large.length / testFragment);

for (const drive of ['business', 'personal', 'documentLibrary'] as const) {
  describe(`an upload to a ${drive} drive that goes on in another process`, () => {
    const started = useEngine({ drive });

    it('goes on from the border of each fragment', async () => {
      const engine = started();
      for (let nth = 0; nth < fragments; nth++) {
        const file = await engine.file('data.bin', large);
        const crash = new Error('the process ends');
        const beforeSending = ({ accepted }: { accepted: number }): void => {
          if (accepted === nth * testFragment) {
            throw crash;
          }
        };
        assert.deepEqual(await engine.upload(file, { beforeSending }), { status: 'failed', error: crash });
        assert.equal(acceptedBytes(engine), nth * testFragment);
        await engine.restart();
        engine.sim.clearRequests();
        await goOn(engine, file);
        engine.sim.removeItem('/Reports/data.bin');
      }
    });

    it('checks its bytes before it goes on', async () => {
      const engine = started();
      const file = await stopAt(engine, 4.5 * testFragment);
      const { proof } = engine.kept.earlier.session?.mark ?? {};
      assert.ok(proof !== undefined && proof.length >= 5 * testFragment);
      await goOn(engine, file);
      assert.deepEqual(engine.kept.checked[0], [0, proof.length]);
      assert.deepEqual(engine.kept.checked.at(-1), [proof.length, proof.length]);
    });

    it('begins anew when the service has forgotten it', async () => {
      const engine = started();
      const file = await stopAt(engine, 3.5 * testFragment);
      engine.sim.clock.advance(30 * 86_400_000);
      engine.token = engine.sim.issueToken();
      uploaded(await engine.resume(file));
      assert.equal(engine.requests('createUploadSession').length, 1);
      assert.equal(bytesSent(engine), large.length);
      assert.equal(new Set(engine.kept.urls).size, 2);
      engine.assertStored('data.bin', large);
    });

    for (const status of [401, 403] as const) {
      it(`begins anew when its address lost its power with ${status}, and gives up the old one first`, async () => {
        const engine = started();
        const file = await stopAt(engine, 3.5 * testFragment);
        engine.sim.faults.add({ kind: 'tokenDeath', status, route: 'uploadStatus' });
        uploaded(await engine.resume(file));
        assert.deepEqual(
          engine.sim.requests.slice(0, 4).map(({ route }) => route),
          ['uploadStatus', 'uploadCancel', 'createUploadSession', 'fragment'],
        );
        engine.assertStored('data.bin', large);
      });
    }

    it('keeps the new address before it sends a byte to it', async () => {
      const engine = started();
      const file = await stopAt(engine, 3.5 * testFragment);
      engine.sim.faults.add({ kind: 'tokenDeath', status: 401, route: 'uploadStatus' });
      const crash = new Error('the process ends');
      const beforeSending = (): void => {
        throw crash;
      };
      assert.equal(failureOf(await engine.resume(file, { beforeSending })), crash);
      assert.equal(bytesSent(engine), 0);
      await engine.restart();
      engine.sim.clearRequests();
      await goOn(engine, file);
    });

    it('finds the file when only the last answer was lost', async () => {
      const engine = started();
      const file = await engine.file('data.bin', large);
      let earlier: EarlierTransfer | undefined;
      uploaded(
        await engine.upload(file, {
          beforeSending: () => {
            earlier = undefined;
          },
          onProgress: ({ sent }) => {
            if (sent === large.length) {
              earlier ??= engine.kept.earlier;
            }
          },
        }),
      );
      assert.ok(earlier);
      await engine.restart();
      engine.sim.clearRequests();
      uploaded(await engine.resume(file, { earlier }));
      assert.deepEqual(
        engine.sim.requests.map(({ route }) => route),
        ['uploadStatus', 'getItem'],
      );
      engine.assertStored('data.bin', large);
    });

    it('begins anew when the service claims bytes that were never sent', async () => {
      const engine = started();
      const file = await stopAt(engine, 5.5 * testFragment);
      const { earlier } = engine.kept;
      assert.ok(earlier.session);
      const hash = new QuickXorHash();
      hash.update(large.subarray(0, testFragment));
      const mark = { ...earlier.session.mark, accepted: 0, proof: hash.export() };
      uploaded(await engine.resume(file, { earlier: { ...earlier, session: { ...earlier.session, mark } } }));
      assert.equal(engine.requests('createUploadSession').length, 1);
      assert.equal(bytesSent(engine), large.length);
      engine.assertStored('data.bin', large);
    });

    it('stops when it is asked to while it checks', async () => {
      const engine = started();
      const file = await stopAt(engine, 5.5 * testFragment);
      const abort = new AbortController();
      engine.kept.checking = () => abort.abort();
      assert.deepEqual(await engine.resume(file, {}, abort.signal), { status: 'stopped' });
      assert.equal(engine.sim.requests.length, 0);
      await goOn(engine, file);
    });

    it('finds a small file that was stored, and does not send it twice', async () => {
      const engine = started();
      const file = await engine.file('data.bin', small);
      for (const conflictBehavior of ['fail', 'replace', 'rename'] as const) {
        uploaded(await engine.upload(file, { conflictBehavior }));
        uploaded(await engine.resume(file, { conflictBehavior }));
        assert.equal(engine.requests('putContent').length, 1);
        assert.deepEqual(engine.sim.item('/Reports')?.children, ['data.bin']);
        engine.assertStored('data.bin', small);
        engine.sim.removeItem('/Reports/data.bin');
        engine.sim.clearRequests();
      }
    });

    it('sends a small file that was not', async () => {
      const engine = started();
      const file = await engine.file('data.bin', small);
      engine.sim.faults.add({ kind: 'status', status: 423, route: 'putContent' });
      failureOf(await engine.upload(file));
      uploaded(await engine.resume(file));
      engine.assertStored('data.bin', small);
    });
  });
}

for (const interruptedFragment of ['drop', 'keep'] as const) {
  describe(`an upload that was stopped in the middle of a fragment (${interruptedFragment})`, () => {
    const started = useEngine({ behaviours: { interruptedFragment } });

    for (const sent of [0.1, 1.7, 4.3, 8.2]) {
      it(`goes on from what the service has after ${sent} fragments`, async () => {
        const engine = started();
        const file = await stopAt(engine, sent * testFragment);
        await goOn(engine, file);
      });
    }
  });
}
