import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { EarlierResults } from '../../../../src/workbook/folder/earlierResults.ts';
import { rowsForOverwriting } from '../../../../src/workbook/folder/overwriting.ts';
import { snapshotOf } from './snapshots.ts';

const shown = snapshotOf([['2', '4', 'a']], [['2', '=A1*2', 'a']]);

describe('a text that is saved over what is there now', () => {
  it('wins, but results of formulas that nobody touched stay formulas', () => {
    const now = snapshotOf([['5', '10', 'b']], [['5', '=A1*2', 'b']]);
    assert.deepEqual(rowsForOverwriting([['3', '4', 'a']], now, shown), [['3', '10', 'a']]);
  });

  it('brings back its formulas where there are others, or none', () => {
    const now = snapshotOf([['5', '15', '']], [['5', '=A1*3', '']]);
    assert.deepEqual(rowsForOverwriting([['2', '4', 'a']], now, shown), [['2', '=A1*2', 'a']]);
    const none = snapshotOf([['5', '', '']]);
    assert.deepEqual(rowsForOverwriting([['2', '4', 'a']], none, shown), [['2', '=A1*2', 'a']]);
  });

  it('writes over a formula what somebody typed in its place', () => {
    const now = snapshotOf([['5', '10', 'b']], [['5', '=A1*2', 'b']]);
    assert.deepEqual(rowsForOverwriting([['2', '7', 'a']], now, shown), [['2', '7', 'a']]);
  });

  it('leaves formulas alone when nobody knows what it was before', () => {
    const now = snapshotOf([['5', '10', '11']], [['5', '=A1*2', '=B1+1']]);
    assert.deepEqual(rowsForOverwriting([['2', '4', '=B1+2', 'new']], now), [['2', '10', '=B1+2', 'new']]);
  });
});

describe('earlier results of formulas', () => {
  const later = snapshotOf([['3', '6', 'b']], [['3', '=A1*2', 'b']]);

  it('are none of what somebody typed; values are', () => {
    const results = new EarlierResults();
    results.note(undefined, shown);
    results.note(shown, later);
    assert.deepEqual(results.without([['2', '4', 'a']], later), [['2', '6', 'a']]);
    assert.deepEqual(results.without([['2', '5', 'a']], later), [['2', '5', 'a']], 'never a result');
  });

  it('are nothing to a cell that has no formula any more, or has had another one', () => {
    const results = new EarlierResults();
    results.note(shown, later);
    const plain = snapshotOf([['3', '9', 'b']]);
    assert.deepEqual(results.without([['2', '4', 'a']], plain), [['2', '4', 'a']]);
    const other = new EarlierResults();
    other.note(shown, snapshotOf([['3', '9', 'b']], [['3', '=A1*3', 'b']]));
    assert.deepEqual(other.without([['2', '4', 'a']], later), [['2', '4', 'a']]);
  });

  it('are the last ones of a cell that is another at each calculation', () => {
    const random = (result: number): typeof shown => snapshotOf([[String(result)]], [['=RAND()']]);
    const results = new EarlierResults();
    for (let result = 0; result < 1000; result++) {
      results.note(random(result), random(result + 1));
    }
    const last = random(1000);
    assert.deepEqual(results.without([['999']], last), [['1000']]);
    assert.deepEqual(results.without([['900']], last), [['900']]);
  });
});
