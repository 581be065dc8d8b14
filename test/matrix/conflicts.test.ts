import assert from 'node:assert/strict';
import type { ConflictBehavior, UploadResult } from '../../src/upload/model.ts';
import type { ConflictChoice } from '../../src/upload/transfer/transfer.ts';
import { assertFailed, half, large, matrix, stored } from '../support/matrix.ts';
import type { Trial } from '../support/trial.ts';

/** Somebody stores another file of that name when half of the bytes are there. */
async function takenOnTheWay(trial: Trial, conflict: 'ask' | ConflictBehavior = 'ask'): Promise<UploadResult> {
  const { done } = await trial.uploadTo(half, { conflict });
  trial.put('other');
  return done;
}

async function resolved(trial: Trial, choice: ConflictChoice): Promise<UploadResult> {
  assertFailed(await takenOnTheWay(trial), 'nameTaken');
  return trial.commit(choice);
}

function otherIsThere(trial: Trial): void {
  assert.equal(trial.item()?.size, 5);
}

matrix('the name is taken with the last fragment', [
  {
    what: 'the user is asked',
    play: (trial) => takenOnTheWay(trial),
    ends: { conflict: 'nameTaken', because: 'nameTaken' },
    check: (trial) => {
      assert.equal(trial.sim.openSessions.length, 1, 'the session lives on');
      otherIsThere(trial);
    },
  },
  {
    what: 'the user gives another name',
    play: (trial) => resolved(trial, { behavior: 'fail', name: 'other.bin' }),
    ends: { stored: 'whole', as: 'other.bin' },
    check: otherIsThere,
  },
  {
    what: 'the user keeps both',
    play: (trial) => resolved(trial, { behavior: 'rename' }),
    ends: { stored: 'whole', as: 'data 1.bin' },
    check: otherIsThere,
  },
  { what: 'the user replaces', play: (trial) => resolved(trial, { behavior: 'replace' }), ends: stored },
  {
    what: 'the user replaces in another window',
    play: async (trial) => {
      assertFailed(await takenOnTheWay(trial), 'nameTaken');
      await trial.reopen();
      return trial.commit({ behavior: 'replace' });
    },
    ends: stored,
  },
  {
    what: 'the user chooses a name that is taken as well',
    play: async (trial) => {
      trial.sim.putItem('/Reports/third.bin', 'third');
      return resolved(trial, { behavior: 'fail', name: 'third.bin' });
    },
    ends: { conflict: 'nameTaken', because: 'nameTaken' },
    outcome: 'asks again',
    leftOut: { business: 'all bytes are sent again there', documentLibrary: 'all bytes are sent again there' },
  },
  { what: 'the rule is to replace', play: (trial) => takenOnTheWay(trial, 'replace'), ends: stored },
  {
    what: 'the rule is to keep both',
    play: (trial) => takenOnTheWay(trial, 'rename'),
    ends: { stored: 'whole', as: 'data 1.bin' },
    check: otherIsThere,
  },
  {
    what: 'the rule is to skip',
    play: (trial) => takenOnTheWay(trial, 'skip'),
    ends: { status: 'skipped' },
    check: otherIsThere,
  },
  {
    what: 'by a folder',
    play: async (trial) => {
      const { done } = await trial.uploadTo(half);
      trial.sim.putItem('/Reports/data.bin', { folder: true });
      return done;
    },
    ends: { conflict: 'nameTaken', because: 'nameTakenByFolder' },
  },
  {
    what: 'by the same bytes, from somebody else',
    play: async (trial) => {
      const { done } = await trial.uploadTo(half);
      trial.put(large);
      return done;
    },
    ends: { conflict: 'nameTaken', because: 'nameTaken' },
  },
  {
    what: 'the service says so with the first fragment',
    simulator: { behaviours: { lateFail: true } },
    there: 'other',
    ends: { failed: 'nameTaken' },
  },
]);

/** Begins to replace what is there, and somebody changes that meanwhile. */
async function changedOnTheWay(trial: Trial): Promise<UploadResult> {
  const { id, cTag } = trial.put('old');
  const { done } = await trial.uploadTo(half, { conflictBehavior: 'replace', replaces: { itemId: id, cTag } });
  trial.put('newer');
  return done;
}

matrix('what is to be replaced', [
  {
    what: 'has changed on the server meanwhile',
    play: changedOnTheWay,
    ends: { conflict: 'changedOnServer', because: 'changedOnServer' },
    check: otherIsThere,
  },
  {
    what: 'has changed, and the user replaces it all the same',
    play: async (trial) => {
      assertFailed(await changedOnTheWay(trial), 'changedOnServer');
      return trial.commit({ behavior: 'replace' });
    },
    ends: stored,
  },
  {
    what: 'only has another eTag since the session was made',
    simulator: { behaviours: { sessionMovesETag: true, eTagMovesAfterUpload: true } },
    play: async (trial) => {
      const { id, cTag } = trial.put('old');
      return trial.upload({ conflictBehavior: 'replace', replaces: { itemId: id, cTag } });
    },
    ends: stored,
  },
  {
    what: 'was deleted meanwhile',
    play: async (trial) => {
      const { id, cTag } = trial.put('old');
      const { done } = await trial.uploadTo(half, { conflictBehavior: 'replace', replaces: { itemId: id, cTag } });
      trial.sim.removeItem('/Reports/data.bin');
      return done;
    },
    ends: stored,
  },
]);

async function fullOnTheWay(trial: Trial): Promise<UploadResult> {
  const { done } = await trial.uploadTo(half);
  trial.sim.setQuota(1000);
  return done;
}

matrix('the drive becomes full on the way', [
  {
    what: 'there is too little space',
    play: fullOnTheWay,
    ends: { failed: 'overQuota' },
    check: (trial) => assert.equal(trial.sim.openSessions.length, 1, 'the session lives on'),
  },
  {
    what: 'then there is space again',
    play: async (trial) => {
      assertFailed(await fullOnTheWay(trial), 'overQuota');
      trial.sim.setQuota(1_000_000_000);
      return trial.run();
    },
    ends: stored,
    check: (trial) => {
      assert.equal(trial.requests('createUploadSession').length, 1);
      const sent = trial.requests('fragment').reduce((sum, { requestBytes }) => sum + requestBytes, 0);
      assert.ok(sent < 1.5 * large.length, 'not everything was sent again');
    },
  },
]);
