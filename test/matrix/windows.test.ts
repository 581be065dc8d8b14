import assert from 'node:assert/strict';
import type { UploadResult } from '../../src/upload/model.ts';
import type { UploadTask } from '../../src/upload/task.ts';
import type { FaultSpec } from '../sim/index.ts';
import { assertFailed, half, large, matrix, once, sessions, stored } from '../support/matrix.ts';
import type { Trial } from '../support/trial.ts';

const small = large.subarray(0, 50_000);
const afterLast = { kind: 'hang', when: 'after', route: 'fragment', last: true } as const;

async function reopened(trial: Trial): Promise<UploadResult> {
  const { done } = await trial.uploadTo(half);
  await trial.reopen();
  assert.equal((await done).status, 'paused');
  assert.equal(trial.row?.record.state.kind, 'interrupted');
  return trial.run();
}

/** The window dies as soon as something is true of the service. */
async function crashed(
  trial: Trial,
  when: (trial: Trial) => boolean,
  task: Partial<UploadTask> = {},
): Promise<UploadResult> {
  await trial.add(task);
  const done = trial.run();
  await trial.until('the moment has come', () => when(trial));
  await trial.crash();
  assert.equal((await done).status, 'paused');
  return trial.run();
}

const isStored = (trial: Trial): boolean => trial.item() !== undefined;

matrix('a window ends', [
  { what: 'it is closed, and another one goes on', play: reopened, ...once },
  {
    what: 'it dies in the middle, and another one goes on',
    faults: [{ kind: 'hang', route: 'fragment', nth: 5 }],
    play: (trial) => crashed(trial, () => trial.requests('fragment').length === 5),
    ...once,
  },
  {
    what: 'it dies before the first byte is taken, and another one goes on',
    faults: [{ kind: 'hang', route: 'fragment' }],
    play: (trial) => crashed(trial, () => trial.requests('fragment').length === 1),
    ...once,
  },
  {
    what: 'it dies before it could learn that the file is stored',
    faults: [afterLast],
    play: (trial) => crashed(trial, isStored),
    ...once,
  },
  {
    what: 'it dies before it could learn that the file has replaced another',
    faults: [afterLast],
    there: 'old',
    play: (trial) => crashed(trial, () => trial.item()?.size === large.length, { conflictBehavior: 'replace' }),
    ...once,
  },
  {
    what: 'it dies before it could learn which name the service chose',
    faults: [afterLast],
    there: 'old',
    play: (trial) => crashed(trial, () => trial.item('data 1.bin') !== undefined, { conflictBehavior: 'rename' }),
    ends: { stored: 'whole', as: 'data 1.bin' },
    check: (trial) => assert.equal(trial.item('data 2.bin'), undefined),
  },
  {
    what: 'it dies before it could learn that a small file is stored',
    content: small,
    faults: [{ kind: 'hang', when: 'after', route: 'putContent' }],
    play: (trial) => crashed(trial, isStored),
    ends: stored,
    check: (trial) => assert.equal(trial.requests('putContent').length, 1),
  },
  {
    what: 'it is closed while the session is made',
    faults: [{ kind: 'delay', ms: 200, when: 'after', route: 'createUploadSession' }],
    play: async (trial) => {
      await trial.add();
      const done = trial.run();
      await trial.until('the session is made', () => trial.sim.openSessions.length === 1);
      await trial.reopen();
      assert.equal((await done).status, 'paused');
      return trial.run();
    },
    ...once,
  },
  {
    what: 'another one wants to go on at the same time',
    faults: [{ kind: 'hang', route: 'fragment', nth: 5 }],
    limits: { answerMs: 1000 },
    play: async (trial) => {
      const { done } = await trial.uploadTo(half - 1_500_000);
      await trial.open();
      assertFailed(await trial.run(), 'inOtherWindow');
      await trial.close();
      return done;
    },
    ...once,
  },
]);

const lastLost: FaultSpec = { kind: 'loseAnswer', route: 'fragment', last: true };

matrix('the answer that says that all is stored is lost', [
  { what: 'a new file', faults: [lastLost], ...once },
  {
    what: 'a file in place of another',
    faults: [lastLost],
    there: 'old',
    task: { conflictBehavior: 'replace' },
    ...once,
  },
  {
    what: 'a file beside another',
    faults: [lastLost],
    there: 'old',
    task: { conflictBehavior: 'rename' },
    ends: { stored: 'whole', as: 'data 1.bin' },
    check: sessions(1),
  },
  {
    what: 'a small file',
    content: small,
    faults: [{ kind: 'loseAnswer', route: 'putContent' }],
    ends: stored,
    check: (trial) => assert.equal(trial.requests('putContent').length, 1),
  },
  {
    what: 'a new file, and the line is gone for minutes',
    faults: [afterLast],
    play: async (trial) => {
      await trial.add();
      const done = trial.run();
      await trial.until('it is stored', () => isStored(trial));
      await trial.withoutLine(5 * 60_000);
      return done;
    },
    ...once,
  },
]);
