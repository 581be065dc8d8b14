import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { GraphError } from '../../src/graph/errors.ts';
import { late } from '../support/workbookFaults.ts';
import { useWorkbookFiles } from '../support/workbookFiles.ts';
import type { WorkbookFiles } from '../support/workbookFiles.ts';
import type { FaultSpec } from '../sim/index.ts';

const more = 'Figs,2,5,10,2026-03-01\nDates,3,4,12,2026-03-02\n';

async function add(files: WorkbookFiles): Promise<void> {
  await files.edit(await files.table('Orders'), (text) => text + more);
}

async function assertAdded(files: WorkbookFiles): Promise<void> {
  const { text } = await files.read(await files.table('Orders'));
  assert.equal(text.split('\n').slice(4).join('\n'), more);
  assert.equal((await files.stored()).table('Orders'), 'A1:E6');
}

for (const rowsMs of [0, 8000]) {
  describe(`rows added to a table ${rowsMs === 0 ? 'at once' : 'by an operation'}`, () => {
    const started = useWorkbookFiles({ workbooks: { rowsMs } });

    it('are there', async () => {
      const files = started();
      await files.open();
      await add(files);
      await assertAdded(files);
      assert.equal(files.engine.requests('addTableRows').length, 1);
    });

    for (const [what, requests, fault] of [
      ['a 504 after they were added', 1, { ...late, when: 'after' }],
      ['a 504 instead of adding them', 2, late],
      ['a lost answer', 1, { kind: 'loseAnswer' }],
      ['a cut off answer', 1, { kind: 'truncatedJson' }],
      ['a busy service', 2, { kind: 'status', status: 429, retryAfter: 3 }],
    ] satisfies [string, number, FaultSpec][]) {
      it(`are there once after ${what}`, async () => {
        const files = started();
        await files.open();
        files.engine.sim.faults.add({ ...fault, route: 'addTableRows' });
        await add(files);
        await assertAdded(files);
        const sent = files.engine.requests('addTableRows').length;
        // An operation whose address is lost is waited for; the rows can be there or not by then.
        assert.ok(rowsMs > 0 || sent === requests, `${sent} requests`);
      });
    }

    it('are gone once after doubtful answers', async () => {
      const files = started();
      await files.open();
      const table = await files.table('Orders');
      files.engine.sim.faults.add({ ...late, route: 'deleteTableRow', when: 'after' });
      files.engine.sim.faults.add({ ...late, route: 'deleteTableRow', nth: 2 });
      await files.edit(table, (text) => text.split('\n').slice(0, 2).join('\n'));
      assert.match((await files.read(table)).text, /^Product.*\nApples.*\n$/u);
    });
  });
}

describe('rows added by an operation that fails', () => {
  for (const [codes, sent] of [
    [['generalException', 'gatewayTimeoutUncategorized'], 4],
    [['BadRequest', 'insertDeleteConflict'], 1],
  ] as const) {
    describe(`with ${codes.join(' ')}`, () => {
      const started = useWorkbookFiles({ workbooks: { rowsMs: 2000, rowsFailure: codes } });

      it(`are sent ${sent} times, and nothing is changed`, async () => {
        const files = started();
        await files.open();
        await assert.rejects(add(files), (error) => error instanceof GraphError && error.has(codes[1]));
        assert.equal(files.engine.requests('addTableRows').length, sent);
        assert.equal((await files.stored()).table('Orders'), 'A1:E4');
      });
    });
  }
});

describe('an operation that the service forgets', () => {
  const started = useWorkbookFiles({ workbooks: { rowsMs: 2000 } });

  for (const route of ['workbookOperation', 'workbookRowsResult'] as const) {
    it(`leaves its rows there once, when ${route} is unknown`, async () => {
      const files = started();
      await files.open();
      files.engine.sim.faults.add({ route, kind: 'status', status: 404, code: 'itemNotFound', times: 'always' });
      await add(files);
      await assertAdded(files);
      assert.equal(files.engine.requests('addTableRows').length, 1);
    });
  }
});
