import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { TransportError } from '../../../src/graph/transport.ts';
import { UploadUrl } from '../../../src/graph/uploadUrl.ts';
import { UploadError } from '../../../src/upload/errors.ts';
import { UploadStop } from '../../../src/upload/running/stop.ts';
import { begin, endManagers, never, setUp, statesOf, task } from '../../support/managing.ts';
import { sessionUrl } from '../../support/scriptedTransfers.ts';
import { settle } from '../../support/settle.ts';

describe('UploadManager beside others', () => {
  afterEach(endManagers);

  it('skips a late conflict where that is the rule, and leaves nothing behind', async () => {
    const setup = setUp();
    const { done } = await begin(setup, task('a', { conflict: 'skip' }));
    await setup.transfers.of('a').open(100, 100);
    const error = new UploadError('nameTaken', { name: 'a' });
    setup.transfers.of('a').end({ status: 'conflict', reason: 'nameTaken', error });
    assert.deepEqual(await done, { status: 'skipped' });
    assert.deepEqual(setup.transfers.discarded, [sessionUrl]);
    assert.deepEqual(setup.manager.rows, []);
  });

  it('goes on with a pending upload of the same file instead of a second one', async () => {
    const setup = setUp();
    const { id, done } = await begin(setup, task('a'));
    await setup.transfers.of('a').open(30);
    await setup.manager.pause(id);
    await done;
    const again = await begin(setup, task('a'));
    assert.equal(again.id, id);
    assert.equal(setup.transfers.of('a').request.earlier?.session?.mark.accepted, 30);
  });

  it('gives up a pending upload of a file that has changed when it is uploaded again', async () => {
    const setup = setUp();
    const { id, done } = await begin(setup, task('a'));
    await setup.transfers.of('a').open(30);
    await setup.manager.pause(id);
    await done;
    const again = await begin(setup, task('a', { mtime: 8 }));
    assert.notEqual(again.id, id);
    assert.deepEqual(setup.transfers.discarded, [sessionUrl]);
    assert.equal(setup.transfers.of('a').request.earlier, undefined);
  });

  it('forgets what was finished of a folder that is uploaded once more: it may be gone by now', async () => {
    const setup = setUp();
    const removed: string[] = [];
    const remove = (id: string): Promise<void> => Promise.resolve(void removed.push(id));
    Object.assign(setup.ports.folders.logs, { remove });
    const { source: _none, size: _size, mtime: _mtime, ...folder } = task('photos');
    const first = await setup.manager.add([folder], never());
    assert.deepEqual(removed, []);
    assert.deepEqual(await setup.manager.add([folder], never()), first);
    assert.deepEqual(removed, first);
  });

  it('ends a folder that waited for its last file to be committed when that goes on by itself', async () => {
    const setup = setUp();
    const { source: _none, size: _size, mtime: _mtime, ...folder } = task('photos');
    const [parent = ''] = await setup.manager.add([folder], never());
    await setup.manager.add([task('a')], never(), parent);
    const record = setup.journal.get(parent)?.record;
    assert.ok(record);
    setup.journal.put({ ...record, state: { kind: 'awaitingCommit' } });
    await setup.manager.add([task('a')], never());
    assert.deepEqual(
      setup.manager.rows.map(({ record: { name } }) => name),
      ['a'],
    );
  });

  it('keeps what was sent of a file when a second attempt fails before it begins', async () => {
    const setup = setUp();
    const { id, done } = await begin(setup, task('a'));
    await setup.transfers.of('a').open(30);
    await setup.manager.pause(id);
    await done;
    await setup.manager.addFailed([{ task: task('a', { size: 0, mtime: 0 }), error: new Error('offline') }]);
    assert.deepEqual(setup.transfers.discarded, []);
    assert.deepEqual(statesOf(setup), ['paused', 'failed']);
    assert.equal(setup.journal.get(id)?.record.session?.accepted, 30);
  });

  it('ends the session of an older upload that is in the way of a new one', async () => {
    const setup = setUp();
    const { id, done } = await begin(setup, task('a', { uri: 'file:///one/a' }));
    await setup.transfers.of('a').open(30);
    await setup.manager.pause(id);
    await done;
    await begin(setup, task('a', { uri: 'file:///two/a' }));
    await setup.transfers.of('a').start();
    assert.equal(await setup.transfers.of('a').request.releaseTarget?.(never()), true);
    assert.deepEqual(setup.transfers.discarded, [sessionUrl]);
    assert.deepEqual(statesOf(setup), ['expired', 'running']);
    assert.equal(await setup.transfers.of('a').request.releaseTarget?.(never()), false);
  });

  it('does not touch what another window is at', async () => {
    const setup = setUp();
    const [id = ''] = await setup.manager.add([task('a')], never());
    const record = setup.journal.get(id)?.record;
    assert.ok(record);
    setup.journal.put(record, 'otherWindow');
    const result = await setup.manager.run(id, never());
    assert.ok(result.status === 'failed' && result.error instanceof UploadError);
    assert.equal(result.error.code, 'inOtherWindow');
    await assert.rejects(setup.manager.discard(id), UploadError);
    assert.equal(setup.transfers.sends.length, 0);
  });

  it('stops without a word when another window has taken over', async () => {
    const setup = setUp();
    const { id, done } = await begin(setup, task('a'));
    await setup.transfers.of('a').open();
    const before = setup.journal.saved.length;
    setup.journal.takeOver(id);
    assert.deepEqual(await done, { status: 'paused' });
    assert.equal(setup.journal.saved.length, before);
    assert.deepEqual(setup.transfers.discarded, []);
  });

  it('sends no fragment once the lease is lost', async () => {
    const setup = setUp();
    const { id } = await begin(setup, task('a'));
    const transfer = setup.transfers.of('a');
    await transfer.open();
    setup.journal.takeOver(id);
    await assert.rejects(transfer.keeper.sending({ createdAt: 1, accepted: 0, proof: { length: 1, ring: '' } }));
  });

  for (const [what, changed, code] of [
    ['another account', { account: { id: 'you' } }, 'otherAccount'],
    ['another service', { graph: 'https://graph.example' }, 'otherService'],
    ['another machine', { machine: { id: 'there', name: 'there' } }, 'otherMachine'],
  ] as const) {
    it(`does not go on as ${what}, and changes nothing`, async () => {
      const setup = setUp();
      const { id, done } = await begin(setup, task('a'));
      await setup.manager.pause(id);
      await done;
      assert.ok(!(setup.place instanceof Error));
      setup.place = { ...setup.place, ...changed };
      const result = await setup.manager.run(id, never());
      assert.ok(result.status === 'failed' && result.error instanceof UploadError);
      assert.equal(result.error.code, code);
      assert.deepEqual(statesOf(setup), ['paused']);
      assert.equal(setup.transfers.sends.length, 1);
    });
  }

  it('waits until the service can be reached, and says so', async () => {
    const setup = setUp();
    const { id, done } = await begin(setup, task('a'));
    await setup.manager.pause(id);
    await done;
    const { place } = setup;
    setup.place = new TransportError('nameNotResolved', 'graph.test');
    const again = setup.manager.run(id, never());
    await settle();
    assert.deepEqual(setup.manager.rows[0]?.live?.wait, { reason: 'offline' });
    setup.place = place;
    setup.clock.advance(10_000);
    await settle();
    assert.equal(setup.manager.rows.at(0)?.live?.wait, undefined);
    setup.transfers.of('a').succeed();
    assert.equal((await again).status, 'uploaded');
  });

  it('shows how it goes, again every second, so that a stalled upload does not keep its speed', async () => {
    const setup = setUp();
    await begin(setup, task('a'));
    const { reporter } = setup.transfers.of('a');
    reporter.progress({ size: 100, sent: 40, accepted: 20 });
    assert.equal(setup.manager.rows[0]?.live?.progress?.accepted, 20);
    let shown = 0;
    setup.manager.onDidChange(() => {
      shown++;
    });
    for (let second = 0; second < 3; second++) {
      setup.clock.advance(1000);
      await settle();
    }
    assert.equal(shown, 3);
  });

  it('does not let an upload come back that reports something after its end', async () => {
    const setup = setUp();
    const { done } = await begin(setup, task('a'));
    const { reporter } = setup.transfers.of('a');
    setup.transfers.of('a').succeed();
    await done;
    reporter.waiting({ reason: 'offline' });
    reporter.progress({ size: 100, sent: 1, accepted: 1 });
    await settle();
    assert.deepEqual(setup.manager.rows, []);
  });

  it('joins an upload that runs already', async () => {
    const setup = setUp();
    const { id, done } = await begin(setup, task('a'));
    const joined = setup.manager.run(id, never());
    setup.transfers.of('a').succeed();
    assert.equal(await joined, await done);
    assert.equal(setup.transfers.sends.length, 1);
  });

  it('pauses an upload when any of those who have joined it is stopped', async () => {
    const setup = setUp();
    const { id, done } = await begin(setup, task('a'));
    const abort = new AbortController();
    const joined = setup.manager.run(id, abort.signal);
    abort.abort();
    assert.deepEqual(await joined, { status: 'paused' });
    assert.deepEqual(await done, { status: 'paused' });
  });

  it('ends also when the lease cannot be given back', async () => {
    const setup = setUp();
    const take = setup.journal.take.bind(setup.journal);
    setup.journal.take = async (id) => {
      const lease = await take(id);
      return lease && { ...lease, release: () => Promise.reject(new Error('the disk is gone')) };
    };
    const { done } = await begin(setup, task('a'));
    setup.transfers.of('a').succeed();
    assert.equal((await done).status, 'uploaded');
  });

  it('ends a session of which only the URL was saved when the process died', async () => {
    const setup = setUp();
    const [id = ''] = await setup.manager.add([task('a')], never());
    const record = setup.journal.get(id)?.record;
    assert.ok(record);
    setup.journal.put({ ...record, startedAt: 1, state: { kind: 'running' } }, 'nobody');
    setup.journal.urls.set(id, new UploadUrl(sessionUrl));
    setup.transfers.reachable = false;
    const done = setup.manager.run(id, never());
    await settle();
    assert.equal(setup.transfers.sends.length, 0);
    assert.deepEqual(setup.manager.rows[0]?.live?.wait, { reason: 'offline' });
    setup.transfers.reachable = true;
    setup.clock.advance(10_000);
    await settle();
    assert.deepEqual(setup.transfers.discarded, [sessionUrl]);
    assert.equal(setup.journal.urls.size, 0);
    setup.transfers.of('a').succeed();
    assert.equal((await done).status, 'uploaded');
  });

  it('ends sessions of which only the URL is left, as soon as they can be reached', async () => {
    const setup = setUp();
    setup.journal.urls.set('lost', new UploadUrl(sessionUrl));
    setup.transfers.reachable = false;
    setup.clock.advance(30_000);
    await settle();
    assert.equal(setup.journal.urls.size, 1);
    setup.transfers.reachable = true;
    setup.clock.advance(30_000);
    await settle();
    assert.deepEqual(setup.transfers.discarded, [sessionUrl]);
    assert.equal(setup.journal.urls.size, 0);
  });

  it('forgets the row of another machine without asking its server', async () => {
    const setup = setUp();
    const [id = ''] = await setup.manager.add([task('a')], never());
    const record = setup.journal.get(id)?.record;
    assert.ok(record);
    setup.journal.put(record, 'otherMachine');
    setup.journal.urls.set(id, new UploadUrl(sessionUrl));
    await setup.manager.discard(id);
    assert.deepEqual(setup.transfers.discarded, []);
    assert.deepEqual(setup.manager.rows, []);
  });

  it('does not run what was begun on another machine, and says so', async () => {
    const setup = setUp();
    const [id = ''] = await setup.manager.add([task('a')], never());
    const record = setup.journal.get(id)?.record;
    assert.ok(record);
    setup.journal.put(record, 'otherMachine');
    const result = await setup.manager.run(id, never());
    assert.ok(result.status === 'failed' && result.error instanceof UploadError);
    assert.deepEqual(result.error.problem, { code: 'otherMachine', name: 'a', machine: record.place.machine.name });
    assert.equal(setup.journal.get(id)?.record.state.kind, 'queued');
  });

  it('obeys a stop that says what is to become of the upload', async () => {
    const setup = setUp();
    const abort = new AbortController();
    const { done } = await begin(setup, task('a'), abort.signal);
    await setup.transfers.of('a').open();
    abort.abort(new UploadStop('discard'));
    assert.deepEqual(await done, { status: 'cancelled' });
    assert.deepEqual(setup.transfers.discarded, [sessionUrl]);
  });
});
