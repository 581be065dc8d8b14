import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { FileVersions } from '../../../../src/workbook/folder/fileVersions.ts';
import type { FileStamp } from '../../../../src/workbook/folder/fileVersions.ts';
import { ManualClock } from '../../../support/manualClock.ts';
import { fileOf } from './snapshots.ts';

const before = fileOf([['2', '4']], [['2', '=A1*2']]);
const after = fileOf([['3', '6']], [['3', '=A1*2']]);

const base = before.snapshot;

/** Whether VS Code asks before it saves a text that it knows with a stamp. */
function asks(known: FileStamp, now: FileStamp): boolean {
  return known.mtime < now.mtime && known.size !== now.size;
}

describe('the versions of a file of an open workbook', () => {
  let versions: FileVersions;

  beforeEach(() => {
    versions = new FileVersions(new ManualClock());
  });

  /** An editor opens the file. */
  function show(): FileStamp {
    const stamp = versions.stamp(false);
    versions.read(before, versions.changes);
    versions.shows(before.text);
    return stamp;
  }

  it('begin without any, and with an unknown size', () => {
    assert.equal(versions.fresh, undefined);
    assert.equal(versions.stamp(false).size, 0);
    assert.deepEqual(versions.way(false), { kind: 'whole' });
  });

  it('keep the time that an editor asked for before it read', () => {
    const { mtime } = show();
    assert.deepEqual(versions.stamp(false), { mtime, size: before.text.length });
    assert.equal(versions.isBehind, false);
  });

  it('are out of date after a change, also one while they are read', () => {
    const { mtime } = show();
    versions.changed();
    assert.equal(versions.fresh, undefined);
    assert.ok(versions.stamp(false).mtime > mtime, 'the clock stands still');
    const begun = versions.changes;
    versions.changed();
    versions.read(after, begun);
    assert.equal(versions.fresh, undefined);
    assert.equal(versions.read(after, versions.changes), versions.fresh);
  });

  it('let an editor with unsaved changes save against what it showed, without a question', () => {
    const known = show();
    versions.changed();
    versions.read(after, versions.changes);
    assert.equal(asks(known, versions.stamp(true)), false);
    assert.deepEqual(versions.way(true), { kind: 'apart', snapshot: before.snapshot });
    assert.deepEqual(versions.way(false), { kind: 'apart', snapshot: before.snapshot });
  });

  it('make VS Code ask after a refused save, whatever is read meanwhile, until the text wins or is given up', () => {
    const known = show();
    versions.refused();
    assert.ok(asks(known, versions.stamp(true)));
    versions.read(after, versions.changes);
    assert.ok(asks(known, versions.stamp(true)));
    assert.deepEqual(versions.way(true), { kind: 'whole', shown: before.snapshot });
    versions.shows(after.text);
    assert.deepEqual(versions.way(true), { kind: 'apart', snapshot: after.snapshot });
    assert.deepEqual(versions.stamp(true), versions.stamp(false));
  });

  it('have an editor load again what became of its text, and save against that text until it has', () => {
    show();
    versions.changed();
    const text = '=1+2,6\n';
    versions.saved({ text, rows: [['=1+2', '6']], base }, after, versions.changes, true);
    const saved = versions.stamp(true);
    assert.equal(saved.size, text.length);
    assert.deepEqual(versions.stamp(false), saved, 'the editor takes it for that of its text');
    versions.acknowledged();
    assert.deepEqual(versions.stamp(true), saved);
    assert.ok(versions.stamp(false).mtime > saved.mtime);
    versions.acknowledged();
    assert.ok(versions.knows(text));
    assert.ok(!versions.knows(`${text}more`), 'typed since');
    assert.ok(versions.isBehind);
    const way = versions.way(true);
    assert.ok(way.kind === 'apart');
    assert.deepEqual([way.snapshot.texts, way.snapshot.contents], [[['=1+2', '6']], after.snapshot.contents]);
    versions.shows(after.text);
    assert.equal(versions.isBehind, false);
  });

  it('have nothing to load again when a text is kept as it is, whatever its line ends', () => {
    show();
    versions.saved({ text: '3,6\r\n', rows: after.snapshot.texts, base }, after, versions.changes, true);
    assert.equal(versions.isBehind, false);
    assert.deepEqual(versions.stamp(true), versions.stamp(false));
  });

  it('leave an editor alone when somebody else saves', () => {
    show();
    versions.saved({ text: after.text, rows: after.snapshot.texts, base }, after, versions.changes, false);
    assert.deepEqual(versions.way(true), { kind: 'apart', snapshot: before.snapshot });
    assert.equal(versions.isBehind, true);
  });

  it('bring all of a text after a loss, without a question', () => {
    const known = show();
    versions.lost();
    assert.equal(asks(known, versions.stamp(true)), false);
    assert.deepEqual(versions.way(true), { kind: 'whole', shown: before.snapshot });
  });

  it('make VS Code ask for changes of before a reload', () => {
    const known = { mtime: versions.stamp(false).mtime - 1, size: before.text.length };
    versions.read(before, versions.changes);
    assert.ok(asks(known, versions.stamp(true)));
    assert.deepEqual(versions.way(true), { kind: 'whole' });
  });

  it('forget what an editor showed when it is closed', () => {
    show();
    versions.changed();
    versions.read(after, versions.changes);
    versions.closed();
    assert.deepEqual(versions.way(false), { kind: 'apart', snapshot: after.snapshot });
  });
});
