import assert from 'node:assert/strict';
import { unlinkSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { UploadError } from '../../src/upload/errors.ts';
import { positionalBytes } from '../support/content.ts';
import { commit, deferred, large, sendAll } from '../support/deferring.ts';
import { conflictOf, failureOf, uploaded, useEngine } from '../support/engine.ts';
import { SwitchedTransport } from '../support/switchedTransport.ts';
import { testFragment } from '../support/testSizes.ts';

const small = positionalBytes(1000);

for (const drive of ['business', 'personal', 'documentLibrary'] as const) {
  const route = drive === 'personal' ? 'commitBySourceUrl' : 'uploadCommit';

  describe(`a file on a ${drive} drive that is published later`, () => {
    const started = useEngine({ drive });

    for (const [size, content] of Object.entries({ large, small })) {
      it(`is invisible until then (${size})`, async () => {
        const engine = started();
        const file = await sendAll(engine, content);
        assert.equal(engine.sim.item('/Reports/data.bin'), undefined);
        assert.deepEqual(
          engine.sim.openSessions.map(({ acceptedBytes, deferCommit }) => [acceptedBytes, deferCommit]),
          [[content.length, true]],
        );
        assert.deepEqual(engine.kept.last, { size: content.length, sent: content.length, accepted: content.length });
        assert.equal(engine.kept.earlier.session?.mark.accepted, content.length);
        const { verified, item } = uploaded(await commit(engine, file));
        assert.equal(verified, 'hash');
        assert.equal(item.lastModified === undefined, false);
        assert.equal(engine.kept.open, undefined);
        engine.assertStored('data.bin', content);
      });
    }

    it('is sent when it is published if it is empty', async () => {
      const engine = started();
      const file = await engine.file('data.bin', new Uint8Array());
      assert.deepEqual(await engine.upload(file, deferred), { status: 'awaitingCommit' });
      assert.equal(engine.sim.requests.length, 0);
      assert.equal(engine.kept.open, undefined);
      uploaded(await commit(engine, file));
      engine.assertStored('data.bin', new Uint8Array());
    });

    it('does not need the local file for it', async () => {
      const engine = started();
      const file = await sendAll(engine, large);
      unlinkSync(file);
      uploaded(await commit(engine, file));
      engine.assertStored('data.bin', large);
    });

    it('waits as well when it is asked for again', async () => {
      const engine = started();
      const file = await sendAll(engine, large);
      assert.deepEqual(await engine.resume(file, deferred), { status: 'awaitingCommit' });
      assert.equal(engine.requests('fragment').length, 0);
      uploaded(await commit(engine, file));
      engine.assertStored('data.bin', large);
    });

    it('is not published twice when the answer was lost', async () => {
      const engine = started();
      const file = await sendAll(engine, large);
      engine.sim.faults.add({ kind: 'loseAnswer', route });
      uploaded(await commit(engine, file));
      assert.equal(engine.requests(route).length, 1);
      engine.assertStored('data.bin', large);
    });

    it('is not published twice when the process ended before the answer came', async () => {
      const engine = started();
      const file = await sendAll(engine, large);
      const { earlier } = engine.kept;
      uploaded(await commit(engine, file));
      engine.sim.clearRequests();
      // The service would blame a client that had got the answer.
      const before = engine.sim.violations.length;
      uploaded(await commit(engine, file, { earlier }));
      assert.deepEqual(
        engine.sim.violations.slice(before).map(({ rule }) => rule),
        ['doubleCommit'],
      );
      assert.deepEqual(engine.sim.item('/Reports')?.children, ['data.bin']);
    });

    it('is found again when it is gone on with although the process ended in the middle of publishing it', async () => {
      const engine = started();
      const file = await sendAll(engine, large);
      const { earlier } = engine.kept;
      uploaded(await commit(engine, file));
      engine.sim.clearRequests();
      uploaded(await engine.resume(file, { ...deferred, earlier }));
      assert.equal(engine.requests('createUploadSession', 'fragment').length, 0);
      engine.assertStored('data.bin', large);
    });

    for (const status of [500, 503] as const) {
      it(`is published in the end when the service says ${status}`, async () => {
        const engine = started();
        const file = await sendAll(engine, large);
        engine.sim.faults.add({ kind: 'status', status, route, times: 2 });
        uploaded(await commit(engine, file));
        assert.equal(engine.requests(route).length, 3);
        engine.assertStored('data.bin', large);
      });
    }

    it('keeps its bytes when the service goes on saying 503', async () => {
      const engine = started();
      const file = await sendAll(engine, large);
      engine.sim.faults.add({ kind: 'status', status: 503, route, times: 'always' });
      assert.match(String(failureOf(await commit(engine, file))), /503/u);
      assert.equal(engine.requests(route).length, 9);
      engine.sim.faults.clear();
      uploaded(await commit(engine, file));
      engine.assertStored('data.bin', large);
    });

    it('is throttled without losing anything', async () => {
      const engine = started();
      const file = await sendAll(engine, large);
      engine.sim.faults.add({ kind: 'status', status: 429, retryAfter: 41, route });
      uploaded(await commit(engine, file));
      assert.deepEqual(engine.kept.waits, ['throttled', 'over']);
      assert.equal(engine.requests(route).length, 2);
      engine.assertStored('data.bin', large);
    });

    it('waits for the line', async () => {
      const engine = started();
      const file = await sendAll(engine, large);
      const line = new SwitchedTransport(engine.transport);
      line.unplug();
      const publishing = engine.commit(file, deferred, undefined, line);
      while (line.refused < 5) {
        await wait(5);
      }
      line.plugIn();
      uploaded(await publishing);
      assert.deepEqual(engine.kept.waits, ['offline', 'over']);
      engine.assertStored('data.bin', large);
    });

    it('has expired when the service has forgotten it', async () => {
      const engine = started();
      const file = await sendAll(engine, large);
      engine.sim.clock.advance(30 * 86_400_000);
      engine.token = engine.sim.issueToken();
      const error = failureOf(await commit(engine, file));
      assert.ok(error instanceof UploadError && error.code === 'sessionExpired');
      assert.equal(engine.kept.open, undefined);
      engine.assertAbsent('data.bin');
      assert.deepEqual(await engine.resume(file, deferred), { status: 'awaitingCommit' });
      uploaded(await commit(engine, file));
      engine.assertStored('data.bin', large);
    });

    it('has nowhere to go when its folder is gone', async () => {
      const engine = started();
      const file = await sendAll(engine, large);
      engine.sim.removeItem('/Reports');
      const error = failureOf(await commit(engine, file));
      assert.ok(error instanceof UploadError);
      assert.equal(error.code, drive === 'personal' ? 'destinationMissing' : 'sessionExpired');
      if (engine.kept.open !== undefined) {
        await engine.discard();
      }
      engine.assertClean();
    });

    it('stops when it is asked to before it was published', async () => {
      const engine = started();
      const file = await sendAll(engine, large);
      assert.deepEqual(await engine.commit(file, deferred, AbortSignal.abort()), { status: 'stopped' });
      assert.equal(engine.sim.requests.length, 0);
      engine.sim.faults.add({ kind: 'status', status: 429, retryAfter: 3600, route });
      const abort = new AbortController();
      engine.governor.onDidHold(() => abort.abort());
      assert.deepEqual(await engine.commit(file, deferred, abort.signal), { status: 'stopped' });
      engine.sim.clock.advance(3_600_000);
      assert.equal(engine.sim.item('/Reports/data.bin'), undefined);
    });

    it('is published although it was asked to stop too late', async () => {
      const engine = started();
      const file = await sendAll(engine, large);
      engine.sim.faults.add({ kind: 'delay', ms: 500, when: 'after', route });
      const abort = new AbortController();
      const publishing = engine.commit(file, deferred, abort.signal);
      while (engine.sim.item('/Reports/data.bin') === undefined) {
        await wait(2);
      }
      abort.abort();
      uploaded(await publishing);
      engine.assertStored('data.bin', large);
    });

    it('is completed when the service has lost bytes of it', async () => {
      const engine = started();
      const file = await engine.file('data.bin', large);
      engine.sim.faults.add({ kind: 'status', status: 503, route: 'fragment', last: true });
      engine.sim.faults.add({ kind: 'ranges', form: 'empty', route: 'uploadStatus' });
      assert.deepEqual(await engine.upload(file, deferred), { status: 'awaitingCommit' });
      assert.deepEqual(await commit(engine, file), { status: 'resend' });
      engine.sim.clearRequests();
      assert.deepEqual(await engine.resume(file, deferred), { status: 'awaitingCommit' });
      assert.equal(engine.requests('fragment')[0]?.requestBytes, large.length % testFragment);
      uploaded(await commit(engine, file));
      engine.assertStored('data.bin', large);
    });

    it('meets a name that is taken, and gets another one', async () => {
      const engine = started();
      const file = await sendAll(engine, large);
      engine.sim.putItem('/Reports/data.bin', 'theirs');
      assert.equal(conflictOf(await commit(engine, file)), 'nameTaken: nameTaken');
      const result = await commit(engine, file, { choice: { behavior: 'rename' } });
      if (drive === 'personal') {
        uploaded(result);
        assert.equal(engine.requests('fragment').length, 0);
      } else {
        assert.deepEqual(result, { status: 'resend' });
        const options = { ...deferred, conflictBehavior: 'rename' } as const;
        assert.deepEqual(await engine.resume(file, options), { status: 'awaitingCommit' });
        uploaded(await commit(engine, file, options));
      }
      assert.equal(engine.sim.item('/Reports/data.bin')?.content().toString(), 'theirs');
      engine.assertStored('data 1.bin', large);
    });

    it('keeps its bytes while there is no room', async () => {
      const engine = started();
      const file = await sendAll(engine, large);
      engine.sim.setQuota(10);
      const error = failureOf(await commit(engine, file));
      assert.ok(error instanceof UploadError && error.code === 'overQuota');
      engine.sim.setQuota(1e9);
      uploaded(await commit(engine, file));
      engine.assertStored('data.bin', large);
    });

    it('goes on when it was stopped on its way', async () => {
      const engine = started();
      const file = await engine.file('data.bin', large);
      const abort = new AbortController();
      const onProgress = ({ accepted }: { accepted: number }): void => {
        if (accepted >= 2 * testFragment) {
          abort.abort();
        }
      };
      assert.deepEqual(await engine.upload(file, { ...deferred, onProgress }, abort.signal), { status: 'stopped' });
      await engine.restart();
      assert.deepEqual(await engine.resume(file, deferred), { status: 'awaitingCommit' });
      assert.equal(engine.requests('createUploadSession').length, 1);
      uploaded(await commit(engine, file));
      engine.assertStored('data.bin', large);
    });
  });
}
