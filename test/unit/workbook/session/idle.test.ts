import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { settle } from '../../../support/settle.ts';
import {
  answer,
  done,
  ended,
  held,
  made,
  never,
  opened,
  reading,
  refusal,
  WorkbookScene,
  writing,
} from '../../../support/workbookScene.ts';

const minute = 60_000;

describe('an open workbook', () => {
  for (const [mode, persistChanges, idle] of [
    ['persistent', true, 5 * minute],
    ['scratch', false, 7 * minute],
  ] as const) {
    it(`tells when its ${mode} session ends, and that it should have ended`, async () => {
      const scene = new WorkbookScene([made('s1', persistChanges), answer('read'), answer('read')]);
      const workbook = await scene.open(persistChanges);
      assert.equal(workbook.idleEndsAt, scene.clock.now() + idle);
      await scene.passes(minute);
      await workbook.request(reading, never);
      assert.equal(workbook.idleEndsAt, scene.clock.now() + idle);
      await scene.passes(idle - 1000);
      assert.equal(workbook.state.kind, 'open');
      await scene.passes(1000);
      assert.deepEqual([workbook.state, workbook.idleEndsAt], [{ kind: 'expired', changesLost: false }, undefined]);
      assert.equal(await workbook.request(reading, never), 'read', 'the service knows better');
      assert.equal(workbook.state.kind, 'open');
      assert.equal(scene.clock.pending, 1, 'one timer');
      await workbook.close(never);
    });

    it(`keeps its ${mode} session alive while somebody holds it, half a minute before its end`, async () => {
      const scene = new WorkbookScene([made('s1', persistChanges), done, answer('read'), done]);
      const workbook = await scene.open(persistChanges);
      const holds = [workbook.hold(), workbook.hold()];
      await scene.passes(idle - 31_000);
      assert.equal(scene.sent.length, 1);
      await scene.passes(1000);
      assert.equal(scene.sent.at(-1), 'POST refreshSession s1');
      await scene.passes(2 * minute);
      await workbook.request(reading, never);
      holds[0]?.dispose();
      await scene.passes(idle - 31_000);
      assert.equal(scene.sent.length, 3, 'requests count as use');
      await scene.passes(1000);
      assert.equal(scene.sent.length, 4);
      holds[1]?.dispose();
      await scene.passes(idle);
      assert.deepEqual([scene.sent.length, workbook.state.kind], [4, 'expired']);
    });
  }

  it('finds out when it is opened again whether its session has really ended', async () => {
    for (const [replies, last] of [
      [[done], 'POST refreshSession s1'],
      [[ended, made('s2'), done], 'POST refreshSession s2'],
    ] as const) {
      const { scene, workbook } = await opened(...replies);
      await scene.passes(5 * minute);
      assert.equal(await scene.open(), workbook);
      assert.deepEqual([workbook.state.kind, scene.sent.at(-1), scene.script.left], ['open', last, 0]);
      workbook.leave();
    }
  });

  it('is kept alive at once by who takes hold of it at the last moment', async () => {
    const { scene, workbook } = await opened(done);
    await scene.passes(5 * minute - 10_000);
    const hold = workbook.hold();
    await settle();
    assert.deepEqual(scene.sent.slice(1), ['POST refreshSession s1']);
    assert.equal(workbook.idleEndsAt, scene.clock.now() + 5 * minute);
    hold.dispose();
    await scene.passes(5 * minute);
    assert.equal(scene.clock.pending, 0);
  });

  it('tries again when it could not be kept alive, and says at the end that it should have ended', async () => {
    const busy = Array.from({ length: 20 }, () => refusal(503, 'x', 'serviceUnavailableUncategorized'));
    const { scene, workbook } = await opened(...busy);
    workbook.hold();
    await scene.passes(5 * minute + 10_000);
    assert.ok(scene.sent.length > 5, `${scene.sent.length} requests`);
    assert.equal(workbook.state.kind, 'expired');
    assert.match(scene.log.text, /not kept alive/u);
    await scene.settled(workbook.close(AbortSignal.abort()));
  });

  it('goes on when it took long to keep it alive', async () => {
    const slow = held(done);
    const { scene, workbook } = await opened(slow.reply);
    workbook.hold();
    await scene.passes(5 * minute);
    slow.release();
    await settle();
    assert.deepEqual([workbook.state.kind, workbook.idleEndsAt], ['open', scene.clock.now() + 5 * minute - 30_000]);
    workbook.leave();
  });

  it('is used by a request that is refused, not by one that nobody carried out', async () => {
    const busy = refusal(503, 'x', 'transientFailure');
    const { scene, workbook } = await opened(refusal(404, 'x', 'itemNotFound'), busy);
    await scene.passes(minute);
    await assert.rejects(workbook.request(reading, never));
    const end = scene.clock.now() + 5 * minute;
    assert.equal(workbook.idleEndsAt, end);
    await scene.passes(minute);
    await assert.rejects(workbook.request({ ...writing, repeatable: false }, never));
    assert.equal(workbook.idleEndsAt, end);
    workbook.leave();
  });

  it('notices while it is kept alive that its session has ended', async () => {
    for (const [changed, lost] of [
      [false, false],
      [true, true],
    ] as const) {
      const scene = new WorkbookScene([made('s1', false), ...(changed ? [answer('written')] : []), ended]);
      const workbook = await scene.open(false);
      if (changed) {
        await workbook.request(writing, never);
      }
      workbook.hold();
      await scene.passes(7 * minute - 30_000);
      assert.deepEqual(workbook.state, { kind: 'expired', changesLost: lost });
      assert.equal(workbook.idleEndsAt, undefined);
      await scene.passes(10 * minute);
      assert.equal(scene.script.left, 0);
      assert.equal(scene.clock.pending, 0);
    }
  });

  it('needs no request to be kept alive while others use it', async () => {
    const slow = held(answer(1));
    const { scene, workbook } = await opened(slow.reply, done);
    workbook.hold();
    await scene.passes(4 * minute);
    const reads = workbook.request(reading, never);
    await scene.passes(45_000);
    slow.release();
    await reads;
    await settle();
    assert.deepEqual(scene.sent.slice(1), ['GET worksheets s1']);
    await scene.passes(3 * minute + 45_000);
    assert.equal(scene.sent.at(-1), 'POST refreshSession s1');
    await workbook.close(AbortSignal.abort());
  });

  it('is refreshed by hand, in a new session when it has to be', async () => {
    const { scene, workbook } = await opened(done, ended, made('s2'), done);
    await scene.passes(minute);
    await workbook.refresh(never);
    assert.equal(workbook.idleEndsAt, scene.clock.now() + 5 * minute);
    await workbook.refresh(never);
    assert.deepEqual(scene.sent.slice(-2), ['POST createSession', 'POST refreshSession s2']);
    await workbook.close(AbortSignal.abort());
  });
});
