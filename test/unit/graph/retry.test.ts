import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { GraphError, UnexpectedAnswerError } from '../../../src/graph/errors.ts';
import { decideRetry, failureKind, RetryBudget } from '../../../src/graph/retry.ts';
import type { RetryPolicy } from '../../../src/graph/retry.ts';
import { TokenUnavailableError } from '../../../src/graph/tokens.ts';
import { TransportError } from '../../../src/graph/transport.ts';

function graphError(status: number, retryAfterMs?: number): GraphError {
  return new GraphError({ status, code: 'x', codes: ['x'], retryAfterMs });
}

const policy: RetryPolicy = { failures: 5, firstMs: 1000, longestMs: 3000 };

describe('failureKind', () => {
  for (const status of [408, 500, 502, 503, 504, 509]) {
    it(`takes ${status} for transient`, () => {
      assert.equal(failureKind(graphError(status)), 'transient');
    });
  }

  for (const status of [400, 401, 403, 404, 409, 410, 411, 412, 413, 416, 423, 501, 507]) {
    it(`takes ${status} for permanent`, () => {
      assert.equal(failureKind(graphError(status)), 'permanent');
    });
  }

  it('takes 429 for throttling', () => {
    assert.equal(failureKind(graphError(429)), 'throttled');
  });

  it('takes a broken connection for transient, an untrusted one for permanent', () => {
    for (const failure of ['connectionLost', 'connectionRefused', 'nameNotResolved', 'answerTimeout'] as const) {
      assert.equal(failureKind(new TransportError(failure, 'h')), 'transient');
    }
    assert.equal(failureKind(new TransportError('tls', 'h')), 'permanent');
    assert.equal(failureKind(new TransportError('answerTooLarge', 'h')), 'permanent');
  });

  it('waits for a proxy that is gone, not for one that wants a password or forbids', () => {
    assert.equal(failureKind(new TransportError('proxyUnreachable', 'proxy')), 'transient');
    // VS Code's own way may know how to speak to it, once there is a network.
    assert.equal(failureKind(new TransportError('proxyUnusable', '')), 'transient');
    assert.equal(failureKind(new TransportError('proxyAuthentication', 'proxy')), 'permanent');
    assert.equal(failureKind(new TransportError('proxyRefused', 'proxy')), 'permanent');
  });

  it('waits for a sign-in service that has no token just now', () => {
    assert.equal(failureKind(new TokenUnavailableError(new Error('busy'))), 'transient');
  });

  it('takes cut-off JSON for garbled, and a web page for permanent', () => {
    assert.equal(failureKind(new UnexpectedAnswerError('malformed')), 'garbled');
    assert.equal(failureKind(new UnexpectedAnswerError('html')), 'permanent');
    assert.equal(failureKind(new UnexpectedAnswerError('redirect')), 'permanent');
  });

  it('takes anything else for permanent', () => {
    assert.equal(failureKind(new Error('bug')), 'permanent');
  });
});

describe('decideRetry', () => {
  it('waits twice as long each time, up to the longest', () => {
    const waits = [1, 2, 3, 4].map((failures) => decideRetry({ kind: 'transient' }, failures, policy, 1));
    assert.deepEqual(waits, [{ waitMs: 1000 }, { waitMs: 2000 }, { waitMs: 3000 }, { waitMs: 3000 }]);
  });

  it('spreads the waits over the upper half', () => {
    assert.deepEqual(decideRetry({ kind: 'transient' }, 1, policy, 0), { waitMs: 500 });
    assert.deepEqual(decideRetry({ kind: 'transient' }, 1, policy, 0.5), { waitMs: 750 });
  });

  it('stops after the last failure that is allowed', () => {
    assert.equal(decideRetry({ kind: 'transient' }, 5, policy, 0), 'stop');
    assert.equal(decideRetry({ kind: 'throttled' }, 5, policy, 0), 'stop');
  });

  it('stops at once when nothing will change', () => {
    assert.equal(decideRetry({ kind: 'permanent' }, 1, policy, 0), 'stop');
  });

  it('has little patience with answers that make no sense', () => {
    assert.notEqual(decideRetry({ kind: 'garbled' }, 2, policy, 0), 'stop');
    assert.equal(decideRetry({ kind: 'garbled' }, 3, policy, 0), 'stop');
  });

  it('waits as long as it was asked to', () => {
    assert.deepEqual(decideRetry({ kind: 'throttled', askedMs: 90_000 }, 1, policy, 0), { waitMs: 90_000 });
    assert.deepEqual(decideRetry({ kind: 'transient', askedMs: 0 }, 4, policy, 1), { waitMs: 0 });
  });
});

describe('RetryBudget', () => {
  it('forgets failures once something has moved', () => {
    const budget = new RetryBudget(policy, () => 1);
    for (let failure = 0; failure < 4; failure++) {
      assert.notEqual(budget.fail(graphError(503)), 'stop');
    }
    budget.refill();
    assert.deepEqual(budget.fail(graphError(503)), { waitMs: 1000 });
  });

  it('stops when nothing moves', () => {
    const budget = new RetryBudget(policy, () => 1);
    const decisions = [1, 2, 3, 4, 5].map(() => budget.fail(graphError(503)));
    assert.equal(decisions.at(-1), 'stop');
    assert.equal(decisions.indexOf('stop'), 4);
  });

  it('takes the wait from the error and the kind from the caller', () => {
    const budget = new RetryBudget(policy, () => 1);
    assert.deepEqual(budget.fail(graphError(429, 7000)), { waitMs: 7000 });
    assert.equal(budget.fail(graphError(416)), 'stop');
    assert.deepEqual(budget.fail(graphError(416), 'transient'), { waitMs: 3000 });
  });
});
