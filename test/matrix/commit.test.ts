import assert from 'node:assert/strict';
import type { UploadResult } from '../../src/upload/model.ts';
import type { FaultSpec } from '../sim/index.ts';
import { positionalBytes } from '../support/content.ts';
import { assertFailed, assertModified, matrix, stored } from '../support/matrix.ts';
import type { Trial } from '../support/trial.ts';

const notPersonal = { business: 'replaces what is committed later', documentLibrary: 'as business' };
const personal = { personal: 'cannot replace by what is committed later' };
const commitRoutes = ['uploadCommit', 'commitBySourceUrl'] as const;
const deferred = { deferCommit: true };
/** A session is used for it, whatever its size, when it is committed later. */
const small = positionalBytes(400_000);

function otherIsThere(trial: Trial): void {
  assert.equal(trial.item()?.size, 5);
}

async function committed(trial: Trial): Promise<UploadResult> {
  assert.equal((await trial.upload(deferred)).status, 'awaitingCommit');
  assert.equal(trial.item(), undefined, 'nobody can see it before');
  return trial.commit();
}

function atCommit(fault: Partial<Extract<FaultSpec, { kind: 'status' }>>): readonly FaultSpec[] {
  return [{ kind: 'status', status: 503, route: commitRoutes, ...fault }];
}

matrix('a commit that was put off', [
  { what: 'all bytes are there', task: deferred, ends: { status: 'awaitingCommit' } },
  { what: 'the user commits', play: committed, ends: stored, check: assertModified },
  {
    what: 'the user commits in another window, a day later on personal drives',
    content: small,
    play: async (trial) => {
      assert.equal((await trial.upload(deferred)).status, 'awaitingCommit');
      await trial.reopen();
      trial.sim.clock.advance(trial.kind === 'personal' ? 86_400_000 : 600_000);
      trial.signIn();
      return trial.commit();
    },
    ends: stored,
    check: assertModified,
  },
  {
    what: 'the answer to the commit is lost',
    content: small,
    faults: [{ kind: 'loseAnswer', route: commitRoutes }],
    play: committed,
    ends: stored,
  },
  { what: 'the commit gets 503', content: small, faults: atCommit({}), play: committed, ends: stored },
  {
    what: 'the commit gets 503 although it is done',
    content: small,
    faults: atCommit({ when: 'after' }),
    play: committed,
    ends: stored,
  },
  {
    what: 'the commit gets 429',
    content: small,
    faults: atCommit({ status: 429, retryAfter: 20 }),
    play: committed,
    ends: stored,
  },
  {
    what: 'the name is taken at the commit',
    content: small,
    play: async (trial) => {
      assert.equal((await trial.upload(deferred)).status, 'awaitingCommit');
      trial.put('other');
      return trial.commit();
    },
    ends: { conflict: 'nameTaken', because: 'nameTaken' },
    check: otherIsThere,
  },
  {
    what: 'the name is taken at the commit, and the user keeps both',
    content: small,
    play: async (trial) => {
      assert.equal((await trial.upload(deferred)).status, 'awaitingCommit');
      trial.put('other');
      assertFailed(await trial.commit(), 'nameTaken');
      return trial.commit({ behavior: 'rename' });
    },
    ends: { stored: 'whole', as: 'data 1.bin' },
    check: otherIsThere,
  },
  {
    what: 'the drive is full at the commit, and then is not',
    content: small,
    play: async (trial) => {
      assert.equal((await trial.upload(deferred)).status, 'awaitingCommit');
      trial.sim.setQuota(1000);
      assertFailed(await trial.commit(), 'overQuota');
      trial.sim.setQuota(1_000_000_000);
      return trial.commit();
    },
    ends: stored,
  },
  {
    what: 'the session has expired before the commit',
    content: small,
    play: async (trial) => {
      assert.equal((await trial.upload(deferred)).status, 'awaitingCommit');
      trial.sim.clock.advance(8 * 86_400_000);
      trial.signIn();
      return trial.commit();
    },
    ends: { failed: 'sessionExpired' },
  },
  {
    what: 'it is there to replace another file',
    content: small,
    there: 'old',
    play: async (trial) => {
      assert.equal((await trial.upload({ ...deferred, conflictBehavior: 'replace' })).status, 'awaitingCommit');
      otherThan(trial, small.length);
      return trial.commit();
    },
    leftOut: personal,
    ends: stored,
  },
  {
    what: 'it is there to replace another file',
    content: small,
    there: 'old',
    task: { ...deferred, conflictBehavior: 'replace' },
    leftOut: notPersonal,
    ends: { failed: 'deferredReplace' },
  },
  { what: '0 bytes', content: positionalBytes(0), play: committed, ends: stored },
  { what: '1 byte', content: positionalBytes(1), play: committed, ends: stored },
]);

function otherThan(trial: Trial, size: number): void {
  assert.notEqual(trial.item()?.size, size);
}
