import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UploadUrl } from '../../../../src/graph/uploadUrl.ts';
import { TransitionError } from '../../../../src/upload/journal/transition.ts';
import { killed } from '../../../support/journalFakes.ts';
import { shown, useJournals } from '../../../support/journalWindows.ts';
import { sessionMark, uploadRecord } from '../../../support/uploadRecords.ts';

describe('Journal', () => {
  const windows = useJournals();

  it('keeps what was saved, in files and in the list, in the order in which it was asked for', async () => {
    const { disk } = windows();
    const journal = await windows().open();
    const [third, first, second] = [
      uploadRecord('a', { createdAt: 3 }),
      uploadRecord('z', { createdAt: 1, uri: 'file:///1' }),
      uploadRecord('m', { createdAt: 1, uri: 'file:///2' }),
    ];
    await journal.saveAll([third, second, first]);
    await windows().settle();
    assert.deepEqual(journal.entries, [
      { record: first, where: 'nobody' },
      { record: second, where: 'nobody' },
      { record: third, where: 'nobody' },
    ]);
    assert.deepEqual((await windows().open()).entries, journal.entries, 'in another window');
    assert.deepEqual(new Set(windows().listedIds()), new Set(['a', 'z', 'm']));
    assert.equal(disk.writes, 3);
  });

  it('shows at once what is being saved', async () => {
    const journal = await windows().open();
    let fired = 0;
    journal.onDidChange(() => fired++);
    const saved = journal.save(uploadRecord('a'));
    assert.deepEqual(shown(journal), ['a nobody']);
    assert.equal(fired, 1);
    await saved;
  });

  it('takes back what could not be saved', async () => {
    const { disk } = windows();
    const journal = await windows().open();
    await journal.save(uploadRecord('a', { size: 1 }));
    disk.failure = new Error('disk full');
    await assert.rejects(journal.save(uploadRecord('a', { size: 2 })), /disk full/u);
    await assert.rejects(journal.saveAll([uploadRecord('b')]), /disk full/u);
    disk.failure = undefined;
    await windows().settle(20_000);
    assert.deepEqual(journal.get('a')?.record.size, 1);
    assert.deepEqual(shown(journal), ['a nobody']);
    assert.deepEqual(windows().listedIds(), ['a']);
  });

  it('never writes what it could not read again', async () => {
    const { disk } = windows();
    const journal = await windows().open();
    await assert.rejects(journal.save(uploadRecord('../a')), TypeError);
    await assert.rejects(journal.save(uploadRecord('a', { size: -1 })), TypeError);
    assert.equal(disk.writes, 0);
  });

  it('lets nothing bring back an upload that was given up or has ended', async () => {
    const { disk, state } = windows();
    const journal = await windows().open();
    await journal.save(uploadRecord('a', { state: { kind: 'running' } }));
    await journal.save(uploadRecord('a', { state: { kind: 'discarding' } }));
    await assert.rejects(journal.save(uploadRecord('a', { state: { kind: 'running' } })), TransitionError);
    assert.equal(disk.records.get('a')?.state.kind, 'discarding');
    await journal.remove('a');
    await assert.rejects(journal.save(uploadRecord('a', { state: { kind: 'discarding' } })), TransitionError);
    await windows().settle();
    assert.deepEqual([journal.entries, [...disk.records], state.records], [[], [], []]);
  });

  it('leaves nothing of what is removed', async () => {
    const { disk, state } = windows();
    const [journal, other] = [await windows().open(), await windows().open()];
    await journal.save(uploadRecord('a', { startedAt: 1 }));
    await journal.saveUrl('a', new UploadUrl('https://upload.example/secret'));
    assert.equal((await journal.url('a'))?.reveal(), 'https://upload.example/secret');
    const lease = await journal.take('a');
    assert.ok(lease);
    await journal.remove('a');
    await lease.release();
    await windows().settle();
    assert.deepEqual([disk.records.size, disk.urls.size, disk.owners.size, state.records.length], [0, 0, 0, 0]);
    assert.deepEqual([journal.entries, other.entries], [[], []]);
    assert.equal(journal.get('a'), undefined);
  });

  it('looks for no URL of a file that was never begun, and leaves none of one that was', async () => {
    const { disk, state } = windows();
    const journal = await windows().open();
    await journal.saveAll([uploadRecord('small'), uploadRecord('large')]);
    const leases = [await journal.take('small'), await journal.take('large')];
    await journal.saveUrl('large', new UploadUrl('https://upload.example/secret'));
    await journal.remove('small');
    assert.equal(disk.urlRemovals, 0);
    await journal.remove('large');
    assert.deepEqual([disk.urlRemovals, disk.urls.size], [1, 0]);
    for (const lease of leases) {
      await lease?.release();
    }
    await windows().settle();
    assert.deepEqual(state.records, []);
  });

  it('writes no secret into the list', async () => {
    const { state } = windows();
    const journal = await windows().open();
    await journal.save(uploadRecord('a', { session: sessionMark(100) }));
    await journal.saveUrl('a', new UploadUrl('https://upload.example/secret'));
    await windows().settle();
    assert.equal(windows().listedIds().length, 1);
    assert.doesNotMatch(JSON.stringify(state.stored), /upload\.example|secret/u);
  });

  describe('with other windows', () => {
    it('says who is at an upload', async () => {
      const [mine, other] = [await windows().open(), await windows().open()];
      await mine.save(uploadRecord('a'));
      const lease = await mine.take('a');
      await windows().settle();
      assert.deepEqual([shown(mine), shown(other)], [['a thisWindow'], ['a otherWindow']]);
      assert.equal(other.get('a')?.where, 'otherWindow');
      assert.equal(await other.take('a'), undefined);
      await lease?.release();
      await windows().settle();
      assert.deepEqual([shown(mine), shown(other)], [['a nobody'], ['a nobody']]);
    });

    it('gives an upload away with what the last one who had it wrote', async () => {
      const [mine, other] = [await windows().open(), await windows().open()];
      await mine.save(uploadRecord('a'));
      const lease = await mine.take('a');
      await mine.save(uploadRecord('a', { session: sessionMark(500) }), { progress: true });
      await lease?.release();
      assert.ok(await other.take('a'));
      assert.equal(other.get('a')?.record.session?.accepted, 500);
    });

    it('gives nobody an upload that has ended meanwhile', async () => {
      const { disk } = windows();
      const [mine, other] = [await windows().open(), await windows().open()];
      await mine.save(uploadRecord('a'));
      await windows().settle();
      const removed = mine.remove('a');
      assert.equal(await other.take('a'), undefined);
      await removed;
      assert.equal(disk.owners.size, 0);
    });

    it('no longer counts a lease that was lost as its own', async () => {
      const { disk } = windows();
      const [mine, other] = [await windows().open(), await windows().open()];
      await mine.save(uploadRecord('a'));
      const lease = await mine.take('a');
      disk.owners.delete('a');
      assert.ok(await other.take('a'));
      assert.equal(await lease?.confirm(), false);
      await windows().settle();
      assert.deepEqual([shown(mine), shown(other)], [['a otherWindow'], ['a thisWindow']]);
    });

    it('shows what another window has changed', async () => {
      const [mine, other] = [await windows().open(), await windows().open()];
      let told = 0;
      other.onDidChange(() => told++);
      await mine.save(uploadRecord('a', { state: { kind: 'paused' } }));
      await windows().settle();
      assert.ok(told > 0);
      assert.equal(other.get('a')?.record.state.kind, 'paused');
    });
  });

  it('names the uploads of which only the URL is left, and keeps it until their session has ended', async () => {
    const { disk } = windows();
    disk.records.set('a', uploadRecord('a'));
    disk.urls.set('a', 'https://upload.example/a');
    disk.urls.set('gone', 'https://upload.example/gone');
    const journal = await windows().open();
    assert.deepEqual(await journal.strayUrls(), ['gone']);
    assert.deepEqual([...disk.urls.keys()], ['a', 'gone']);
  });

  it('clears away leases that a killed window had of uploads that have ended', async () => {
    const { disk } = windows();
    disk.records.set('a', uploadRecord('a'));
    disk.owners.set('a', killed).set('gone', killed);
    await windows().open();
    assert.deepEqual([...disk.owners.keys()], ['a']);
  });

  it('goes on when somebody who listens fails', async () => {
    const { log } = windows();
    const journal = await windows().open();
    journal.onDidChange(() => {
      throw new Error('bad listener');
    });
    await journal.save(uploadRecord('a'));
    assert.match(log.text, /bad listener/u);
  });
});
