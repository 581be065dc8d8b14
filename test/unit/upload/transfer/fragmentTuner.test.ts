import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { FragmentTuner } from '../../../../src/upload/transfer/fragmentTuner.ts';
import {
  defaultFragment,
  fragmentUnit,
  isFragmentSize,
  largestFragment,
  smallestTunedFragment,
} from '../../../../src/upload/transfer/plan.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { lineHost, lineOf, msFor, noiseOf, send, sendInParallel, speedWith } from '../../../support/simulatedLine.ts';
import type { SimulatedLine } from '../../../support/simulatedLine.ts';

const MiB = 1024 * 1024;

function tunerOf(setting: unknown = 'auto', log = new MemoryLog()): FragmentTuner {
  return new FragmentTuner(() => setting, log);
}

/** How near to what is possible on the line: 1 is the speed with the largest fragments. */
function shareOfBest(bytes: number, line: SimulatedLine): number {
  return speedWith(bytes, line) / speedWith(largestFragment, line);
}

/** As users report them: with fixed costs of 0.2 to 2 seconds. */
const lines: readonly (readonly [string, SimulatedLine])[] = [
  ['10 Mbit/s, 0.25 s', lineOf(10, 0.25)],
  ['10 Mbit/s, 0.95 s', lineOf(10, 0.95)],
  ['31 Mbit/s, 0.95 s', lineOf(31, 0.95)],
  ['100 Mbit/s, 0.25 s', lineOf(100, 0.25)],
  ['100 Mbit/s, 0.95 s', lineOf(100, 0.95)],
  ['250 Mbit/s, 1.9 s', lineOf(250, 1.9)],
  ['1 Gbit/s, 0.25 s', lineOf(1000, 0.25)],
  ['1 Gbit/s, 0.95 s', lineOf(1000, 0.95)],
];

const anyLine = fc.record({
  fixedMs: fc.integer({ min: 200, max: 2000 }),
  bytesPerMs: fc.integer({ min: 250, max: 125_000 }),
});

