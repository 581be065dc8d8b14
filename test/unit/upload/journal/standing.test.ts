import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RecordState } from '../../../../src/upload/journal/record.ts';
import { standingOf } from '../../../../src/upload/journal/standing.ts';
import type { Standing } from '../../../../src/upload/journal/standing.ts';
import { sessionMark, uploadRecord } from '../../../support/uploadRecords.ts';

const error = { code: 'x', reason: 'why', message: 'why' };

/** For each state: what it is when nobody is at it, with a session that lives and with one past its time. */
const alone: readonly [RecordState, Standing, Standing][] = [
  [{ kind: 'queued' }, 'interrupted', 'expired'],
  [{ kind: 'running' }, 'interrupted', 'expired'],
  [{ kind: 'waiting', reason: 'offline' }, 'interrupted', 'expired'],
  [{ kind: 'paused' }, 'paused', 'expired'],
  [{ kind: 'interrupted' }, 'interrupted', 'expired'],
  [{ kind: 'awaitingCommit' }, 'awaitingCommit', 'expired'],
  [{ kind: 'conflict', reason: 'nameTaken' }, 'conflict', 'expired'],
  [{ kind: 'expired' }, 'expired', 'expired'],
  [{ kind: 'changed' }, 'changed', 'changed'],
  [{ kind: 'failed', error }, 'failed', 'expired'],
  [{ kind: 'discarding' }, 'discarding', 'discarding'],
];

describe('what an upload is shown as', () => {
  const expires = 1000;
  for (const [state, before, after] of alone) {
    it(`${state.kind} that nobody is at is ${before}, and ${after} after its time`, () => {
      const record = uploadRecord('a', { state, session: sessionMark(10, { expires }) });
      assert.equal(standingOf({ record, where: 'nobody' }, expires), before);
      assert.equal(standingOf({ record, where: 'nobody' }, expires + 1), after);
      const { session: _none, ...fresh } = record;
      assert.equal(standingOf({ record: fresh, where: 'nobody' }, expires + 1), before, 'without a session');
    });

    it(`${state.kind} is what it says while this window is at it, and else says who is`, () => {
      const record = uploadRecord('a', { state, session: sessionMark(10, { expires }) });
      assert.equal(standingOf({ record, where: 'thisWindow' }, expires + 1), state.kind);
      assert.equal(standingOf({ record, where: 'otherWindow' }, expires + 1), 'otherWindow');
      assert.equal(standingOf({ record, where: 'otherMachine' }, expires + 1), 'otherMachine');
    });
  }
});
