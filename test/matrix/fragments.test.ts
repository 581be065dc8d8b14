import assert from 'node:assert/strict';
import { fragmentUnit, largestSimpleUpload } from '../../src/upload/transfer/plan.ts';
import type { FaultSpec, RangesForm } from '../sim/index.ts';
import { positionalBytes } from '../support/content.ts';
import { half, matrix, once, sessions, stored } from '../support/matrix.ts';
import type { Row } from '../support/matrix.ts';

const route = 'fragment';
const forms: readonly RangesForm[] = ['missing', 'empty', 'several', 'closed', 'otherCase', 'noExpiry'];
const always = { times: 'always' } as const;

matrix('what is missing, in the answer to a fragment', [
  ...forms.map((form): Row => ({
    what: `the next range comes as ${form}`,
    faults: [{ kind: 'ranges', form, route, nth: 3 }],
    ends: stored,
  })),
  {
    what: 'no answer ever names it',
    faults: [{ kind: 'ranges', form: 'missing', route, ...always }],
    ends: stored,
  },
  {
    what: 'a part was kept, off the grid',
    faults: [{ kind: 'keepPart', bytes: 99_999, route, nth: 4 }],
    ends: stored,
  },
  {
    what: 'a part was kept, on the grid',
    fragment: 2 * fragmentUnit,
    faults: [{ kind: 'keepPart', bytes: fragmentUnit, route, nth: 4 }],
    ends: stored,
  },
  { what: 'nothing was kept, once', faults: [{ kind: 'keepPart', bytes: 0, route, nth: 4 }], ends: stored },
  {
    what: 'nothing is ever kept',
    faults: [{ kind: 'keepPart', bytes: 0, route, nth: 4, ...always }],
    ends: { failed: 'bytesNotKept' },
  },
  { what: 'earlier fragments were lost', faults: [{ kind: 'rewind', fragments: 3, route, nth: 5 }], ends: stored },
  {
    what: 'all fragments were lost',
    faults: [{ kind: 'rewind', fragments: 99, route, nth: 5 }],
    ends: stored,
    check: sessions(1),
  },
  {
    what: 'the same fragments are lost again and again',
    faults: [{ kind: 'rewind', fragments: 2, route, nth: 4, ...always }],
    ends: { failed: 'bytesNotKept' },
  },
]);

matrix('what is missing, in the answer about the status', [
  ...forms.map((form): Row => ({
    what: `the next range comes as ${form}`,
    faults: [
      { kind: 'loseAnswer', route, nth: 2 },
      { kind: 'ranges', form, route: 'uploadStatus' },
    ],
    ends: stored,
  })),
  {
    what: 'nothing is missing, but the file is never made',
    faults: [
      { kind: 'ranges', form: 'empty', route: 'uploadStatus', ...always },
      { kind: 'status', status: 503, route, last: true },
    ],
    ends: { failed: 'notStored' },
  },
]);

function inFragments(count: number, fragment: number, tail: number): Partial<Row> {
  return {
    fragment,
    content: positionalBytes((count - 1) * fragment + tail),
    check: (trial) => assert.equal(trial.requests('fragment').length, count),
  };
}

const oneFragment = 9 * fragmentUnit;
/** The limit that users have. */
const real = { simpleUpTo: largestSimpleUpload };

matrix('a file of', [
  { what: '0 bytes', content: positionalBytes(0), ends: stored, check: sessions(0) },
  { what: '1 byte', content: positionalBytes(1), ends: stored, check: sessions(0) },
  {
    what: '0 bytes in place of another',
    content: positionalBytes(0),
    there: 'old',
    ...replacing(),
    check: sessions(0),
  },
  { what: '1 byte in place of another', content: positionalBytes(1), there: 'old', ...replacing(), check: sessions(0) },
  { what: 'exactly 10 MiB', content: positionalBytes(largestSimpleUpload), ...real, ends: stored, check: sessions(0) },
  { what: '10 MiB and a byte', content: positionalBytes(largestSimpleUpload + 1), ...real, ...once },
  { what: 'exactly one fragment', ends: stored, ...inFragments(1, oneFragment, oneFragment) },
  { what: 'one fragment less a byte', ends: stored, ...inFragments(1, oneFragment, oneFragment - 1) },
  { what: 'one fragment and a byte', ends: stored, ...inFragments(2, oneFragment, 1) },
  {
    what: 'whole fragments',
    ends: stored,
    ...inFragments(9, fragmentUnit, fragmentUnit),
  },
  {
    what: 'a little more than 10 MiB in the smallest fragments',
    ends: stored,
    ...real,
    ...inFragments(33, fragmentUnit, 300_001),
  },
]);

function replacing(): Pick<Row, 'task' | 'ends'> {
  return { task: { conflictBehavior: 'replace' }, ends: stored };
}

function cut(afterBytes: number, keep: number): readonly FaultSpec[] {
  return [{ kind: 'cut', afterBytes, keep, route, nth: 3 }];
}

matrix('an upload goes on', [
  {
    what: 'from an offset on the grid',
    play: async (trial) => {
      await trial.pauseAt(half);
      return trial.run();
    },
    ends: stored,
  },
  { what: 'after a cut, from where the fragment began', faults: cut(200_000, 0), ends: stored },
  { what: 'after a cut, from an offset off the grid', faults: cut(200_000, 150_001), ends: stored },
  {
    what: 'after a cut, from an offset on the grid',
    fragment: 2 * fragmentUnit,
    faults: cut(500_000, fragmentUnit),
    ends: stored,
  },
  {
    what: 'in another window, from an offset off the grid',
    faults: [{ kind: 'keepPart', bytes: 99_999, route, nth: 5 }],
    play: async (trial) => {
      const { done } = await trial.uploadTo(4 * fragmentUnit + 99_999);
      await trial.reopen();
      assert.equal((await done).status, 'paused');
      return trial.run();
    },
    ends: stored,
    check: (trial) => {
      const starts = trial.requests('fragment').map(({ headers }) => headers['content-range']?.split('-')[0]);
      assert.ok(starts.includes(`bytes ${4 * fragmentUnit + 99_999}`), 'it went on from there');
    },
  },
]);
