import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { UploadError } from '../../../src/upload/errors.ts';
import { SourceError } from '../../../src/upload/ports.ts';
import { begin, endManagers, never, setUp, statesOf, task } from '../../support/managing.ts';
import { sessionUrl } from '../../support/scriptedTransfers.ts';
import { settle } from '../../support/settle.ts';

describe('UploadManager', () => {
  afterEach(endManagers);

  it('sends no more files at a time than it may', async () => {
    const setup = setUp(2);
    const runs = await Promise.all(['a', 'b', 'c'].map((name) => begin(setup, task(name))));
    assert.deepEqual(
      setup.transfers.sends.map(({ request }) => request.name),
      ['a', 'b'],
    );
    await Promise.all(['a', 'b'].map((name) => setup.transfers.of(name).start()));
    assert.deepEqual(statesOf(setup), ['running', 'running', 'queued']);
    setup.transfers.of('b').succeed();
    await settle();
    setup.transfers.of('c').succeed();
    setup.transfers.of('a').succeed();
    assert.deepEqual(
      (await Promise.all(runs.map(({ done }) => done))).map(({ status }) => status),
      ['uploaded', 'uploaded', 'uploaded'],
    );
    assert.deepEqual(setup.manager.rows, []);
    assert.deepEqual(setup.journal.leases, []);
  });

  it('writes the record of a small file twice: when it is asked for, and when it begins', async () => {
    const setup = setUp();
    const { done } = await begin(setup, task('a'));
    await setup.transfers.of('a').start();
    setup.transfers.of('a').succeed();
    await done;
    assert.deepEqual(
      setup.journal.saved.map(({ state, startedAt }) => [state.kind, startedAt]),
      [
        ['queued', 0],
        ['running', 5],
      ],
    );
  });

  it('sends files for one name one after another, whatever the case of the letters', async () => {
    const setup = setUp();
    const first = await begin(setup, task('a.txt'));
    const second = await begin(setup, task('A.TXT', { uri: 'file:///other/A.TXT' }));
    assert.equal(setup.transfers.sends.length, 1);
    setup.transfers.of('a.txt').succeed();
    await first.done;
    await settle();
    setup.transfers.of('A.TXT').succeed();
    assert.equal((await second.done).status, 'uploaded');
  });

  it('has every upload in the journal before it begins, and its session before a byte is sent', async () => {
    const setup = setUp();
    await begin(setup, task('a'));
    assert.equal(setup.journal.saved[0]?.state.kind, 'queued');
    await setup.transfers.of('a').open(0, 50);
    const [row] = setup.manager.rows;
    assert.equal(row?.record.session?.proof.length, 50);
    assert.equal(row.record.startedAt, 5);
    assert.equal((await setup.journal.url(row.record.id))?.reveal(), sessionUrl);
    assert.doesNotMatch(JSON.stringify(setup.journal.saved), /s3cr3t/u);
  });

  it('sends nothing when the upload cannot be recorded', async () => {
    const setup = setUp();
    const { id } = await begin(setup, task('a'));
    setup.journal.failure = new Error('disk full');
    await assert.rejects(setup.transfers.of('a').open(), /recorded/u);
    setup.transfers.of('a').end({ status: 'failed', error: new Error('stopped by the keeper') });
    assert.equal((await setup.manager.run(id, never())).status, 'failed');
  });

  it('keeps a paused upload, and goes on with what the server has', async () => {
    const setup = setUp();
    const { id, done } = await begin(setup, task('a'));
    await setup.transfers.of('a').open(30);
    await setup.manager.pause(id);
    assert.deepEqual(await done, { status: 'paused' });
    assert.deepEqual(statesOf(setup), ['paused']);
    assert.deepEqual(setup.transfers.discarded, []);
    const again = setup.manager.run(id, never());
    await settle();
    const { earlier } = setup.transfers.of('a').request;
    assert.deepEqual(earlier?.stat, { size: 100, mtime: 7 });
    assert.equal(earlier.session?.mark.accepted, 30);
    assert.equal(earlier.session.url.reveal(), sessionUrl);
    setup.transfers.of('a').succeed();
    assert.equal((await again).status, 'uploaded');
    assert.equal(setup.journal.urls.size, 0);
  });

  it('keeps the proof of what was sent until it is known how a closed session ended', async () => {
    const setup = setUp();
    const { id, done } = await begin(setup, task('a'));
    const transfer = setup.transfers.of('a');
    await transfer.open(100, 100);
    await transfer.keeper.closed();
    assert.equal(setup.journal.get(id)?.record.session?.proof.length, 100, 'a crash now must not lose it');
    assert.equal(setup.journal.urls.size, 1);
    transfer.end({ status: 'failed', error: new Error('stored with another hash') });
    await done;
    assert.equal(setup.journal.get(id)?.record.session, undefined);
    assert.equal(setup.journal.urls.size, 0);
    const again = setup.manager.run(id, never());
    await settle();
    assert.equal(setup.transfers.of('a').request.earlier?.session, undefined);
    setup.transfers.of('a').succeed();
    assert.equal((await again).status, 'uploaded');
  });

  it('pauses when the signal is aborted, and interrupts when the window ends', async () => {
    const setup = setUp();
    const abort = new AbortController();
    const paused = await begin(setup, task('a'), abort.signal);
    await begin(setup, task('b'));
    abort.abort();
    assert.deepEqual(await paused.done, { status: 'paused' });
    await setup.manager.dispose();
    assert.deepEqual(statesOf(setup), ['paused', 'interrupted']);
    assert.deepEqual(await setup.manager.run(paused.id, never()), { status: 'paused' });
  });

  it('discards an upload on the server and on the list', async () => {
    const setup = setUp();
    const { id, done } = await begin(setup, task('a'));
    await setup.transfers.of('a').open();
    await setup.manager.discard(id);
    assert.deepEqual(await done, { status: 'cancelled' });
    assert.deepEqual(setup.transfers.discarded, [sessionUrl]);
    assert.deepEqual(setup.manager.rows, []);
  });

  it('keeps the URL of what it cannot delete yet, and deletes it later', async () => {
    const setup = setUp();
    const { id, done } = await begin(setup, task('a'));
    await setup.transfers.of('a').open();
    setup.transfers.reachable = false;
    await setup.manager.discard(id);
    await done;
    assert.deepEqual(statesOf(setup), ['discarding']);
    assert.equal(setup.journal.urls.size, 1);
    setup.transfers.reachable = true;
    setup.clock.advance(30_000);
    await settle();
    assert.deepEqual(setup.manager.rows, []);
    assert.deepEqual(setup.transfers.discarded, [sessionUrl]);
  });

  it('forgets what it can never delete when the service has forgotten it too', async () => {
    const setup = setUp();
    const { id } = await begin(setup, task('a'));
    await setup.transfers.of('a').open();
    setup.transfers.reachable = false;
    await setup.manager.discard(id);
    setup.clock.advance(8 * 24 * 3600 * 1000);
    await settle();
    assert.deepEqual(statesOf(setup), ['discarding']);
    setup.clock.advance(30_000);
    await settle();
    assert.deepEqual(setup.manager.rows, []);
  });

  it('keeps what failed with its reason, and a file that has changed as such', async () => {
    const setup = setUp();
    const failed = await begin(setup, task('a'));
    setup.transfers.of('a').end({ status: 'failed', error: new Error('boom') });
    assert.equal((await failed.done).status, 'failed');
    const changed = await begin(setup, task('b'));
    setup.transfers.of('b').end({ status: 'failed', error: new SourceError('changed') });
    await changed.done;
    assert.deepEqual(
      setup.manager.rows.map(({ record }) => record.state),
      [{ kind: 'failed', error: { code: 'Error: boom', reason: 'reason', message: 'message' } }, { kind: 'changed' }],
    );
  });

  it('waits with a commit until the user wants it', async () => {
    const setup = setUp();
    const { id, done } = await begin(setup, task('a', { deferCommit: true }));
    await setup.transfers.of('a').open(100, 100);
    setup.transfers.of('a').end({ status: 'awaitingCommit' });
    assert.deepEqual(await done, { status: 'awaitingCommit' });
    assert.deepEqual(statesOf(setup), ['awaitingCommit']);
    const committed = setup.manager.commit(id, undefined, never());
    await settle();
    setup.transfers.commits[0]?.succeed();
    assert.equal((await committed).status, 'uploaded');
    assert.deepEqual(setup.manager.rows, []);
  });

  it('makes visible what a commit has to send again, instead of waiting once more', async () => {
    const setup = setUp();
    const { id } = await begin(setup, task('a', { deferCommit: true }));
    setup.transfers.of('a').end({ status: 'awaitingCommit' });
    await settle();
    const committed = setup.manager.commit(id, undefined, never());
    await settle();
    setup.transfers.commits[0]?.end({ status: 'resend' });
    await settle();
    assert.equal(setup.transfers.of('a').request.deferCommit, false);
    setup.transfers.of('a').succeed();
    assert.equal((await committed).status, 'uploaded');
  });

  it('lets the user decide about a late conflict, and follows the choice', async () => {
    const setup = setUp();
    const { id, done } = await begin(setup, task('a'));
    await setup.transfers.of('a').open(100, 100);
    const error = new UploadError('nameTaken', { name: 'a' });
    setup.transfers.of('a').end({ status: 'conflict', reason: 'nameTaken', error });
    assert.deepEqual(await done, { status: 'failed', error, conflict: true });
    assert.deepEqual(setup.manager.rows[0]?.record.state, { kind: 'conflict', reason: 'nameTaken' });
    const resolved = setup.manager.commit(id, { behavior: 'fail', name: 'b' }, never());
    await settle();
    assert.deepEqual(setup.transfers.commits[0]?.request.choice, { behavior: 'fail', name: 'b' });
    setup.transfers.commits[0].end({ status: 'resend' });
    await settle();
    assert.equal(setup.transfers.of('b').request.conflictBehavior, 'fail');
    setup.transfers.of('b').succeed();
    assert.equal((await resolved).status, 'uploaded');
  });

  for (const conflict of ['replace', 'rename'] as const) {
    it(`ends a late conflict by the rule ${conflict} without asking`, async () => {
      const setup = setUp();
      const { done } = await begin(setup, task('a', { conflict }));
      const error = new UploadError('nameTaken', { name: 'a' });
      setup.transfers.of('a').end({ status: 'conflict', reason: 'nameTaken', error });
      await settle();
      assert.deepEqual(setup.transfers.commits[0]?.request.choice, { behavior: conflict });
      setup.transfers.commits[0].succeed();
      assert.equal((await done).status, 'uploaded');
    });
  }
});
