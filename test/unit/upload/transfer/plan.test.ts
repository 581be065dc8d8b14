import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  defaultFragment,
  fragmentBytes,
  fragmentUnit,
  isFragmentSize,
  largestFragment,
  nextFragment,
} from '../../../../src/upload/transfer/plan.ts';

const MiB = 1024 * 1024;

describe('fragmentBytes', () => {
  for (const [setting, bytes] of [
    ['auto', defaultFragment],
    [undefined, defaultFragment],
    [null, defaultFragment],
    [Number.NaN, defaultFragment],
    [Number.POSITIVE_INFINITY, defaultFragment],
    [5, 5 * MiB],
    [10, 10 * MiB],
    [7, 22 * fragmentUnit],
    [0, fragmentUnit],
    [-3, fragmentUnit],
    [0.1, fragmentUnit],
    [59.6875, largestFragment],
    [60, largestFragment],
    [1e9, largestFragment],
  ] as const) {
    it(`makes ${bytes} bytes of ${String(setting)}`, () => {
      assert.equal(fragmentBytes(setting), bytes);
      assert.equal(isFragmentSize(fragmentBytes(setting)), true);
    });
  }

  it('stays below 60 MiB, with the largest multiple', () => {
    assert.equal(largestFragment, 62_586_880);
    assert.ok(largestFragment + fragmentUnit >= 60 * MiB);
  });
});

describe('isFragmentSize', () => {
  for (const bytes of [0, fragmentUnit - 1, fragmentUnit + 1, 60 * MiB, -fragmentUnit, Number.NaN]) {
    it(`refuses ${bytes}`, () => {
      assert.equal(isFragmentSize(bytes), false);
    });
  }
});

describe('nextFragment', () => {
  it('has the size that was asked for, or what is left', () => {
    assert.deepEqual(nextFragment(0, 100, 60), { start: 0, end: 60 });
    assert.deepEqual(nextFragment(60, 100, 60), { start: 60, end: 100 });
    assert.deepEqual(nextFragment(0, 60, 60), { start: 0, end: 60 });
  });

  it('keeps its size at an odd start', () => {
    assert.deepEqual(nextFragment(7, 1000, 60), { start: 7, end: 67 });
  });

  it('is empty at the end', () => {
    assert.deepEqual(nextFragment(100, 100, 60), { start: 100, end: 100 });
  });
});
