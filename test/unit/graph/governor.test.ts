import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { HostGovernor, retryAfterOf } from '../../../src/graph/governor.ts';
import { responseOf } from '../../support/scriptedTransport.ts';
import { VirtualClock } from '../../support/virtualClock.ts';

const never = new AbortController().signal;

function governed(): { clock: VirtualClock; governor: HostGovernor } {
  const clock = new VirtualClock();
  return { clock, governor: new HostGovernor(clock) };
}

describe('HostGovernor', () => {
  it('lets everything through at first', async () => {
    const { clock, governor } = governed();
    await governor.wait('h', never);
    assert.deepEqual(clock.waits, []);
  });

  it('holds everything to a host that asked for it, and nothing to another', async () => {
    const { clock, governor } = governed();
    governor.note('h', responseOf({ status: 429, headers: { 'retry-after': '30' } }));
    await governor.wait('other', never);
    assert.equal(clock.monotonic(), 0);
    await Promise.all([governor.wait('h', never), governor.wait('h', never)]);
    assert.equal(clock.monotonic(), 30_000);
    await governor.wait('h', never);
    assert.equal(clock.monotonic(), 30_000);
  });

  it('goes on waiting when the hold grows meanwhile', async () => {
    const { clock, governor } = governed();
    governor.hold('h', 1000);
    const wait = governor.wait('h', never);
    governor.hold('h', 5000);
    await wait;
    assert.equal(clock.monotonic(), 5000);
  });

  it('does not let a short hold end a long one', async () => {
    const { clock, governor } = governed();
    governor.hold('h', 5000);
    governor.hold('h', 10);
    await governor.wait('h', never);
    assert.equal(clock.monotonic(), 5000);
  });

  it('stops waiting when aborted, and leaves no wait behind', async () => {
    const { clock, governor } = governed();
    governor.hold('h', 60_000);
    const abort = new AbortController();
    const wait = governor.wait('h', abort.signal);
    abort.abort(new Error('enough'));
    await assert.rejects(wait, /enough/u);
    assert.equal(clock.pending, 0);
    await assert.rejects(governor.wait('free', abort.signal), /enough/u);
  });

  it('holds when the budget is used up, until it is renewed', async () => {
    const { clock, governor } = governed();
    governor.note('h', responseOf({ status: 200, headers: { 'ratelimit-remaining': '0', 'ratelimit-reset': '12' } }));
    await governor.wait('h', never);
    assert.equal(clock.monotonic(), 12_000);
  });

  it('does not hold while something of the budget is left', async () => {
    const { clock, governor } = governed();
    governor.note('h', responseOf({ status: 200, headers: { 'ratelimit-remaining': '1', 'ratelimit-reset': '12' } }));
    governor.note('h', responseOf({ status: 200, headers: { 'ratelimit-remaining': '0' } }));
    await governor.wait('h', never);
    assert.equal(clock.monotonic(), 0);
  });

  it('takes Retry-After of a success for something else', async () => {
    const { clock, governor } = governed();
    governor.note('h', responseOf({ status: 202, headers: { 'retry-after': '30' } }));
    await governor.wait('h', never);
    assert.equal(clock.monotonic(), 0);
  });

  describe('when little of the budget is left', () => {
    function pauseFor(headers: Record<string, string>, status = 200): number {
      const { governor } = governed();
      governor.note('h', responseOf({ status, headers }));
      return governor.left('h');
    }

    for (const [limit, remaining, reset, ms] of [
      // 30 more uploads in 30 seconds.
      ['1200', '60', '30', 1000],
      ['1200', '10', '30', 6000],
      ['1200', '2', '30', 30_000],
      ['1200', '1', '30', 30_000],
      ['1200', '0', '30', 30_000],
      ['1200', '-7', '30', 30_000],
      // More than a twentieth.
      ['1200', '61', '30', 0],
      ['1200', '240', '30', 0],
      ['1200', '60', '0', 0],
      ['1200', 'few', '30', 0],
      ['many', '60', '30', 0],
    ] as const) {
      it(`waits ${ms} ms with ${remaining} of ${limit} units for ${reset} seconds`, () => {
        const headers = { 'ratelimit-limit': limit, 'ratelimit-remaining': remaining, 'ratelimit-reset': reset };
        assert.equal(pauseFor(headers), ms);
      });
    }

    it('lets requests that waited go one by one until the budget is renewed', async () => {
      const { clock, governor } = governed();
      const headers = { 'ratelimit-limit': '1200', 'ratelimit-remaining': '10', 'ratelimit-reset': '30' };
      governor.note('h', responseOf({ status: 200, headers }));
      const times: number[] = [];
      const request = async (): Promise<void> => {
        await governor.wait('h', never);
        times.push(clock.monotonic() / 1000);
      };
      await Promise.all(Array.from({ length: 8 }, request));
      assert.deepEqual(times, [6, 12, 18, 24, 30, 30, 30, 30]);
    });

    it('tells of long pauses only', async () => {
      const { governor } = governed();
      const told: unknown[] = [];
      governor.onDidHold(({ host }) => told.push(host));
      governor.onDidRelease((host) => told.push(host));
      for (const [host, remaining] of [
        ['short', '60'],
        ['long', '2'],
      ] as const) {
        const headers = { 'ratelimit-limit': '1200', 'ratelimit-remaining': remaining, 'ratelimit-reset': '30' };
        governor.note(host, responseOf({ status: 200, headers }));
        await governor.wait(host, never);
      }
      assert.deepEqual(told, ['long', 'long']);
    });

    it('goes at full speed again when the service says that there is enough', async () => {
      const { clock, governor } = governed();
      const headers = { 'ratelimit-limit': '1200', 'ratelimit-remaining': '60', 'ratelimit-reset': '30' };
      governor.note('h', responseOf({ status: 200, headers }));
      await governor.wait('h', never);
      governor.note('h', responseOf({ status: 200, headers: { ...headers, 'ratelimit-remaining': '200' } }));
      for (let request = 0; request < 5; request++) {
        await governor.wait('h', never);
      }
      assert.equal(clock.monotonic(), 2000);
    });

    it('keeps to the longer wait when it is throttled as well', () => {
      const headers = { 'ratelimit-limit': '1200', 'ratelimit-remaining': '0', 'ratelimit-reset': '10' };
      assert.equal(pauseFor({ ...headers, 'retry-after': '40' }, 429), 40_000);
      assert.equal(pauseFor({ ...headers, 'retry-after': '4' }, 429), 10_000);
    });
  });

  it('ends a hold on time when the wall clock is set back', async () => {
    const { clock, governor } = governed();
    governor.hold('h', 60_000);
    clock.jump(-3_600_000);
    assert.equal(governor.heldUntil('h'), clock.now() + 60_000);
    await governor.wait('h', never);
    assert.equal(clock.monotonic(), 60_000);
  });

  it('ends a hold that a machine slept through soon after it wakes', async () => {
    const { clock, governor } = governed();
    governor.hold('h', 600_000);
    const waiting = governor.wait('h', never);
    await clock.delay(7000);
    // Neither timers nor the monotonic clock run in the meantime.
    clock.jump(3_600_000);
    assert.equal(governor.left('h'), 0);
    await waiting;
    assert.ok(clock.monotonic() <= 12_000);
  });

  it('knows who is held until when', () => {
    const { clock, governor } = governed();
    assert.deepEqual(governor.holds, []);
    assert.equal(governor.heldUntil('a'), undefined);
    governor.hold('a', 2000);
    governor.hold('b', 9000);
    assert.deepEqual(governor.holds, [
      { host: 'a', until: clock.now() + 2000 },
      { host: 'b', until: clock.now() + 9000 },
    ]);
    clock.advance(3000);
    assert.equal(governor.heldUntil('a'), undefined);
    assert.deepEqual(governor.holds, [{ host: 'b', until: clock.now() + 6000 }]);
  });

  it('tells once that a hold has ended, however many waited', async () => {
    const { governor } = governed();
    const released: string[] = [];
    governor.onDidRelease((host) => released.push(host));
    await governor.wait('h', never);
    governor.hold('h', 2000);
    await Promise.all([governor.wait('h', never), governor.wait('h', never)]);
    assert.deepEqual(released, ['h']);
  });

  it('tells of a hold with the time of its end', () => {
    const { clock, governor } = governed();
    const holds: unknown[] = [];
    governor.onDidHold((hold) => holds.push(hold));
    governor.hold('h', 2000);
    governor.hold('h', 1000);
    assert.deepEqual(holds, [{ host: 'h', until: clock.now() + 2000 }]);
  });
});

describe('retryAfterOf', () => {
  const now = Date.UTC(2026, 5, 1, 12, 0, 0);
  const dateIn = (ms: number): string => new Date(now + ms).toUTCString();

  function asked(headers: Record<string, string>): number | undefined {
    return retryAfterOf(responseOf({ status: 429, headers }), now);
  }

  it('reads seconds', () => {
    assert.equal(asked({ 'retry-after': '120' }), 120_000);
    assert.equal(asked({ 'retry-after': ' 0.5 ' }), 500);
  });

  it('reads a date', () => {
    assert.equal(asked({ 'retry-after': dateIn(90_000) }), 90_000);
  });

  it('measures a date by the clock of the server when it is told', () => {
    assert.equal(asked({ 'retry-after': dateIn(90_000), date: dateIn(60_000) }), 30_000);
  });

  it('does not wait for a date that has passed', () => {
    assert.equal(asked({ 'retry-after': dateIn(-5000) }), 0);
  });

  it('ignores nonsense and absence', () => {
    assert.equal(asked({ 'retry-after': 'soon' }), undefined);
    assert.equal(asked({ 'retry-after': '-5' }), undefined);
    assert.equal(asked({}), undefined);
  });
});
