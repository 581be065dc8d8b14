import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { BrokenSaves } from '../../../../src/workbook/folder/brokenSaves.ts';
import { snapshotOf } from './snapshots.ts';

const shown = snapshotOf([['1', '2', 'a']], [[1, '=A1*2', 'a']]);

function after(...tries: readonly (readonly string[][])[]): BrokenSaves {
  const saves = new BrokenSaves();
  for (const rows of tries) {
    saves.note({ snapshot: shown, rows });
  }
  return saves;
}

describe('saves that broke off', () => {
  it('are nothing without any', () => {
    const saves = after();
    assert.ok(saves.isEmpty);
    const rows = [['3', '2', 'a']];
    assert.deepEqual(saves.resumed({ snapshot: shown, rows }, shown), { snapshot: shown, rows });
  });

  it('have written what was tried, in any of them, not what others wrote', () => {
    const saves = after([['5', '2', 'b']], [['5.50', '2', 'c']]);
    const now = snapshotOf([['5.5', '11', 'x']], [[5.5, '=A1*2', 'x']]);
    const { snapshot } = saves.resumed({ snapshot: shown, rows: [['6', '2', 'd']] }, now);
    assert.deepEqual(snapshot.texts, [['5.5', '2', 'a']]);
    assert.deepEqual(snapshot.contents, [[5.5, '=A1*2', 'a']]);
  });

  it('are taken back with their formulas', () => {
    const saves = after([['1', '7', 'a']]);
    const now = snapshotOf([['1', '7', 'a']], [[1, 7, 'a']]);
    const { snapshot, rows } = saves.resumed({ snapshot: shown, rows: [['1', '2', 'a']] }, now);
    assert.deepEqual([snapshot.contents, rows], [[[1, 7, 'a']], [['1', '=A1*2', 'a']]]);
  });

  it('can have made a sheet larger; somebody else can, too', () => {
    const rows = [['1', '2', 'a'], ['new']];
    const plan = { snapshot: shown, rows: [['1', '2', 'a'], ['newer']] };
    const now = snapshotOf(
      [
        ['1', '2', 'a'],
        ['new', '', ''],
      ],
      [
        [1, '=A1*2', 'a'],
        ['new', '', ''],
      ],
    );
    const { snapshot } = after(rows).resumed(plan, now);
    assert.deepEqual([snapshot.area, snapshot.texts], [now.area, [['1', '2', 'a'], ['new']]]);
    const larger = { ...now, area: { ...now.area, rowCount: 3 } };
    assert.deepEqual(after(rows).resumed(plan, larger).snapshot.area, shown.area);
  });

  it('are forgotten when the file is read', () => {
    const saves = after([['5', '2', 'a']]);
    assert.ok(!saves.isEmpty);
    saves.clear();
    assert.ok(saves.isEmpty);
  });
});
