import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { figuresOf, limitOf, median } from '../../bench/figures.ts';
import type { Run } from '../../bench/figures.ts';
import { lines, sequentialLimit, shapingOf } from '../../bench/lines.ts';
import type { Line } from '../../bench/lines.ts';
import { largestFragment } from '../../../src/upload/transfer/plan.ts';

const line: Line = {
  name: 'line',
  title: 'line',
  bytesPerSecond: 10_000_000,
  fixedSeconds: 0.5,
  roundTripSeconds: 0.1,
  failing: 0,
  works: [],
};
const unknown = { plainSeconds: NaN, plainBytes: NaN };

function run(seconds: number, bytesReceived: number, cpuSeconds = 1): Run {
  return {
    cost: { seconds, cpuSeconds, peakBytes: 1000 * seconds },
    seen: { requests: 6, bytesReceived, violations: [], wrong: [] },
  };
}

describe('figures of the bench', () => {
  it('are medians, with the fastest and the slowest run', () => {
    const size = { name: 'large', bytes: 1024 ** 3, count: 3 };
    const figures = figuresOf([run(4, 1024 ** 3), run(2, 1024 ** 3 + 10), run(8, 1024 ** 3 + 99, 5)], size, 3);
    assert.equal(figures.seconds, 4);
    assert.deepEqual([figures.fastest, figures.slowest], [2, 8]);
    assert.equal(figures.goodput, 1024 ** 3 / 4);
    assert.equal(figures.shareOfLimit, 0.75);
    assert.equal(figures.bytesTwice, 10);
    assert.equal(figures.cpuSecondsPerGiB, 1);
    assert.equal(figures.peakBytes, 4000);
    assert.equal(figures.requestsPerFile, 2);
    assert.equal(figures.loopDelayMs, undefined);
  });

  it('take the middle of two for the median', () => {
    assert.equal(median([4, 1]), 2.5);
    assert.equal(median([9, 1, 5]), 5);
  });
});

describe('limits of the bench', () => {
  it('of one file: fragments in a row, each the largest that the protocol allows', () => {
    const bytes = 4 * largestFragment;
    assert.equal(sequentialLimit(bytes, line, 10_000_000), 4 * 0.6 + bytes / 10_000_000);
    assert.equal(
      limitOf({ name: 'large', bytes, count: 1 }, line, unknown, 4),
      sequentialLimit(bytes, line, 10_000_000),
    );
  });

  it('of many small files: the answers, as many at a time as are allowed', () => {
    const limit = limitOf({ name: 'small', bytes: 1000 * 8192, count: 1000 }, line, unknown, 4);
    assert.equal(limit, 250 * 0.6 + 8192 / 10_000_000);
  });

  it('of a few large files at once: the line', () => {
    const limit = limitOf({ name: 'several', bytes: 8e9, count: 8 }, line, unknown, 4);
    assert.equal(limit, 800 + 0.6);
  });

  it('where the line is not slowed down: the speed of the plain PUT without its round trip', () => {
    const { bytesPerSecond: _speed, ...fast } = line;
    const bytes = 10 * largestFragment;
    const limit = limitOf({ name: 'large', bytes, count: 1 }, fast, { plainSeconds: 2.6, plainBytes: bytes }, 4);
    assert.ok(Math.abs(limit - (10 * 0.6 + 2)) < 1e-9, String(limit));
  });

  it('where nothing tells how fast the line is: that of the answers alone, if these take time', () => {
    const { bytesPerSecond: _speed, ...fast } = line;
    const size = { name: 'small', bytes: 1000 * 8192, count: 1000 };
    assert.equal(limitOf(size, fast, unknown, 4), 250 * 0.6);
    assert.equal(limitOf(size, { ...fast, fixedSeconds: 0, roundTripSeconds: 0 }, unknown, 4), NaN);
    assert.equal(limitOf({ ...size, name: 'large' }, fast, unknown, 4), NaN);
  });

  it('belong to lines that the simulator is told of', () => {
    assert.deepEqual(shapingOf(line), { lineBytesPerSecond: 10_000_000, roundTripMs: 100, fragmentMs: 500 });
    assert.deepEqual(
      lines.map(({ name }) => name),
      ['loopback', '100M-250ms', '100M-950ms', '1G-250ms', '40ms-1%'],
    );
  });
});
