import assert from 'node:assert/strict';
import type { FaultSpec } from '../sim/index.ts';
import { assertFailed, half, large, matrix, once, sessions, stored } from '../support/matrix.ts';
import type { Row } from '../support/matrix.ts';

type StatusFault = Extract<FaultSpec, { kind: 'status' }>;

const route = 'fragment';
const hour = 3_600_000;

function answered(status: number, more: Partial<StatusFault> = {}): readonly FaultSpec[] {
  return [{ kind: 'status', status, route, nth: 3, ...more }];
}

function atLast(fault: { readonly kind: 'loseAnswer' } | Omit<StatusFault, 'route'>): FaultSpec {
  return { ...fault, route, last: true };
}

const anew: Pick<Row, 'ends' | 'check'> = { ends: stored, check: sessions(2) };

matrix('416 to a fragment', [
  { what: 'it was stored, although 500 said otherwise', faults: answered(500, { when: 'after' }), ...once },
  { what: 'it was stored, although 503 said otherwise', faults: answered(503, { when: 'after' }), ...once },
  { what: 'it is said to overlap', faults: answered(416), ...once },
  { what: 'it is said to overlap after it was stored', faults: answered(416, { when: 'after' }), ...once },
  { what: 'it is said to be out of order', faults: answered(416, { inner: ['fragmentOutOfOrder'] }), ...once },
  {
    what: 'the last one is stored all the same',
    faults: [atLast({ kind: 'status', status: 416, when: 'after' })],
    ...once,
  },
]);

matrix('404 to a fragment', [
  { what: 'the session has gone in the middle', faults: answered(404), ...anew },
  { what: 'the last one was stored', faults: [atLast({ kind: 'status', status: 404, when: 'after' })], ...once },
  { what: 'the last one was not stored', faults: [atLast({ kind: 'status', status: 404 })], ...anew },
  { what: 'the session is not known yet', faults: answered(404, { nth: 1 }), ...once },
  {
    what: 'the first session is never known',
    faults: [{ kind: 'sessionLost', route: 'createUploadSession' }],
    ...anew,
  },
  {
    what: 'no session is ever known',
    faults: [{ kind: 'sessionLost', route: 'createUploadSession', times: 'always' }],
    ends: { failed: 'sessionLost' },
    check: sessions(3),
  },
  {
    what: 'an Office file in a library is replaced, whose first session is lost',
    name: 'book.xlsx',
    simulator: { behaviours: { officeSessionLost: true } },
    there: 'old',
    task: { conflictBehavior: 'replace' },
    leftOut: { business: 'only libraries were seen to do that', personal: 'only libraries were seen to do that' },
    ends: { stored: 'rewritten' },
    check: sessions(2),
  },
  {
    what: 'an Office file in a library is replaced by an upload whose second session waits in another window',
    name: 'book.xlsx',
    simulator: { behaviours: { officeSessionLost: true } },
    there: 'old',
    leftOut: { business: 'only libraries were seen to do that', personal: 'only libraries were seen to do that' },
    play: async (trial) => {
      const { done } = await trial.uploadTo(half, { conflictBehavior: 'replace' });
      await trial.reopen();
      assert.equal((await done).status, 'paused');
      return trial.run();
    },
    ends: { stored: 'rewritten' },
    check: sessions(2),
  },
]);

matrix('the address of a session loses its power', [
  ...([401, 403] as const).flatMap((status): Row[] => [
    { what: `in the middle, ${status}`, faults: [{ kind: 'tokenDeath', status, route, nth: 4 }], ...anew },
    { what: `at once, ${status}`, faults: [{ kind: 'tokenDeath', status, route }], ...anew },
    {
      what: `while the upload is paused, ${status}`,
      faults: [{ kind: 'tokenDeath', status, route: 'uploadStatus' }],
      play: async (trial) => {
        await trial.pauseAt(half);
        return trial.run();
      },
      ...anew,
    },
    {
      what: `after the last byte, whose answer is lost, ${status}`,
      faults: [atLast({ kind: 'loseAnswer' }), { kind: 'status', status, route: 'uploadStatus' }],
      ...once,
    },
  ]),
  {
    what: 'after a day',
    play: async (trial) => {
      await trial.pauseAt(half);
      trial.sim.clock.advance((trial.kind === 'personal' ? 8 * 24 : 25) * hour);
      trial.signIn();
      return trial.run();
    },
    ...anew,
  },
  {
    what: 'in the middle, and nobody is signed in any more',
    faults: [{ kind: 'tokenDeath', status: 403, route, nth: 4 }],
    play: async (trial) => {
      const { done } = await trial.uploadTo(1);
      trial.sim.revokeToken(trial.token());
      return done;
    },
    ends: { failed: 'SignInRequiredError' },
  },
]);

matrix('an answer to a fragment', [
  { what: '400 uploadSessionFailed', faults: answered(400, { inner: ['uploadSessionFailed'] }), ...anew },
  { what: '400 invalidRequest to the first one', faults: answered(400, { nth: 1 }), ends: { failed: 'refused' } },
  { what: '400 invalidRequest to a later one', faults: answered(400), ...anew },
  { what: '412', faults: answered(412), ends: { conflict: 'changedOnServer', because: 'changedOnServer' } },
  {
    what: '412 to the last one',
    faults: [atLast({ kind: 'status', status: 412 })],
    ends: { conflict: 'changedOnServer', because: 'changedOnServer' },
  },
  { what: '413', faults: answered(413), ends: { failed: 'fileTooLarge' } },
  { what: '423', faults: answered(423), ends: { failed: 'locked' } },
  { what: '507', faults: answered(507), ends: { failed: 'overQuota' } },
  {
    what: '507, and then there is space',
    faults: answered(507),
    play: async (trial) => {
      assertFailed(await trial.upload(), 'overQuota');
      return trial.run();
    },
    ...once,
  },
  ...[500, 502, 503, 504, 509].map((status): Row => ({
    what: `${status} twice`,
    faults: answered(status, { times: 2 }),
    ...once,
  })),
  {
    what: '504 three times: the fragments are too large',
    faults: answered(504, { times: 3 }),
    ends: stored,
    check: (trial) => assert.equal(trial.tooLarge.length, 3),
  },
  { what: '503 without an end', faults: answered(503, { times: 'always' }), ends: { failed: 'GraphError' } },
  { what: 'it is lost', faults: [{ kind: 'loseAnswer', route, nth: 3 }], ...once },
  { what: 'it is cut off', faults: [{ kind: 'cutAnswer', afterBytes: 10, route, nth: 3 }], ...once },
  { what: 'it never comes', faults: [{ kind: 'hang', route, nth: 3 }], limits: { answerMs: 200 }, ...once },
  {
    what: 'it never comes, although the bytes were stored',
    faults: [{ kind: 'hang', route, nth: 3, when: 'after' }],
    limits: { answerMs: 200 },
    ...once,
  },
  { what: 'it makes no sense', faults: [{ kind: 'truncatedJson', route, nth: 3 }], ...once },
  { what: 'it is a web page', faults: [{ kind: 'html', route, nth: 3 }], ends: { failed: 'UnexpectedAnswerError' } },
  {
    what: 'a byte was stored wrong',
    faults: [{ kind: 'corrupt', route, nth: 3 }],
    ends: { failed: 'contentMismatch' },
    check: (trial) => assert.equal(trial.item()?.size, large.length),
  },
]);
