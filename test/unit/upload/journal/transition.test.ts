import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import type { StateKind } from '../../../../src/upload/journal/transition.ts';
import { mayBecome, stateKinds } from '../../../../src/upload/journal/transition.ts';

/** All states that can follow, one after the other. */
function reachable(from: StateKind): Set<StateKind> {
  const found = new Set<StateKind>([from]);
  for (const state of found) {
    for (const next of stateKinds.filter((kind) => mayBecome(state, kind))) {
      found.add(next);
    }
  }
  return found;
}

describe('the states of an upload', () => {
  it('lead out of giving up by no way', () => {
    assert.deepEqual([...reachable('discarding')], ['discarding']);
  });

  it('lead from everything else to running and to giving up', () => {
    for (const state of stateKinds.filter((kind) => kind !== 'discarding')) {
      const found = reachable(state);
      assert.ok(found.has('running'), `${state} can go on`);
      assert.ok(mayBecome(state, 'discarding'), `${state} can be given up at once`);
    }
  });

  it('let an upload wait, end or come to a conflict only while a window is at it', () => {
    const active: readonly StateKind[] = ['queued', 'running', 'waiting'];
    for (const result of ['waiting', 'awaitingCommit', 'conflict', 'changed'] as const) {
      const from = stateKinds.filter((kind) => kind !== result && mayBecome(kind, result));
      assert.deepEqual(
        from,
        active.filter((kind) => kind !== result),
        result,
      );
    }
  });

  it('can always be saved again as they are', () => {
    assert.ok(stateKinds.every((kind) => mayBecome(kind, kind)));
  });

  it('never bring back what was given up, whatever is tried in between', () => {
    fc.assert(
      fc.property(fc.constantFrom(...stateKinds), fc.array(fc.constantFrom(...stateKinds)), (start, wishes) => {
        let state: StateKind = start;
        let givenUp = state === 'discarding';
        for (const wish of wishes) {
          state = mayBecome(state, wish) ? wish : state;
          givenUp ||= state === 'discarding';
          assert.equal(givenUp, state === 'discarding');
        }
      }),
    );
  });
});
