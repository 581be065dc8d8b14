import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { byteParts, durationParts, wholePercent } from '../../../src/base/units.ts';

function shown(bytes: number): string {
  const { value, unit, digits } = byteParts(bytes);
  return `${value.toFixed(digits)} ${unit}`;
}

describe('byteParts', () => {
  const cases: [number, string][] = [
    [0, '0 B'],
    [1, '1 B'],
    [1023, '1023 B'],
    [1024, '1.00 KB'],
    [10 * 1024, '10.0 KB'],
    [100 * 1024, '100 KB'],
    [64 * 1024 * 1024, '64.0 MB'],
    [1024 ** 2 - 1, '1.00 MB'],
    [1024 ** 2 * 1023.6, '1.00 GB'],
    [250 * 1024 ** 3, '250 GB'],
    [5 * 1024 ** 5, '5120 TB'],
    [-5, '0 B'],
  ];
  for (const [bytes, text] of cases) {
    it(`shows ${bytes} bytes as ${text}`, () => {
      assert.equal(shown(bytes), text);
    });
  }
});

describe('wholePercent', () => {
  it('is 100 only when all is done', () => {
    assert.equal(wholePercent(999_999, 1_000_000), 99);
    assert.equal(wholePercent(1_000_000, 1_000_000), 100);
  });

  it('takes nothing of nothing for everything', () => {
    assert.equal(wholePercent(0, 0), 100);
  });

  it('stays between 0 and 100', () => {
    assert.equal(wholePercent(-1, 10), 0);
    assert.equal(wholePercent(11, 10), 100);
  });
});

describe('durationParts', () => {
  it('takes a duration apart', () => {
    assert.deepEqual(durationParts(((26 * 60 + 3) * 60 + 4) * 1000), { days: 1, hours: 2, minutes: 3, seconds: 4 });
  });

  it('rounds up, so that what is left is never nothing', () => {
    assert.equal(durationParts(1).seconds, 1);
    assert.equal(durationParts(0).seconds, 0);
    assert.deepEqual(durationParts(59_001), { days: 0, hours: 0, minutes: 1, seconds: 0 });
  });
});
