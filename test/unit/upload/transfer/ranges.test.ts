import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import type { NextExpected } from '../../../../src/graph/uploadSession.ts';
import { fragmentUnit, largestFragment } from '../../../../src/upload/transfer/plan.ts';
import { Ranges } from '../../../../src/upload/transfer/ranges.ts';

const sizes = fc.integer({ min: 1, max: largestFragment / fragmentUnit }).map((units) => units * fragmentUnit);
/** A place in what was sent so far, from its beginning (0) to its end (1). */
const places = fc.double({ min: 0, max: 1, noNaN: true });

describe('Ranges', () => {
  it('follows the server wherever it goes, with legal sizes and without gaps', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 40 }),
        fc.array(fc.tuple(sizes, places), { minLength: 1, maxLength: 50 }),
        (total, answers) => {
          const ranges = new Ranges(total);
          let offset = 0;
          let sent = 0;
          for (const [size, place] of answers) {
            const { start, end } = ranges.take(size);
            assert.equal(start, offset, 'it begins where the server wants it, so there is no gap');
            assert.ok(end === total ? end - start <= size : end - start === size, 'the size is legal');
            sent = Math.max(sent, end);
            offset = Math.min(Math.floor(sent * place), total - 1);
            assert.match(ranges.follow({ from: offset }), /^(?:moved|behind)$/u);
            assert.equal(ranges.offset, offset);
          }
        },
      ),
    );
  });

  it('never believes that the server has what was not sent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2 ** 40 }), sizes, places, (total, size, place) => {
        const ranges = new Ranges(total);
        const { end } = ranges.take(size);
        fc.pre(end < total);
        const from = end + 1 + Math.floor(place * (total - end - 1));
        assert.equal(ranges.follow({ from }), 'impossible');
        assert.equal(ranges.offset, 0);
        assert.equal(ranges.follow('nothing'), 'unclear');
      }),
    );
  });

  it('takes what an earlier run sent for sent', () => {
    const ranges = new Ranges(100, 60);
    assert.equal(ranges.follow({ from: 61 }), 'impossible');
    assert.equal(ranges.follow({ from: 60 }), 'moved');
    assert.deepEqual(ranges.take(fragmentUnit), { start: 60, end: 100 });
    assert.equal(ranges.follow('nothing'), 'complete');
  });

  for (const [next, advance] of [
    ['nothing', 'complete'],
    [{ from: 100 }, 'complete'],
    [{ from: 200 }, 'complete'],
    ['unknown', 'unclear'],
    [{ from: 99 }, 'moved'],
    [{ from: 0 }, 'behind'],
  ] as const satisfies [NextExpected, string][]) {
    it(`understands ${JSON.stringify(next)} after the last byte as ${advance}`, () => {
      const ranges = new Ranges(100);
      ranges.take(fragmentUnit);
      assert.equal(ranges.follow(next), advance);
    });
  }

  it('tells what is further than ever from what is only further than before', () => {
    const ranges = new Ranges(5 * fragmentUnit);
    ranges.take(3 * fragmentUnit);
    assert.equal(ranges.follow({ from: 3 * fragmentUnit }), 'moved');
    assert.equal(ranges.follow({ from: 7 }), 'behind');
    ranges.take(fragmentUnit);
    assert.equal(ranges.follow({ from: fragmentUnit + 7 }), 'behind');
    assert.equal(ranges.offset, fragmentUnit + 7);
  });

  it('refuses a size that the service would refuse', () => {
    for (const size of [0, fragmentUnit + 1, 60 * 1024 * 1024]) {
      assert.throws(() => new Ranges(100).take(size), RangeError);
    }
  });
});
