import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { UploadRecord } from '../../../../src/upload/journal/record.ts';
import { shown, useJournals } from '../../../support/journalWindows.ts';
import { sessionMark, uploadRecord } from '../../../support/uploadRecords.ts';

const otherMachine = { id: 'machine-2', name: 'laptop' };

/** Of another machine. */
function foreign(id: string): UploadRecord {
  const record = uploadRecord(id);
  return { ...record, place: { ...record.place, machine: otherMachine } };
}

describe('the list of a Journal', () => {
  const windows = useJournals();

  it('puts back at the next look what another window has overwritten', async () => {
    const { state } = windows();
    const journal = await windows().open();
    await journal.saveAll([uploadRecord('a'), uploadRecord('b')]);
    await windows().settle();
    for (const overwritten of [[], undefined, 'rubbish', [uploadRecord('b'), { version: 1 }, null], [foreign('f')]]) {
      state.overwrite(overwritten);
      await windows().settle(2000);
      const own = windows()
        .listedIds()
        .filter((id) => id !== 'f');
      assert.deepEqual(own.toSorted(), ['a', 'b'], JSON.stringify(overwritten));
    }
    assert.deepEqual(shown(journal), ['a nobody', 'b nobody', 'f otherMachine']);
  });

  it('takes out at the next look what has ended', async () => {
    const { state } = windows();
    const journal = await windows().open();
    await journal.save(uploadRecord('a'));
    await windows().settle();
    const old = state.stored;
    await journal.remove('a');
    await windows().settle();
    state.overwrite(old);
    await windows().settle(2000);
    assert.deepEqual(state.records, []);
    assert.deepEqual(journal.entries, []);
  });

  it('drops what it names of this machine without a file', async () => {
    const { state } = windows();
    state.stored = [uploadRecord('ghost'), foreign('f')];
    const journal = await windows().open();
    await windows().settle();
    assert.deepEqual(windows().listedIds(), ['f']);
    assert.deepEqual(shown(journal), ['f otherMachine']);
  });

  it('gets the files that it does not name', async () => {
    const { disk } = windows();
    disk.records.set('a', uploadRecord('a'));
    await windows().open();
    await windows().settle();
    assert.deepEqual(windows().listedIds(), ['a']);
  });

  it('is right about nothing of this machine', async () => {
    const { disk, state } = windows();
    disk.records.set('a', uploadRecord('a', { state: { kind: 'paused' } }));
    state.stored = [uploadRecord('a', { state: { kind: 'running' }, updatedAt: 9e15 })];
    const journal = await windows().open();
    await windows().settle();
    assert.equal(journal.get('a')?.record.state.kind, 'paused');
    assert.deepEqual(state.records, [uploadRecord('a', { state: { kind: 'paused' } })]);
  });

  it('keeps what only a later version can read', async () => {
    const { state } = windows();
    const later = { ...uploadRecord('later'), version: 2 };
    state.stored = [later];
    const journal = await windows().open();
    await journal.save(uploadRecord('a'));
    await windows().settle();
    assert.deepEqual(state.stored, [later, uploadRecord('a')]);
    assert.deepEqual(shown(journal), ['a nobody']);
  });

  it('shows uploads of other machines, which can be forgotten', async () => {
    const { state } = windows();
    state.stored = [foreign('f'), foreign('g')];
    const journal = await windows().open();
    assert.equal(journal.get('f')?.where, 'otherMachine');
    await journal.remove('f');
    await windows().settle();
    assert.deepEqual(windows().listedIds(), ['g']);
    assert.deepEqual(shown(journal), ['g otherMachine']);
    state.overwrite([foreign('f'), foreign('g')]);
    await windows().settle(2000);
    assert.deepEqual(shown(journal), ['f otherMachine', 'g otherMachine'], 'its machine still has it');
  });

  it('takes what lies in the files of this machine for its own, even under a former id', async () => {
    const { disk, state } = windows();
    disk.records.set('f', foreign('f'));
    const journal = await windows().open();
    await windows().settle();
    const { writes } = state;
    await windows().settle(10_000);
    assert.deepEqual(shown(journal), ['f nobody']);
    assert.deepEqual(windows().listedIds(), ['f']);
    assert.equal(state.writes, writes);
  });

  it('is told of a new state at once, and of progress every two seconds at most', async () => {
    const { clock, state } = windows();
    const journal = await windows().open();
    await journal.save(uploadRecord('a', { state: { kind: 'running' } }));
    await windows().settle(150);
    assert.equal(state.writes, 1);
    for (let turn = 1; turn <= 100; turn++) {
      await journal.save(
        uploadRecord('a', { state: { kind: 'running' }, session: sessionMark(turn), updatedAt: turn }),
        {
          progress: true,
        },
      );
      await clock.delay(100);
    }
    const written: number = state.writes;
    assert.ok(written >= 4 && written <= 7, `${written} writes in ten seconds`);
    await journal.save(uploadRecord('a', { state: { kind: 'paused' } }));
    await windows().settle(150);
    assert.equal(state.records[0]?.state.kind, 'paused');
  });

  it('is told of progress by the window that is at it alone', async () => {
    const { disk, state } = windows();
    const [mine, other] = [await windows().open(), await windows().open()];
    await mine.save(uploadRecord('a', { state: { kind: 'running' } }));
    await mine.take('a');
    await windows().settle(3000);
    await mine.dispose();
    const { writes } = state;
    // As the other window would see it if this one went on without telling the list.
    disk.put(uploadRecord('a', { state: { kind: 'running' }, session: sessionMark(1) }));
    disk.put(uploadRecord('a', { state: { kind: 'running' }, session: sessionMark(2) }));
    await windows().settle(10_000);
    assert.equal(other.get('a')?.record.session?.accepted, 2);
    assert.ok(state.writes <= writes + 1, 'a session appeared');
  });

  it('is written once for many uploads', async () => {
    const { state } = windows();
    const journal = await windows().open();
    await journal.saveAll(Array.from({ length: 100 }, (_, index) => uploadRecord(`id-${index}`)));
    await windows().settle();
    assert.equal(state.records.length, 100);
    assert.equal(state.writes, 1);
  });

  it('is written the less often the longer it is', async () => {
    const { clock, state } = windows();
    const journal = await windows().open();
    const records = Array.from({ length: 1000 }, (_, index) => uploadRecord(`id-${index}`));
    await journal.saveAll(records);
    await windows().settle();
    const { writes } = state;
    for (const { id } of records.slice(0, 100)) {
      await journal.remove(id);
      await clock.delay(100);
    }
    // Ten seconds, in which as many as 100 writes of a short list would have been made.
    assert.ok(state.writes - writes <= 3, `${state.writes - writes} writes`);
    await windows().settle(5000);
    assert.equal(state.records.length, 900);
  });

  it('is tried again when it could not be written, with one line in the log', async () => {
    const { log, state } = windows();
    const journal = await windows().open();
    state.failure = new Error('no space for https://upload.example/x?tempauth=1');
    await journal.save(uploadRecord('a'));
    await windows().settle(5000);
    assert.ok(state.writes > 2);
    assert.equal(log.lines.length, 1);
    assert.doesNotMatch(log.text, /tempauth/u);
    state.failure = undefined;
    await windows().settle(2000);
    assert.deepEqual(windows().listedIds(), ['a']);
  });

  it('is up to date when the window closes', async () => {
    const { state } = windows();
    const journal = await windows().open();
    await journal.save(uploadRecord('a', { state: { kind: 'running' } }));
    await windows().settle();
    await journal.save(uploadRecord('a', { state: { kind: 'running' }, session: sessionMark(5) }), {
      progress: true,
    });
    void journal.save(uploadRecord('b'));
    await journal.dispose();
    assert.deepEqual(state.records, [
      uploadRecord('a', { state: { kind: 'running' }, session: sessionMark(5) }),
      uploadRecord('b'),
    ]);
  });

  it('is left in peace when nothing changes', async () => {
    const { state } = windows();
    const [journal] = [await windows().open(), await windows().open()];
    await journal.save(uploadRecord('a'));
    await windows().settle(3000);
    const { writes } = state;
    await windows().settle(60_000);
    assert.equal(state.writes, writes);
  });
});