describe('FragmentTuner', () => {
  it('begins with what is recommended', () => {
    assert.equal(tunerOf().size(lineHost), defaultFragment);
  });

  for (const [name, line] of lines) {
    it(`comes within 95 % of the best on a line of ${name} with its third fragment, and stays there`, () => {
      const sizes = send(tunerOf(), 60, line).slice(2);
      // Now and then one fragment has another size, to learn from.
      const poor = sizes.filter((bytes) => shareOfBest(bytes, line) < 0.9);
      assert.ok(poor.length <= 3, `${poor.length} poor sizes`);
      assert.ok(shareOfBest(sizes[0] ?? 0, line) >= 0.95);
      const [bytes, ms] = sizes.reduce(([sum, time], size) => [sum + size, time + msFor(size, line)], [0, 0]);
      assert.ok(bytes / ms >= 0.95 * speedWith(largestFragment, line));
    });
  }

  it('comes within 90 % of the best on any line', () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        const tuner = tunerOf();
        send(tuner, 8, line);
        assert.ok(shareOfBest(tuner.size(lineHost), line) >= 0.9);
      }),
    );
  });

  it('makes no fragment that takes much longer than 20 seconds, after the first', () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        for (const bytes of send(tunerOf(), 40, line).slice(1)) {
          assert.ok(bytes / line.bytesPerMs <= 20_500 || bytes === smallestTunedFragment);
        }
      }),
    );
  });

  it('keeps fragments as small as they may be', () => {
    // The fixed cost is a hundredth of what five MiB take.
    assert.equal(send(tunerOf(), 10, lineOf(10, 0.04)).at(-1), smallestTunedFragment);
  });

  it('tolerates noise and hiccups', () => {
    fc.assert(
      fc.property(anyLine, fc.integer({ min: 1, max: 1_000_000 }), (line, seed) => {
        const tuner = tunerOf();
        const random = noiseOf(seed);
        const noise = (): number => (random() > 0.9 ? 4 : 1) * (1 + 0.25 * random());
        send(tuner, 6, line, noise);
        const sizes = send(tuner, 100, line, noise);
        const ms = sizes.reduce((sum, bytes) => sum + msFor(bytes, line), 0);
        const speed = sizes.reduce((sum, bytes) => sum + bytes, 0) / ms;
        assert.ok(speed >= 0.8 * speedWith(largestFragment, line));
      }),
    );
  });

  for (const [name, before, after] of [
    ['slower', lineOf(1000, 0.95), lineOf(10, 0.95)],
    ['faster', lineOf(10, 0.25), lineOf(1000, 0.95)],
  ] as const) {
    it(`follows a line that becomes much ${name}`, () => {
      const tuner = tunerOf();
      send(tuner, 40, before);
      const sizes = send(tuner, 12, after);
      assert.ok(shareOfBest(sizes.at(-1) ?? 0, after) >= 0.9);
      if (name === 'slower') {
        const long = sizes.filter((bytes) => bytes / after.bytesPerMs > 20_500);
        assert.equal(long.length, 1, 'one fragment is enough to notice');
      }
    });
  }

  it('uses the line well when several transfers share it', () => {
    for (const [name, line] of lines) {
      const { bytes, ms } = sendInParallel(tunerOf(), 4, 80, line);
      const inTurn = speedWith(largestFragment, line);
      assert.ok(bytes / ms >= 0.9 * inTurn, name);
    }
  });

  it('keeps hosts apart', () => {
    const tuner = tunerOf();
    send(tuner, 6, lineOf(1000, 0.95));
    tuner.failed('other', defaultFragment);
    assert.equal(tuner.size('other'), smallestTunedFragment);
    assert.equal(tuner.size('third'), defaultFragment);
    assert.equal(tuner.size(lineHost), largestFragment);
  });

  it('ignores measurements that make no sense', () => {
    const tuner = tunerOf();
    for (const [bytes, ms] of [
      [0, 100],
      [defaultFragment, 0],
      [defaultFragment, -5],
      [defaultFragment, Number.NaN],
      [defaultFragment, Number.POSITIVE_INFINITY],
    ] as const) {
      tuner.sent(lineHost, bytes, ms);
    }
    assert.equal(tuner.size(lineHost), defaultFragment);
  });
});

describe('FragmentTuner after failures', () => {
  const line = lineOf(1000, 0.95);

  function grown(setting: unknown = 'auto'): FragmentTuner {
    const tuner = tunerOf(setting);
    send(tuner, 8, line);
    return tuner;
  }

  it('halves the size with each failure, down to 5 MiB', () => {
    const tuner = grown();
    const sizes = Array.from({ length: 6 }, () => {
      tuner.failed(lineHost, tuner.size(lineHost));
      return tuner.size(lineHost) / fragmentUnit;
    });
    assert.deepEqual(sizes, [96, 48, 24, 16, 16, 16]);
  });

  it('halves it once when parallel transfers fail together, and for a short last fragment', () => {
    const tuner = grown();
    for (let transfer = 0; transfer < 4; transfer++) {
      tuner.failed(lineHost, largestFragment);
    }
    assert.equal(tuner.size(lineHost), 96 * fragmentUnit);
    tuner.failed(lineHost, 1000);
    assert.equal(tuner.size(lineHost), 48 * fragmentUnit);
  });

  it('grows again, not at once', () => {
    const tuner = grown();
    tuner.failed(lineHost, largestFragment);
    const sizes = send(tuner, 3, line);
    assert.ok(Math.max(...sizes) <= 96 * fragmentUnit);
    assert.equal(send(tuner, 20, line).at(-1), largestFragment);
  });

  it('grows ever more slowly when growing leads to failures', () => {
    const tuner = grown();
    let failures = 0;
    for (let fragment = 0; fragment < 200; fragment++) {
      const bytes = tuner.size(lineHost);
      if (bytes > 30 * MiB) {
        failures++;
        tuner.failed(lineHost, bytes);
      } else {
        tuner.sent(lineHost, bytes, msFor(bytes, line));
      }
    }
    assert.ok(failures >= 3 && failures <= 12, `${failures} failures`);
  });

  it('never exceeds what the user wants, and comes back to it', () => {
    const tuner = grown(20);
    tuner.failed(lineHost, 20 * MiB);
    assert.equal(tuner.size(lineHost), 10 * MiB);
    const sizes = send(tuner, 20, line);
    assert.equal(sizes.at(-1), 20 * MiB);
    assert.ok(Math.max(...sizes) <= 20 * MiB);
  });
});

