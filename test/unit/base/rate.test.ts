import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RateMeter } from '../../../src/base/rate.ts';

/** A meter that saw `perStep` more every `stepMs`. */
function metered(meter: RateMeter, steps: number, stepMs: number, perStep: number, from = { at: 0, value: 0 }): void {
  for (let step = 0; step <= steps; step++) {
    meter.add(from.value + step * perStep, from.at + step * stepMs);
  }
}

describe('RateMeter', () => {
  it('knows nothing at first', () => {
    const meter = new RateMeter();
    assert.equal(meter.perSecond(0), undefined);
    meter.add(0, 0);
    meter.add(1000, 100);
    assert.equal(meter.perSecond(100), undefined);
    assert.equal(meter.timeLeft(10, 100), undefined);
  });

  it('gives the speed and the time left', () => {
    const meter = new RateMeter();
    metered(meter, 20, 100, 500);
    assert.equal(meter.perSecond(2000), 5000);
    assert.equal(meter.timeLeft(10_000, 2000), 2000);
  });

  it('forgets what was before its window', () => {
    const meter = new RateMeter(10_000);
    metered(meter, 100, 100, 10_000);
    metered(meter, 250, 100, 100, { at: 10_000, value: 1_000_000 });
    const speed = meter.perSecond(35_000) ?? 0;
    assert.ok(Math.abs(speed - 1000) < 100, `${speed}`);
  });

  it('falls while nothing arrives', () => {
    const meter = new RateMeter();
    metered(meter, 10, 100, 1000);
    assert.ok((meter.perSecond(5000) ?? 0) < (meter.perSecond(1000) ?? 0) / 4);
  });

  it('has no time left to tell when nothing moves', () => {
    const meter = new RateMeter();
    meter.add(5, 0);
    meter.add(5, 1000);
    assert.equal(meter.perSecond(1000), 0);
    assert.equal(meter.timeLeft(1, 1000), undefined);
  });

  it('begins anew when bytes were lost', () => {
    const meter = new RateMeter();
    metered(meter, 10, 100, 1_000_000);
    metered(meter, 10, 100, 100, { at: 1100, value: 500 });
    assert.equal(meter.perSecond(2100), 1000);
  });

  it('stays right however often it is told', () => {
    const often = new RateMeter();
    metered(often, 100_000, 0.1, 10);
    assert.ok(Math.abs((often.perSecond(10_000) ?? 0) - 100_000) < 100);
  });
});
