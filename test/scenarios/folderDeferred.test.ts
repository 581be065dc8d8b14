import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, it } from 'mocha';
import { useEngine } from '../support/engine.ts';
import { useLocalFolder, writeTree } from '../support/localFolder.ts';
import { fixedFragments, UploadWindow } from '../support/uploadWindow.ts';
import { testFragment } from '../support/testSizes.ts';

const never = (): AbortSignal => new AbortController().signal;

describe('a folder whose files are committed later', () => {
  let window: UploadWindow | undefined;
  // Before what the window needs is taken away.
  afterEach(() => window?.close());
  const started = useEngine();
  const made = useLocalFolder();

  it('sends a file again that was given up while it waited', async () => {
    await writeTree(made().root, { a: 'a', b: 'b' });
    const { clock, destination, sim, token } = started();
    window = await UploadWindow.open({
      graphUrl: sim.graphUrl,
      storage: join(made().base, 'storage'),
      clock,
      token: () => token,
      fragments: fixedFragments(testFragment),
    });
    const { finished, manager } = window;
    const task = {
      uri: pathToFileURL(made().root).href,
      name: 'tree',
      destination,
      conflictBehavior: 'fail',
      conflict: 'fail',
      verify: true,
      deferCommit: true,
    } as const;
    sim.faults.add({ route: 'createUploadSession', file: 'b$', kind: 'status', status: 403 });
    const [id = ''] = await manager.add([task], never());
    assert.equal((await manager.run(id, never())).status, 'failed');

    const waiting = manager.rows.find(({ record }) => record.name === 'a')?.record;
    assert.equal(waiting?.state.kind, 'awaitingCommit');
    await manager.discard(waiting.id);
    assert.deepEqual(await manager.run(id, never()), { status: 'awaitingCommit' });
    assert.deepEqual(manager.rows.map(({ record }) => `${record.name} ${record.state.kind}`).toSorted(), [
      'a awaitingCommit',
      'b awaitingCommit',
      'tree awaitingCommit',
    ]);

    for (const { record } of manager.rows.filter(({ record: { kind } }) => kind === 'file')) {
      assert.equal((await manager.commit(record.id, undefined, never())).status, 'uploaded');
    }
    assert.equal(sim.item('/Reports/tree/a')?.size, 1);
    assert.equal(sim.item('/Reports/tree/b')?.size, 1);
    assert.deepEqual(manager.rows, []);
    const uploads = finished.uploads.map((each) => [
      each.kind,
      each.name,
      each.kind === 'folder' && each.files,
      each.size,
    ]);
    assert.deepEqual(uploads, [['folder', 'tree', 2, 2]]);
  });
});