describe('FragmentTuner with a setting', () => {
  for (const [setting, bytes] of [
    [20, 20 * MiB],
    [7, 22 * fragmentUnit],
    [1, 3 * fragmentUnit],
    [1000, largestFragment],
    [Number.NaN, defaultFragment],
    ['20', defaultFragment],
    [undefined, defaultFragment],
  ] as const) {
    it(`begins with ${bytes} bytes for ${String(setting)}`, () => {
      assert.equal(tunerOf(setting).size(lineHost), bytes);
    });
  }

  it('uses the size of the user whatever the line is', () => {
    const sizes = new Set(send(tunerOf(20), 30, lineOf(10, 0.25)));
    assert.deepEqual([...sizes], [20 * MiB]);
  });

  it('keeps a size below 5 MiB that the user wants, also after failures', () => {
    const tuner = tunerOf(2);
    tuner.failed(lineHost, 2 * MiB);
    assert.equal(tuner.size(lineHost), 6 * fragmentUnit);
  });

  it('follows a change with the next fragment', () => {
    let setting: unknown = 2;
    const tuner = new FragmentTuner(() => setting, new MemoryLog());
    tuner.failed(lineHost, tuner.size(lineHost));
    setting = 'auto';
    assert.equal(tuner.size(lineHost), smallestTunedFragment);
    setting = 1;
    assert.equal(tuner.size(lineHost), 3 * fragmentUnit);
  });

  it('gives a legal size whatever happens', () => {
    const setting = fc.oneof(fc.constant('auto'), fc.double(), fc.integer({ min: -5, max: 70 }), fc.anything());
    const event = fc.record({
      bytes: fc.oneof(fc.integer({ min: 0, max: 2 * largestFragment }), fc.double()),
      ms: fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.double()),
      failed: fc.boolean(),
      setting,
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let current: unknown = 'auto';
        const tuner = new FragmentTuner(() => current, new MemoryLog());
        for (const { bytes, ms, failed, setting: next } of events) {
          current = next;
          if (failed) {
            tuner.failed(lineHost, bytes);
          } else {
            tuner.sent(lineHost, bytes, ms);
          }
          const size = tuner.size(lineHost);
          assert.ok(isFragmentSize(size), `${size} bytes`);
          const isNumber = typeof current === 'number' && Number.isFinite(current);
          assert.ok(isNumber || size >= smallestTunedFragment, `${size} bytes by itself`);
        }
      }),
    );
  });
});

describe('FragmentTuner in the log', () => {
  it('tells every change with its reason, once', () => {
    const log = new MemoryLog();
    const tuner = tunerOf('auto', log);
    const line = lineOf(100, 0.95);
    send(tuner, 3, line);
    tuner.failed(lineHost, tuner.size(lineHost));
    tuner.size(lineHost);
    tuner.size(lineHost);
    assert.deepEqual(log.lines, [
      `debug fragment size 10 MiB for ${lineHost}: the line is not known yet`,
      `debug fragment size 59.7 MiB for ${lineHost}: the line is not known yet`,
      `debug fragment size 30 MiB for ${lineHost}: fixed cost 0.9 s, line 12.5 MB/s, at most 30 MiB after a failure`,
    ]);
  });
});
