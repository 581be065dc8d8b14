import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RequestBudget, userBudget } from '../../../src/graph/requestBudget.ts';
import type { Budget } from '../../../src/graph/requestBudget.ts';
import { VirtualClock } from '../../support/virtualClock.ts';

const minuteMs = 60_000;

function budgeted(budget: Budget = userBudget): { clock: VirtualClock; own: RequestBudget } {
  const clock = new VirtualClock();
  return { clock, own: new RequestBudget(clock, budget) };
}

/** Requests one after another, each `ms` long, as soon as the budget lets them go. @returns when they went */
function go({ clock, own }: ReturnType<typeof budgeted>, count: number, ms = 0): number[] {
  return Array.from({ length: count }, () => {
    for (let left = own.left; left > 0; left = own.left) {
      clock.advance(left);
    }
    own.take();
    const at = clock.monotonic();
    clock.advance(ms);
    return at;
  });
}

/** The most requests in any stretch of time of that length, to the millisecond. */
function mostWithin(windowMs: number, times: readonly number[]): number {
  let first = 0;
  return times.reduce((most, at, index) => {
    while ((times[first] ?? at) <= at - windowMs + 1) {
      first++;
    }
    return Math.max(most, index - first + 1);
  }, 0);
}

function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((at, index) => at - (times[index] ?? 0));
}

describe('RequestBudget', () => {
  it('lets most of the budget go at once, and spreads the rest evenly until places are free again', () => {
    const scene = budgeted({ requests: 100, windowMs: minuteMs });
    const times = go(scene, 100);
    assert.deepEqual(times.slice(0, 80), Array<number>(80).fill(0));
    for (const gap of gaps(times.slice(79))) {
      assert.ok(Math.abs(gap - minuteMs / 20) < 1, `${gap} ms`);
    }
    assert.ok(scene.own.left <= minuteMs / 20, 'the first are free again when the rest is used up');
  });

  it('waits for the oldest when none is left', () => {
    const scene = budgeted({ requests: 1, windowMs: minuteMs });
    go(scene, 1);
    assert.equal(scene.own.left, minuteMs);
    scene.clock.advance(minuteMs - 1);
    assert.equal(scene.own.left, 1);
    scene.clock.advance(1);
    assert.equal(scene.own.left, 0);
  });

  it('is at full speed again when the past is over', () => {
    const scene = budgeted();
    assert.notEqual(gaps(go(scene, 2500)).at(-1), 0);
    scene.clock.advance(5 * minuteMs);
    assert.equal(new Set(go(scene, 2320)).size, 1);
  });

  for (const [name, before, ms] of [
    ['at once', 0, 0],
    ['one after another', 0, 20],
    ['as fast as the budget itself', 0, 104],
    ['after a single one nearly a window ago', 1, 20],
    ['after some in the last minutes', 12, 62.5],
  ] as const) {
    it(`is never passed in any five minutes by requests that come ${name}, nor wasted`, () => {
      const scene = budgeted();
      const times = Array.from({ length: before }, () => {
        const at = go(scene, 1);
        scene.clock.advance((4.9 * minuteMs) / before);
        return at;
      }).flat();
      const start = scene.clock.monotonic();
      times.push(...go(scene, 12_000, ms));
      assert.ok(mostWithin(userBudget.windowMs, times) <= userBudget.requests);
      // The first windowful may go at once.
      const least = 12_000 / userBudget.requests - 1;
      const took = (scene.clock.monotonic() - start) / userBudget.windowMs;
      assert.ok(took >= least - 0.01 && took <= least + 1.1, `${took} windows`);
    });
  }

  it('does not hurry into a long pause because a few old places become free soon', () => {
    const scene = budgeted();
    for (let request = 0; request < 12; request++) {
      go(scene, 1);
      scene.clock.advance(25_000);
    }
    const longest = Math.max(...gaps(go(scene, 6000, 62.5)));
    assert.ok(longest < 5000, `${longest} ms`);
  });

  for (const [name, moved] of [
    ['set back', -3_600_000],
    ['left alone', 0],
  ] as const) {
    it(`is kept when the wall clock is ${name} on the way`, () => {
      const scene = budgeted({ requests: 100, windowMs: minuteMs });
      const times = go(scene, 80);
      scene.clock.jump(moved);
      times.push(...go(scene, 400));
      assert.ok(mostWithin(minuteMs, times) <= 100);
      assert.ok(scene.clock.monotonic() <= 5 * minuteMs, 'and does not wait for the hour to pass again');
    });
  }

  it('counts the sleep of a machine whose monotonic clock stood still', () => {
    const scene = budgeted({ requests: 100, windowMs: minuteMs });
    go(scene, 90);
    assert.ok(scene.own.left > 0);
    scene.clock.jump(minuteMs);
    assert.equal(scene.own.left, 0);
    assert.equal(gaps(go(scene, 50)).at(-1), 0);
  });
});
