import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Debounce } from '../../../src/base/debounce.ts';
import { VirtualClock } from '../../support/virtualClock.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

function counting(): { clock: VirtualClock; debounce: Debounce; runs: () => number } {
  const clock = new VirtualClock();
  let runs = 0;
  return { clock, debounce: new Debounce(clock, 300, () => (runs += 1)), runs: () => runs };
}

describe('Debounce', () => {
  it('runs once after the last of several requests, a pause later', async () => {
    const { clock, debounce, runs } = counting();
    const start = clock.monotonic();
    for (let times = 0; times < 3; times++) {
      debounce.request();
      clock.advance(200);
    }
    assert.equal(runs(), 0);
    await settle();
    assert.equal(runs(), 1);
    assert.equal(clock.monotonic() - start, 400 + 300);
    debounce.request();
    await settle();
    assert.equal(runs(), 2);
  });

  it('forgets what is cancelled, and everything at its end', async () => {
    const { clock, debounce, runs } = counting();
    debounce.request();
    debounce.cancel();
    debounce.request();
    debounce.dispose();
    await settle();
    assert.equal(runs(), 0);
    assert.equal(clock.pending, 0);
  });
});
