import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  defaultFragment,
  fragmentBytes,
  fragmentUnit,
  isFragmentSize,
  largestFragment,
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
