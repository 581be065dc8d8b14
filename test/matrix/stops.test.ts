import assert from 'node:assert/strict';
import type { UploadResult } from '../../src/upload/model.ts';
import { half, large, matrix, once } from '../support/matrix.ts';
import type { Trial } from '../support/trial.ts';

matrix('an upload is stopped', [
  {
    what: 'it is paused and goes on',
    play: async (trial) => {
      await trial.pauseAt(half);
      return trial.run();
    },
    ...once,
  },
  {
    what: 'it is paused, again and again',
    play: async (trial) => {
      await trial.pauseAt(half);
      for (const share of [0.6, 0.7, 0.8]) {
        const { done } = await trial.continueTo(share * large.length);
        await trial.window.manager.pause(trial.id);
        assert.equal((await done).status, 'paused');
      }
      return trial.run();
    },
    ...once,
  },
  {
    what: 'it is paused',
    play: async (trial) => {
      const { done } = await trial.uploadTo(half);
      await trial.window.manager.pause(trial.id);
      return done;
    },
    ends: { status: 'paused' },
    check: (trial) => assert.equal(trial.sim.openSessions.length, 1, 'the session is kept'),
  },
  { what: 'it is cancelled', play: cancelled, ends: { status: 'cancelled' }, check: nothingIsLeft },
  {
    what: 'it is cancelled, and the service is busy',
    faults: [{ kind: 'status', status: 503, route: 'uploadCancel', times: 2 }],
    play: cancelled,
    ends: { status: 'cancelled' },
    check: nothingIsLeft,
  },
  {
    what: 'it is cancelled without a line, which comes back',
    play: async (trial) => {
      const { done } = await trial.uploadTo(half);
      trial.line.unplug();
      await trial.window.manager.discard(trial.id);
      assert.equal(trial.row?.record.state.kind, 'discarding');
      trial.line.plugIn();
      await trial.until('it has been discarded', () => trial.row === undefined);
      return done;
    },
    ends: { status: 'cancelled' },
    check: nothingIsLeft,
  },
  {
    what: 'it is cancelled in another window',
    play: async (trial) => {
      const { done } = await trial.uploadTo(half);
      await trial.reopen();
      await trial.window.manager.discard(trial.id);
      return done;
    },
    ends: { status: 'paused' },
    outcome: 'nothing is left',
    check: nothingIsLeft,
  },
]);

async function cancelled(trial: Trial): Promise<UploadResult> {
  const { done } = await trial.uploadTo(half);
  await trial.window.manager.discard(trial.id);
  return done;
}

function nothingIsLeft(trial: Trial): void {
  assert.deepEqual(trial.sim.openSessions, []);
  assert.equal(trial.row, undefined);
  assert.equal(trial.item(), undefined);
}
