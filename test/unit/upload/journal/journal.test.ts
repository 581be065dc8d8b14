import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UploadUrl } from '../../../../src/graph/uploadUrl.ts';
import { Journal } from '../../../../src/upload/journal/journal.ts';
import type { UploadRecord } from '../../../../src/upload/journal/record.ts';
import { TransitionError } from '../../../../src/upload/journal/transition.ts';
import { GlobalState, killed, MemoryDisk } from '../../../support/journalFakes.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { sessionMark, testMachine, uploadRecord } from '../../../support/uploadRecords.ts';
import { VirtualClock } from '../../../support/virtualClock.ts';

const otherMachine = { id: 'machine-2', name: 'laptop' };

/** Of another machine. */
function foreign(id: string): UploadRecord {
  const record = uploadRecord(id);
  return { ...record, place: { ...record.place, machine: otherMachine } };
}

describe('Journal', () => {
  let clock: VirtualClock;
  let disk: MemoryDisk;
  let state: GlobalState;
  let log: MemoryLog;
  let journals: Journal[];

  async function open(): Promise<Journal> {
    const journal = new Journal({
      files: disk.files(),
      list: state.view(),
      urls: disk.urlStore(),
      leases: disk.leases(),
      clock,
      log,
      machine: testMachine,
    });
    journals.push(journal);
    await journal.start();
    return journal;
  }

  const shown = (journal: Journal): string[] => journal.entries.map(({ record, where }) => `${record.id} ${where}`);
  const listedIds = (): string[] => state.records.map(({ id }) => id);
  const settle = (ms = 300): Promise<void> => clock.delay(ms);

  beforeEach(() => {
    clock = new VirtualClock();
    disk = new MemoryDisk(clock);
    state = new GlobalState(clock);
    log = new MemoryLog();
    journals = [];
  });

  afterEach(async () => {
    await Promise.all(journals.map((journal) => journal.dispose()));
    await settle();
    assert.equal(clock.pending, 0, 'nothing goes on after the end');
  });

  it('keeps what was saved, in files and in the list, in the order in which it was asked for', async () => {
    const journal = await open();
    const [third, first, second] = [
      uploadRecord('a', { createdAt: 3 }),
      uploadRecord('z', { createdAt: 1, uri: 'file:///1' }),
      uploadRecord('m', { createdAt: 1, uri: 'file:///2' }),
    ];
    await journal.saveAll([third, second, first]);
    await settle();
    assert.deepEqual(journal.entries, [
      { record: first, where: 'nobody' },
      { record: second, where: 'nobody' },
      { record: third, where: 'nobody' },
    ]);
    assert.deepEqual((await open()).entries, journal.entries, 'in another window');
    assert.deepEqual(new Set(listedIds()), new Set(['a', 'z', 'm']));
    assert.equal(disk.writes, 3);
  });

  it('shows at once what is being saved', async () => {
    const journal = await open();
    let fired = 0;
    journal.onDidChange(() => fired++);
    const saved = journal.save(uploadRecord('a'));
    assert.deepEqual(shown(journal), ['a nobody']);
    assert.equal(fired, 1);
    await saved;
  });

  it('takes back what could not be saved', async () => {
    const journal = await open();
    await journal.save(uploadRecord('a', { size: 1 }));
    disk.failure = new Error('disk full');
    await assert.rejects(journal.save(uploadRecord('a', { size: 2 })), /disk full/u);
    await assert.rejects(journal.saveAll([uploadRecord('b')]), /disk full/u);
    disk.failure = undefined;
    await settle(20_000);
    assert.deepEqual(journal.get('a')?.record.size, 1);
    assert.deepEqual(shown(journal), ['a nobody']);
    assert.deepEqual(listedIds(), ['a']);
  });

  it('never writes what it could not read again', async () => {
    const journal = await open();
    await assert.rejects(journal.save(uploadRecord('../a')), TypeError);
    await assert.rejects(journal.save(uploadRecord('a', { size: -1 })), TypeError);
    assert.equal(disk.writes, 0);
  });

  it('lets nothing bring back an upload that was given up or has ended', async () => {
    const journal = await open();
    await journal.save(uploadRecord('a', { state: { kind: 'running' } }));
    await journal.save(uploadRecord('a', { state: { kind: 'discarding' } }));
    await assert.rejects(journal.save(uploadRecord('a', { state: { kind: 'running' } })), TransitionError);
    assert.equal(disk.records.get('a')?.state.kind, 'discarding');
    await journal.remove('a');
    await assert.rejects(journal.save(uploadRecord('a', { state: { kind: 'discarding' } })), TransitionError);
    await settle();
    assert.deepEqual([journal.entries, [...disk.records], state.records], [[], [], []]);
  });

  it('leaves nothing of what is removed', async () => {
    const [journal, other] = [await open(), await open()];
    await journal.save(uploadRecord('a'));
    await journal.saveUrl('a', new UploadUrl('https://upload.example/secret'));
    assert.equal((await journal.url('a'))?.reveal(), 'https://upload.example/secret');
    const lease = await journal.take('a');
    assert.ok(lease);
    await journal.remove('a');
    await lease.release();
    await settle();
    assert.deepEqual([disk.records.size, disk.urls.size, disk.owners.size, state.records.length], [0, 0, 0, 0]);
    assert.deepEqual([journal.entries, other.entries], [[], []]);
    assert.equal(journal.get('a'), undefined);
  });

  it('writes no secret into the list', async () => {
    const journal = await open();
    await journal.save(uploadRecord('a', { session: sessionMark(100) }));
    await journal.saveUrl('a', new UploadUrl('https://upload.example/secret'));
    await settle();
    assert.equal(listedIds().length, 1);
    assert.doesNotMatch(JSON.stringify(state.stored), /upload\.example|secret/u);
  });

  describe('with other windows', () => {
    it('says who is at an upload', async () => {
      const [mine, other] = [await open(), await open()];
      await mine.save(uploadRecord('a'));
      const lease = await mine.take('a');
      await settle();
      assert.deepEqual([shown(mine), shown(other)], [['a thisWindow'], ['a otherWindow']]);
      assert.equal(other.get('a')?.where, 'otherWindow');
      assert.equal(await other.take('a'), undefined);
      await lease?.release();
      await settle();
      assert.deepEqual([shown(mine), shown(other)], [['a nobody'], ['a nobody']]);
    });

    it('gives an upload away with what the last one who had it wrote', async () => {
      const [mine, other] = [await open(), await open()];
      await mine.save(uploadRecord('a'));
      const lease = await mine.take('a');
      await mine.save(uploadRecord('a', { session: sessionMark(500) }), { progress: true });
      await lease?.release();
      assert.ok(await other.take('a'));
      assert.equal(other.get('a')?.record.session?.accepted, 500);
    });

    it('gives nobody an upload that has ended meanwhile', async () => {
      const [mine, other] = [await open(), await open()];
      await mine.save(uploadRecord('a'));
      await settle();
      const removed = mine.remove('a');
      assert.equal(await other.take('a'), undefined);
      await removed;
      assert.equal(disk.owners.size, 0);
    });

    it('no longer counts a lease that was lost as its own', async () => {
      const [mine, other] = [await open(), await open()];
      await mine.save(uploadRecord('a'));
      const lease = await mine.take('a');
      disk.owners.delete('a');
      assert.ok(await other.take('a'));
      assert.equal(await lease?.confirm(), false);
      await settle();
      assert.deepEqual([shown(mine), shown(other)], [['a otherWindow'], ['a thisWindow']]);
    });

    it('shows what another window has changed', async () => {
      const [mine, other] = [await open(), await open()];
      let told = 0;
      other.onDidChange(() => told++);
      await mine.save(uploadRecord('a', { state: { kind: 'paused' } }));
      await settle();
      assert.ok(told > 0);
      assert.equal(other.get('a')?.record.state.kind, 'paused');
    });
  });

  describe('and the list', () => {
    it('puts back at the next look what another window has overwritten', async () => {
      const journal = await open();
      await journal.saveAll([uploadRecord('a'), uploadRecord('b')]);
      await settle();
      for (const overwritten of [[], undefined, 'rubbish', [uploadRecord('b'), { version: 1 }, null], [foreign('f')]]) {
        state.overwrite(overwritten);
        await settle(2000);
        const own = listedIds().filter((id) => id !== 'f');
        assert.deepEqual(own.toSorted(), ['a', 'b'], JSON.stringify(overwritten));
      }
      assert.deepEqual(shown(journal), ['a nobody', 'b nobody', 'f otherMachine']);
    });

    it('takes out at the next look what has ended', async () => {
      const journal = await open();
      await journal.save(uploadRecord('a'));
      await settle();
      const old = state.stored;
      await journal.remove('a');
      await settle();
      state.overwrite(old);
      await settle(2000);
      assert.deepEqual(state.records, []);
      assert.deepEqual(journal.entries, []);
    });

    it('drops what it names of this machine without a file', async () => {
      state.stored = [uploadRecord('ghost'), foreign('f')];
      const journal = await open();
      await settle();
      assert.deepEqual(listedIds(), ['f']);
      assert.deepEqual(shown(journal), ['f otherMachine']);
    });

    it('gets the files that it does not name', async () => {
      disk.records.set('a', uploadRecord('a'));
      await open();
      await settle();
      assert.deepEqual(listedIds(), ['a']);
    });

    it('is right about nothing of this machine', async () => {
      disk.records.set('a', uploadRecord('a', { state: { kind: 'paused' } }));
      state.stored = [uploadRecord('a', { state: { kind: 'running' }, updatedAt: 9e15 })];
      const journal = await open();
      await settle();
      assert.equal(journal.get('a')?.record.state.kind, 'paused');
      assert.deepEqual(state.records, [uploadRecord('a', { state: { kind: 'paused' } })]);
    });

    it('keeps what only a later version can read', async () => {
      const later = { ...uploadRecord('later'), version: 2 };
      state.stored = [later];
      const journal = await open();
      await journal.save(uploadRecord('a'));
      await settle();
      assert.deepEqual(state.stored, [later, uploadRecord('a')]);
      assert.deepEqual(shown(journal), ['a nobody']);
    });

    it('shows uploads of other machines, which can be forgotten', async () => {
      state.stored = [foreign('f'), foreign('g')];
      const journal = await open();
      assert.equal(journal.get('f')?.where, 'otherMachine');
      await journal.remove('f');
      await settle();
      assert.deepEqual(listedIds(), ['g']);
      assert.deepEqual(shown(journal), ['g otherMachine']);
      state.overwrite([foreign('f'), foreign('g')]);
      await settle(2000);
      assert.deepEqual(shown(journal), ['f otherMachine', 'g otherMachine'], 'its machine still has it');
    });

    it('takes what lies in the files of this machine for its own, even under a former id', async () => {
      disk.records.set('f', foreign('f'));
      const journal = await open();
      await settle();
      const { writes } = state;
      await settle(10_000);
      assert.deepEqual(shown(journal), ['f nobody']);
      assert.deepEqual(listedIds(), ['f']);
      assert.equal(state.writes, writes);
    });

    it('is told of a new state at once, and of progress every two seconds at most', async () => {
      const journal = await open();
      await journal.save(uploadRecord('a', { state: { kind: 'running' } }));
      await settle(150);
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
      await settle(150);
      assert.equal(state.records[0]?.state.kind, 'paused');
    });

    it('is told of progress by the window that is at it alone', async () => {
      const [mine, other] = [await open(), await open()];
      await mine.save(uploadRecord('a', { state: { kind: 'running' } }));
      await mine.take('a');
      await settle(3000);
      await mine.dispose();
      const { writes } = state;
      // As the other window would see it if this one went on without telling the list.
      disk.put(uploadRecord('a', { state: { kind: 'running' }, session: sessionMark(1) }));
      disk.put(uploadRecord('a', { state: { kind: 'running' }, session: sessionMark(2) }));
      await settle(10_000);
      assert.equal(other.get('a')?.record.session?.accepted, 2);
      assert.ok(state.writes <= writes + 1, 'a session appeared');
    });

    it('is written once for many uploads', async () => {
      const journal = await open();
      await journal.saveAll(Array.from({ length: 100 }, (_, index) => uploadRecord(`id-${index}`)));
      await settle();
      assert.equal(state.records.length, 100);
      assert.equal(state.writes, 1);
    });

    it('is tried again when it could not be written, with one line in the log', async () => {
      const journal = await open();
      state.failure = new Error('no space for https://upload.example/x?tempauth=1');
      await journal.save(uploadRecord('a'));
      await settle(5000);
      assert.ok(state.writes > 2);
      assert.equal(log.lines.length, 1);
      assert.doesNotMatch(log.text, /tempauth/u);
      state.failure = undefined;
      await settle(2000);
      assert.deepEqual(listedIds(), ['a']);
    });

    it('is up to date when the window closes', async () => {
      const journal = await open();
      await journal.save(uploadRecord('a', { state: { kind: 'running' } }));
      await settle();
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
      const [journal] = [await open(), await open()];
      await journal.save(uploadRecord('a'));
      await settle(3000);
      const { writes } = state;
      await settle(60_000);
      assert.equal(state.writes, writes);
    });
  });

  it('names the uploads of which only the URL is left, and keeps it until their session has ended', async () => {
    disk.records.set('a', uploadRecord('a'));
    disk.urls.set('a', 'https://upload.example/a');
    disk.urls.set('gone', 'https://upload.example/gone');
    const journal = await open();
    assert.deepEqual(await journal.strayUrls(), ['gone']);
    assert.deepEqual([...disk.urls.keys()], ['a', 'gone']);
  });

  it('clears away leases that a killed window had of uploads that have ended', async () => {
    disk.records.set('a', uploadRecord('a'));
    disk.owners.set('a', killed).set('gone', killed);
    await open();
    assert.deepEqual([...disk.owners.keys()], ['a']);
  });

  it('goes on when somebody who listens fails', async () => {
    const journal = await open();
    journal.onDidChange(() => {
      throw new Error('bad listener');
    });
    await journal.save(uploadRecord('a'));
    assert.match(log.text, /bad listener/u);
  });
});
