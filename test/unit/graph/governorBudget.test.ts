import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { HostGovernor } from '../../../src/graph/governor.ts';
import { userBudget } from '../../../src/graph/requestBudget.ts';
import type { Budget } from '../../../src/graph/requestBudget.ts';
import { responseOf } from '../../support/scriptedTransport.ts';
import { VirtualClock } from '../../support/virtualClock.ts';

const minuteMs = 60_000;
const never = new AbortController().signal;

function governed(budget?: Budget): { clock: VirtualClock; governor: HostGovernor } {
  const clock = new VirtualClock();
  return { clock, governor: new HostGovernor(clock, budget) };
}

describe('HostGovernor with a budget', () => {
  const perMinute = (requests: number): Budget => ({ requests, windowMs: minuteMs });

  /** All at once. @returns the seconds at which they go */
  async function send(scene: ReturnType<typeof governed>, requests: number, host = 'h'): Promise<number[]> {
    const times: number[] = [];
    const request = async (): Promise<void> => {
      await scene.governor.wait(host, never);
      times.push(Math.round(scene.clock.monotonic() / 1000));
    };
    await Promise.all(Array.from({ length: requests }, request));
    return times;
  }

  it('lets no more through however many wait', async () => {
    const times = await send(governed(perMinute(100)), 110);
    assert.deepEqual(times.slice(0, 81), [...Array<number>(80).fill(0), 3]);
    assert.equal(times.filter((at) => at < 60).length, 99);
    assert.ok((times.at(-1) ?? 0) >= 60);
  });

  it('counts each host by itself', async () => {
    const scene = governed(perMinute(100));
    await send(scene, 80);
    assert.deepEqual(await send(scene, 80, 'other'), Array<number>(80).fill(0));
    assert.deepEqual(await send(scene, 1), [3]);
  });

  it('has no limit of its own without one', async () => {
    assert.deepEqual(await send(governed(), 5000), Array<number>(5000).fill(0));
  });

  it('tells nobody of a short pause', async () => {
    const scene = governed(perMinute(100));
    const told: string[] = [];
    scene.governor.onDidHold(({ host }) => told.push(host));
    scene.governor.onDidRelease((host) => told.push(host));
    await send(scene, 80);
    const next = send(scene, 1);
    assert.deepEqual(scene.governor.holds, []);
    assert.equal(scene.governor.left('h'), 0);
    assert.deepEqual(await next, [3]);
    assert.deepEqual(told, []);
  });

  it('tells of a long one like of any other hold', async () => {
    const scene = governed(perMinute(1));
    const { clock, governor } = scene;
    const told: unknown[] = [];
    governor.onDidHold((hold) => told.push(hold, ...governor.holds));
    governor.onDidRelease((host) => told.push(host));
    const until = clock.now() + 60_000;
    await send(scene, 1);
    assert.deepEqual(governor.holds, [], 'nobody waits yet');
    const next = send(scene, 1);
    assert.deepEqual(await next, [60]);
    const hold = { host: 'h', until };
    assert.deepEqual(told, [hold, hold, 'h']);
  });

  it('keeps to the longer of its own pause and what the service asks for', async () => {
    for (const [seconds, expected] of [
      ['90', 90],
      ['30', 60],
    ] as const) {
      const scene = governed(perMinute(1));
      await send(scene, 1);
      scene.governor.note('h', responseOf({ status: 429, headers: { 'retry-after': seconds } }));
      assert.deepEqual(await send(scene, 1), [expected]);
    }
  });

  it('takes no place for what stops waiting, and leaves no wait behind', async () => {
    const scene = governed(perMinute(2));
    const { clock, governor } = scene;
    await send(scene, 2);
    const abort = new AbortController();
    const waits = [1, 2, 3].map(() => governor.wait('h', abort.signal));
    abort.abort(new Error('enough'));
    for (const wait of waits) {
      await assert.rejects(wait, /enough/u);
    }
    assert.equal(clock.pending, 0);
    clock.advance(120_000);
    assert.equal(governor.left('h'), 0);
    assert.deepEqual(await send(scene, 2), [120, 120]);
  });

  it('goes on soon after the machine slept through the pause', async () => {
    const scene = governed(perMinute(1));
    await send(scene, 1);
    const next = send(scene, 1);
    await scene.clock.delay(7000);
    // Neither timers nor the monotonic clock run in the meantime.
    scene.clock.jump(3_600_000);
    assert.deepEqual(await next, [10]);
  });
});

describe('100,000 requests of a quarter of a second', () => {
  const total = 100_000;
  const limit = { requests: 3000, windowMs: 5 * minuteMs };

  interface Outcome {
    readonly refused: number;
    readonly ms: number;
    readonly longestWaitMs: number;
  }

  /** Refuses what is more than the limit, and counts that as well. */
  class Service {
    readonly #limit: Budget;
    #times: number[] = [];
    #oldest = 0;
    refused = 0;

    constructor(ofUser: Budget) {
      this.#limit = ofUser;
    }

    ask(now: number): void {
      this.#times.push(now);
      while ((this.#times[this.#oldest] ?? now) <= now - this.#limit.windowMs) {
        this.#oldest++;
      }
      this.refused += Number(this.#times.length - this.#oldest > this.#limit.requests);
    }
  }

  async function play(atATime: number, requests: number, budget?: Budget): Promise<Outcome> {
    const { clock, governor } = governed(budget);
    const service = new Service(limit);
    let begun = 0;
    let longestWaitMs = 0;
    const worker = async (): Promise<void> => {
      while (begun++ < requests) {
        const start = clock.monotonic();
        await governor.wait('h', never);
        longestWaitMs = Math.max(longestWaitMs, clock.monotonic() - start);
        service.ask(clock.monotonic());
        await clock.delay(250);
      }
    };
    await Promise.all(Array.from({ length: atATime }, worker));
    return { refused: service.refused, ms: clock.monotonic(), longestWaitMs };
  }

  for (const atATime of [4, 8]) {
    it(`takes hardly longer than it must, ${atATime} at a time, and none is refused`, async () => {
      const { refused, ms, longestWaitMs } = await play(atATime, total, userBudget);
      assert.equal(refused, 0);
      const atLeast = (total / limit.requests) * limit.windowMs;
      const planned = (total / userBudget.requests) * userBudget.windowMs;
      assert.ok(ms >= atLeast && ms <= planned * 1.05, `${ms} ms`);
      assert.ok(longestWaitMs < 3500, `who came first goes first: ${longestWaitMs} ms`);
    });

    it(`would be refused without a budget, ${atATime} at a time`, async () => {
      const { refused } = await play(atATime, 5000);
      assert.ok(refused > 0);
    });
  }
});
