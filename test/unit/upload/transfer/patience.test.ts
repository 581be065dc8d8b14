import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { GraphError, UnexpectedAnswerError } from '../../../../src/graph/errors.ts';
import { HostGovernor } from '../../../../src/graph/governor.ts';
import { TransportError } from '../../../../src/graph/transport.ts';
import type { TransportFailure } from '../../../../src/graph/transport.ts';
import { isUnreachable, Patience } from '../../../../src/upload/transfer/patience.ts';
import type { UserWait } from '../../../../src/upload/transfer/patience.ts';
import { Emitter } from '../../../../src/base/event.ts';
import type { TransferWait } from '../../../../src/upload/transfer/transfer.ts';
import { FixedRandom } from '../../../support/graphClient.ts';
import { lostConnection } from '../../../support/scriptedTransport.ts';
import { VirtualClock } from '../../../support/virtualClock.ts';

const never = new AbortController().signal;
const host = 'up.example.test';
const busy = new GraphError({ status: 503, code: 'serviceNotAvailable', codes: ['serviceNotAvailable'] });
const throttled = new GraphError({ status: 429, code: 'x', codes: ['x'], retryAfterMs: 41_000 });

function setUp(): {
  clock: VirtualClock;
  governor: HostGovernor;
  patience: Patience;
  told: (TransferWait | undefined)[];
} {
  const clock = new VirtualClock();
  const governor = new HostGovernor(clock);
  const told: (TransferWait | undefined)[] = [];
  const patience = new Patience({ clock, governor, random: new FixedRandom() }, (wait) => told.push(wait));
  return { clock, governor, patience, told };
}

/** Fails as often as there are errors, then answers. */
function failing(...errors: Error[]): () => Promise<string> {
  return () => {
    const error = errors.shift();
    return error === undefined ? Promise.resolve('answer') : Promise.reject(error);
  };
}

/** Requests that can be made to wait for the user. */
class UserAtWork implements UserWait {
  isWaiting = false;
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;

  set(isWaiting: boolean): void {
    this.isWaiting = isWaiting;
    this.#changed.fire();
  }
}

describe('waiting for the user to sign in', () => {
  function watching(userWait: UserWait): { readonly patience: Patience; readonly told: (string | undefined)[] } {
    const clock = new VirtualClock();
    const told: (string | undefined)[] = [];
    const parts = { clock, governor: new HostGovernor(clock), random: new FixedRandom(), userWait };
    return { patience: new Patience(parts, (wait) => told.push(wait?.reason)), told };
  }

  it('is told when it begins and when it ends, also to who comes later', () => {
    const user = new UserAtWork();
    const first = watching(user);
    user.set(true);
    const second = watching(user);
    user.set(false);
    assert.deepEqual(first.told, ['signIn', undefined]);
    assert.deepEqual(second.told, ['signIn', undefined]);
  });

  it('is over for an upload that needs no token as soon as something of it got through', () => {
    const user = new UserAtWork();
    const { patience, told } = watching(user);
    user.set(true);
    patience.goesOn();
    user.set(false);
    assert.deepEqual(told, ['signIn', undefined]);
  });

  it('is no concern of an upload that has ended', () => {
    const user = new UserAtWork();
    const { patience, told } = watching(user);
    patience.dispose();
    user.set(true);
    assert.deepEqual(told, []);
  });
});

describe('isUnreachable', () => {
  for (const [failure, expected] of [
    ['nameNotResolved', true],
    ['connectionRefused', true],
    ['connectTimeout', true],
    ['answerTimeout', true],
    ['connectionLost', true],
    ['other', true],
    ['tls', false],
    ['answerTooLarge', false],
  ] as const satisfies [TransportFailure, boolean][]) {
    it(`is ${expected} for ${failure}`, () => {
      assert.equal(isUnreachable(new TransportError(failure, host)), expected);
    });
  }

  it('is false for whatever the service said', () => {
    assert.equal(isUnreachable(busy), false);
    assert.equal(isUnreachable(new UnexpectedAnswerError('malformed')), false);
  });
});

describe('Patience', () => {
  it('waits for the line without end, a little longer each time up to half a minute', async () => {
    const { clock, patience, told } = setUp();
    const outage = Array.from({ length: 40 }, () => lostConnection());
    assert.equal(await patience.reach(host, failing(...outage), never), 'answer');
    assert.deepEqual(clock.waits.slice(0, 7), [750, 1500, 3000, 6000, 12_000, 22_500, 22_500]);
    assert.equal(clock.waits.length, 40);
    assert.equal(patience.offlineWaits, 40);
    assert.deepEqual([told[0], told.at(-1)], [{ reason: 'offline' }, undefined]);
    await patience.reach(host, failing(lostConnection()), never);
    assert.equal(clock.waits.at(-1), 750, 'it begins with short waits again');
  });

  it('gives up on a service that says that it is busy, but not because of the line in between', async () => {
    const { patience } = setUp();
    const half = Array.from({ length: 8 }, () => busy);
    assert.equal(await patience.reach(host, failing(...half, lostConnection(), ...half), never), 'answer');
    await assert.rejects(patience.reach(host, failing(...half, busy), never), busy);
  });

  it('gives up at once on a refusal', async () => {
    const { clock, patience } = setUp();
    const refusal = new GraphError({ status: 403, code: 'accessDenied', codes: ['accessDenied'] });
    await assert.rejects(patience.reach(host, failing(refusal), never), refusal);
    assert.deepEqual(clock.waits, []);
  });

  it('ends its waits with the signal', async () => {
    for (const error of [lostConnection(), busy]) {
      const { patience, clock } = setUp();
      const abort = new AbortController();
      const asked = patience.reach(host, failing(error), abort.signal);
      setImmediate(() => abort.abort());
      await assert.rejects(asked, { name: 'AbortError' });
      assert.equal(clock.pending, 0);
    }
  });

  it('leaves the host alone when it asks for that, and tells until when', async () => {
    const { clock, governor, patience, told } = setUp();
    patience.watch(host);
    const until = clock.now() + 41_000;
    await patience.reach(host, failing(throttled), never);
    assert.equal(governor.left(host), 41_000);
    assert.deepEqual(told, [{ reason: 'throttled', until }], 'it is not over while the host is held');
    await governor.wait(host, never);
    patience.goesOn();
    assert.deepEqual(told.at(-1), undefined);
  });

  it('tells of holds that others caused, before and after it began, of its own hosts only', () => {
    const { clock, governor, patience, told } = setUp();
    governor.hold('elsewhere.example.test', 5000);
    governor.hold(host, 1000);
    assert.deepEqual(told, []);
    patience.watch(host);
    assert.deepEqual(told, [{ reason: 'throttled', until: clock.now() + 1000 }]);
    governor.hold(host, 2000);
    governor.hold('elsewhere.example.test', 9000);
    assert.deepEqual(told.slice(1), [{ reason: 'throttled', until: clock.now() + 2000 }]);
    patience.dispose();
    governor.hold(host, 3000);
    assert.equal(told.length, 2);
  });
});
