import type { UploadResult } from '../../src/upload/model.ts';
import { assertFailed, half, matrix, once, sessions, stored } from '../support/matrix.ts';
import type { Trial } from '../support/trial.ts';

const minute = 60_000;
const hour = 60 * minute;

async function interruptedFor(trial: Trial, ms: number): Promise<UploadResult> {
  const { done } = await trial.uploadTo(half);
  await trial.withoutLine(ms);
  return done;
}

matrix('there is no line', [
  { what: 'for minutes, in the middle', play: (trial) => interruptedFor(trial, 5 * minute), ...once },
  {
    what: 'for hours, in the middle',
    play: (trial) => {
      trial.token = () => trial.newToken();
      return interruptedFor(trial, 7 * hour);
    },
    ends: stored,
    check: (trial) => sessions(trial.kind === 'personal' ? 1 : 2)(trial),
  },
  {
    what: 'for a moment, in the middle of a fragment',
    play: async (trial) => {
      const { done } = await trial.uploadTo(half);
      trial.line.unplug();
      trial.line.plugIn();
      return done;
    },
    ...once,
  },
  {
    what: 'when it begins',
    play: async (trial) => {
      await trial.add();
      trial.line.unplug();
      const done = trial.run();
      await trial.until('it waits', () => trial.row?.live?.wait?.reason === 'offline');
      trial.line.plugIn();
      return done;
    },
    ...once,
  },
]);

matrix('the machine slept for hours', [
  {
    what: 'in the middle of an upload',
    play: async (trial) => {
      trial.token = () => trial.newToken();
      const { done } = await trial.uploadTo(half);
      trial.sim.clock.advance(7 * hour);
      return done;
    },
    ends: stored,
    check: (trial) => sessions(trial.kind === 'personal' ? 1 : 2)(trial),
  },
  {
    what: 'in the middle of an upload, and the sign-in has ended',
    play: async (trial) => {
      const { done } = await trial.uploadTo(half);
      trial.sim.clock.advance(7 * hour);
      assertFailed(await done, 'SignInRequiredError');
      trial.signIn();
      return trial.run();
    },
    leftOut: { personal: 'the session lives on, and its fragments need no sign-in' },
    ends: stored,
    check: (trial) => sessions(3)(trial),
  },
  {
    what: 'while it waited for the service',
    faults: [{ kind: 'status', status: 429, retryAfter: 12 * 3600, route: 'fragment', nth: 4 }],
    play: async (trial) => {
      trial.token = () => trial.newToken();
      await trial.add();
      const done = trial.run();
      await trial.until('it waits', () => trial.row?.live?.wait?.reason === 'throttled');
      trial.sim.clock.advance(12 * hour);
      return done;
    },
    ends: stored,
  },
]);
