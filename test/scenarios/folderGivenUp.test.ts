import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, it } from 'mocha';
import { useEngine } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { useLocalFolder, writeTree } from '../support/localFolder.ts';
import { fixedFragments, UploadWindow } from '../support/uploadWindow.ts';
import { testFragment } from '../support/testSizes.ts';

const never = (): AbortSignal => new AbortController().signal;

describe('an upload of a folder that is given up', () => {
  const windows: UploadWindow[] = [];
  // Before what the windows need is taken away.
  afterEach(() => Promise.all(windows.splice(0).map((window) => window.close())));
  const started = useEngine();
  const made = useLocalFolder();

  async function open(): Promise<UploadWindow> {
    const { clock, sim, token } = started();
    const window = await UploadWindow.open({
      graphUrl: sim.graphUrl,
      storage: join(made().base, 'storage'),
      clock,
      token: () => token,
      fragments: fixedFragments(testFragment),
      // Nobody answers.
      ask: () => Promise.withResolvers<never>().promise,
    });
    windows.push(window);
    return window;
  }

  async function begin(window: UploadWindow, deferCommit: boolean) {
    const task = {
      uri: pathToFileURL(made().root).href,
      name: 'tree',
      destination: started().destination,
      conflictBehavior: 'fail',
      conflict: 'ask',
      verify: true,
      deferCommit,
    } as const;
    const [id = ''] = await window.manager.add([task], never());
    return { id, done: window.manager.run(id, never()) };
  }

  function states(window: UploadWindow): string[] {
    return window.manager.rows.map(({ record }) => `${record.name}: ${record.state.kind}`).toSorted();
  }

  it('leaves nothing of the files that wait to be committed, and does not complain', async () => {
    await writeTree(made().root, { a: 'a', b: 'b' });
    const window = await open();
    const { id, done } = await begin(window, true);
    assert.deepEqual(await done, { status: 'awaitingCommit' });
    assert.deepEqual(states(window), ['a: awaitingCommit', 'b: awaitingCommit', 'tree: awaitingCommit']);
    await window.manager.discard(id);
    assert.deepEqual(states(window), []);
    assert.deepEqual(started().sim.openSessions, []);
  });

  it('leaves nothing of the files that have come to an end before the others', async () => {
    await writeTree(made().root, { a: 'a', b: 'b' });
    const window = await open();
    started().sim.putItem('/Reports/tree/b', 'there');
    const { id, done } = await begin(window, true);
    await eventually(() => assert.deepEqual(states(window), ['a: awaitingCommit', 'tree: running']));
    await window.manager.discard(id);
    assert.deepEqual(await done, { status: 'cancelled' });
    assert.deepEqual(states(window), []);
    assert.deepEqual(started().sim.openSessions, []);
  });

  it('leaves no row for a file that failed', async () => {
    await writeTree(made().root, { a: 'a', b: 'b' });
    const { sim } = started();
    const window = await open();
    sim.putItem('/Reports/tree/b', 'there');
    sim.faults.add({ route: 'putContent', kind: 'status', status: 403 });
    const { id, done } = await begin(window, false);
    await eventually(() => assert.equal(window.manager.rows[0]?.live?.files?.failed, 1));
    await window.manager.discard(id);
    assert.deepEqual(await done, { status: 'cancelled' });
    assert.deepEqual(states(window), []);
  });

  it('is ended by the next window with all of its files when a crash has interrupted that', async () => {
    await writeTree(made().root, { a: 'a' });
    const window = await open();
    const { id, done } = await begin(window, true);
    await done;
    const folder = window.journal.get(id)?.record;
    assert.ok(folder);
    await window.journal.save({ ...folder, state: { kind: 'discarding' } });
    const next = await open();
    await eventually(() => assert.deepEqual(states(next), []));
    assert.deepEqual(started().sim.openSessions, []);
  });
});
