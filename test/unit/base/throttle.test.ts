import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Clock } from '../../../src/base/clock.ts';
import { Throttle } from '../../../src/base/throttle.ts';

/** A clock whose waits end when the test says so. */
class ManualClock implements Clock {
  readonly waits: { readonly ms: number; end(): void }[] = [];
  now(): number {
    return 0;
  }
  monotonic(): number {
    return 0;
  }
  delay(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('aborted')));
      this.waits.push({ ms, end: resolve });
    });
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Throttle', () => {
  it('runs once for many requests, and again for one that comes later', async () => {
    const clock = new ManualClock();
    let runs = 0;
    const throttle = new Throttle(clock, 250, () => (runs += 1));
    throttle.request();
    throttle.request();
    assert.equal(runs, 0);
    assert.deepEqual(
      clock.waits.map(({ ms }) => ms),
      [250],
    );
    clock.waits[0]?.end();
    await settle();
    assert.equal(runs, 1);
    throttle.request();
    clock.waits[1]?.end();
    await settle();
    assert.equal(runs, 2);
  });

  it('runs nothing after its end', async () => {
    const clock = new ManualClock();
    let runs = 0;
    const throttle = new Throttle(clock, 250, () => (runs += 1));
    throttle.request();
    throttle.dispose();
    clock.waits[0]?.end();
    await settle();
    assert.equal(runs, 0);
  });
});
