import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { UploadStop } from '../../../src/upload/running/stop.ts';
import { endManagers, never, setUp, statesOf, task } from '../../support/managing.ts';
import type { Setup } from '../../support/managing.ts';
import { settle } from '../../support/settle.ts';
import { uploadRecord } from '../../support/uploadRecords.ts';

const names = ['a', 'b', 'c'];
const tasks = names.map((name) => task(name));

/** Holds the list back until the test lets the record of a name through. */
function hold({ journal }: Setup): Map<string, () => void> {
  const gates = new Map<string, () => void>();
  const held = new Map(names.map((name) => [name, new Promise<void>((resolve) => gates.set(name, resolve))]));
  journal.before = (record) => held.get(record.name) ?? Promise.resolve();
  return gates;
}

describe('UploadManager with many that are listed', () => {
  afterEach(endManagers);

  it('sends the first while others are still written down, and none before it is', async () => {
    const setup = setUp(4);
    const { manager, transfers } = setup;
    const gates = hold(setup);
    const ids = await manager.addAndGoOn(tasks, never());
    const done = ids.map((id) => manager.run(id, never()));
    await settle();
    assert.equal(transfers.sends.length, 0);
    gates.get('a')?.();
    await settle();
    assert.deepEqual(
      transfers.sends.map(({ request }) => request.name),
      ['a'],
    );
    gates.get('b')?.();
    gates.get('c')?.();
    await settle();
    assert.deepEqual(
      transfers.sends.map(({ request }) => request.name),
      names,
    );
    for (const send of transfers.sends) {
      send.succeed();
    }
    assert.deepEqual(
      (await Promise.all(done)).map(({ status }) => status),
      ['uploaded', 'uploaded', 'uploaded'],
    );
  });

  it('tells of each that could not be written down, and lets the others go on', async () => {
    const setup = setUp(4);
    const { journal, manager, transfers } = setup;
    const gates = hold(setup);
    const ids = await manager.addAndGoOn(tasks, never());
    const done = ids.map((id) => manager.run(id, never()));
    gates.get('a')?.();
    await settle();
    journal.failure = new Error('disk full');
    gates.get('b')?.();
    await settle();
    journal.failure = undefined;
    transfers.sends[0]?.succeed();
    const results = await Promise.all(done);
    assert.deepEqual(
      results.map((result) => (result.status === 'failed' ? String(result.error) : result.status)),
      ['uploaded', 'Error: disk full', 'Error: disk full'],
    );
  });

  it('lists everything before anything goes on when one of them was pending before', async () => {
    const setup = setUp(4);
    const { manager } = setup;
    await manager.add([task('b', { size: 1 })], never());
    const gates = hold(setup);
    let listed = false;
    const ids = manager.addAndGoOn(tasks, never()).then((each) => {
      listed = true;
      return each;
    });
    gates.get('a')?.();
    gates.get('b')?.();
    await settle();
    assert.equal(listed, false);
    gates.get('c')?.();
    assert.equal((await ids).length, 3);
    assert.deepEqual(statesOf(setup), ['queued', 'queued', 'queued']);
  });

  it('can be told to stop one that is not yet written down, and keeps it', async () => {
    const setup = setUp(4);
    const { manager, transfers } = setup;
    const gates = hold(setup);
    const [id = ''] = await manager.addAndGoOn(tasks, never());
    const stop = new AbortController();
    const done = manager.run(id, stop.signal);
    stop.abort(new UploadStop('pause'));
    for (const open of gates.values()) {
      open();
    }
    assert.deepEqual(await done, { status: 'paused' });
    assert.equal(transfers.sends.length, 0);
    assert.deepEqual(statesOf(setup).toSorted(), ['paused', 'queued', 'queued']);
  });

  it('closes when nothing is written any more', async () => {
    const setup = setUp(4);
    const gates = hold(setup);
    await setup.manager.addAndGoOn(tasks, never());
    let closed = false;
    const closing = setup.manager.dispose().then(() => {
      closed = true;
    });
    await settle();
    assert.equal(closed, false);
    for (const open of gates.values()) {
      open();
    }
    await closing;
    assert.equal(statesOf(setup).length, 3);
  });

  it('leaves alone what the same window is about to send when it is asked for once more', async () => {
    const setup = setUp(4);
    const { manager, transfers } = setup;
    const gates = hold(setup);
    const [first = ''] = await manager.addAndGoOn([task('a')], never());
    const done = manager.run(first, never());
    gates.get('a')?.();
    // Written down, but without a lease.
    setup.journal.put(uploadRecord(first, { uri: 'file:///a', name: 'a' }));
    const [second] = await manager.addAndGoOn([task('a', { size: 1 })], never());
    assert.notEqual(second, first);
    await settle();
    transfers.sends[0]?.succeed();
    assert.equal((await done).status, 'uploaded');
  });

  it('begins nothing any more when it closes while it is written down', async () => {
    const setup = setUp(4);
    const { journal, manager, transfers } = setup;
    const gates = hold(setup);
    const [id = ''] = await manager.addAndGoOn(tasks, never());
    const done = manager.run(id, never());
    const closing = manager.dispose();
    for (const open of gates.values()) {
      open();
    }
    await closing;
    assert.deepEqual(await done, { status: 'paused' });
    assert.equal(transfers.sends.length, 0);
    assert.deepEqual(
      journal.saved.map(({ state }) => state.kind),
      ['queued', 'queued', 'queued'],
    );
  });
});
