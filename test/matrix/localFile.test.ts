import assert from 'node:assert/strict';
import { rename, rm, utimes } from 'node:fs/promises';
import type { UploadResult } from '../../src/upload/model.ts';
import { assertFailed, half, large, matrix, otherLarge, sessions, stored } from '../support/matrix.ts';
import type { Row } from '../support/matrix.ts';
import { modified } from '../support/trial.ts';
import type { Trial } from '../support/trial.ts';

const longer = Buffer.concat([large, Buffer.from('more')]);
const otherEnd = Buffer.concat([large.subarray(0, -1000), Buffer.alloc(1000, 'end')]);
const otherBegin = Buffer.concat([Buffer.alloc(1000, 'begin'), large.subarray(1000)]);

interface Change {
  readonly what: string;
  readonly content: Uint8Array;
  readonly make: (trial: Trial) => Promise<void>;
}

/** What shows that the file is not the one that was begun with. */
const changes: readonly Change[] = [
  { what: 'has another size', content: longer, make: (trial) => trial.write(longer) },
  {
    what: 'has another time',
    content: large,
    make: (trial) => utimes(trial.file, modified / 1000 + 1, modified / 1000 + 1),
  },
  {
    what: 'has other bytes, but the same size and time',
    content: otherLarge,
    make: (trial) => trial.write(otherLarge),
  },
  {
    what: 'begins with other bytes, but has the same size and time',
    content: otherBegin,
    make: (trial) => trial.write(otherBegin),
  },
];

matrix('the local file, when a paused upload goes on,', [
  ...changes.flatMap(({ what, content, make }): Row[] => [
    {
      what,
      play: async (trial) => {
        await trial.pauseAt(half);
        await make(trial);
        return trial.run();
      },
      ends: { failed: 'changed', state: 'changed' },
      check: (trial) => assert.deepEqual(trial.sim.openSessions, [], 'what was sent is of no use'),
    },
    {
      what: `${what}, in another window, and the user begins anew`,
      play: async (trial) => {
        await trial.pauseAt(half);
        await make(trial);
        await trial.reopen();
        assertFailed(await trial.run(), 'changed');
        return trial.upload();
      },
      ends: { stored: 'whole', content },
      outcome: 'stored whole, all of it new',
    },
  ]),
  {
    what: 'has other bytes that were not sent before, but the same size and time',
    play: async (trial) => {
      await trial.pauseAt(half);
      await trial.write(otherEnd);
      return trial.run();
    },
    ends: { stored: 'whole', content: otherEnd },
    outcome: 'stored as it is now',
  },
  {
    what: 'was deleted',
    play: async (trial) => {
      await trial.pauseAt(half);
      await rm(trial.file);
      return trial.run();
    },
    ends: { failed: 'missing' },
  },
  {
    what: 'was moved, and is moved back',
    play: async (trial) => {
      await trial.pauseAt(half);
      await rename(trial.file, `${trial.file}.away`);
      assertFailed(await trial.run(), 'missing');
      await rename(`${trial.file}.away`, trial.file);
      return trial.run();
    },
    ends: stored,
    check: sessions(1),
  },
  {
    what: 'was replaced by another one of the same name',
    play: async (trial) => {
      await trial.pauseAt(half);
      await rename(trial.file, `${trial.file}.away`);
      await trial.write(otherLarge, modified + 60_000);
      return trial.run();
    },
    ends: { failed: 'changed', state: 'changed' },
  },
]);

async function duringUpload(trial: Trial, change: () => Promise<void>): Promise<UploadResult> {
  // The sixth fragment takes long enough for the change.
  trial.sim.faults.add({ kind: 'delay', ms: 100, route: 'fragment', nth: 6 });
  const { done } = await trial.uploadTo(half);
  await change();
  return done;
}

matrix('the local file, while it is sent,', [
  {
    what: 'gets another time',
    play: (trial) => duringUpload(trial, () => utimes(trial.file, modified / 1000 + 5, modified / 1000 + 5)),
    ends: { failed: 'changed', state: 'changed' },
  },
  {
    what: 'grows',
    play: (trial) => duringUpload(trial, () => trial.write(longer)),
    ends: { failed: 'changed', state: 'changed' },
  },
  {
    what: 'is deleted',
    play: (trial) => duringUpload(trial, () => rm(trial.file)),
    ends: { failed: 'missing' },
  },
  {
    what: 'grows, and the user begins anew',
    play: async (trial) => {
      assertFailed(await duringUpload(trial, () => trial.write(longer)), 'changed');
      return trial.upload();
    },
    ends: { stored: 'whole', content: longer },
  },
  {
    what: 'is to be committed later, and changes before that',
    play: async (trial) => {
      assert.equal((await trial.upload({ deferCommit: true })).status, 'awaitingCommit');
      await trial.write(otherLarge, modified + 60_000);
      return trial.commit();
    },
    ends: stored,
    outcome: 'stored as it was sent',
  },
]);
