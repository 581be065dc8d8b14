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
