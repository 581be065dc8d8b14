import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, it } from 'mocha';
import { useEngine } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { useLocalFolder, writeTree } from '../support/localFolder.ts';
import { SwitchedTransport } from '../support/switchedTransport.ts';
import { fixedFragments, UploadWindow } from '../support/uploadWindow.ts';
import { testFragment } from '../support/testSizes.ts';

const never = (): AbortSignal => new AbortController().signal;

describe('an upload of a folder whose line is lost', () => {
  const started = useEngine();
  const made = useLocalFolder();

  it('says so in its row, waits, and goes on by itself', async () => {
    const { clock, destination, sim, token, transport } = started();
    await writeTree(made().root, Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`${index}.txt`, 'x'])));
    const line = new SwitchedTransport(transport);
    sim.faults.add({ route: 'putContent', nth: 4, kind: 'hang' });
    const window = await UploadWindow.open({
      graphUrl: sim.graphUrl,
      storage: join(made().base, 'storage'),
      clock,
      token: () => token,
      fragments: fixedFragments(testFragment),
      transport: line,
      parallel: 2,
    });
    try {
      const rules = { conflictBehavior: 'fail', conflict: 'fail', verify: true, deferCommit: false } as const;
      const task = { uri: pathToFileURL(made().root).href, name: 'tree', destination, ...rules };
      const [id = ''] = await window.manager.add([task], never());
      const results: string[] = [];
      const done = window.manager.run(id, never(), { onFile: ({ result }) => results.push(result.status) });
      await eventually(() => assert.ok(sim.requests.filter(({ route }) => route === 'putContent').length >= 4));
      line.unplug();
      await eventually(() => assert.equal(window.manager.rows[0]?.live?.wait?.reason, 'offline'));
      line.plugIn();
      await done;
      assert.deepEqual(
        results,
        Array.from({ length: 12 }, () => 'uploaded'),
      );
      assert.deepEqual(window.manager.rows, []);
    } finally {
      await window.close();
    }
  });
});
