import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { OpenWorkbook } from '../../src/workbook/session/openWorkbook.ts';
import { eventually } from '../support/eventually.ts';
import { readCell, shutDownMs, useWorkbookWindows, writeCell } from '../support/workbookWindows.ts';
import type { WorkbookWindows } from '../support/workbookWindows.ts';

const never = new AbortController().signal;
const minute = 60_000;

for (const drive of ['business', 'documentLibrary'] as const) {
  describe(`workbook sessions on a ${drive} drive`, () => {
    // Not so fast that an idle time could pass on a busy machine.
    const started = useWorkbookWindows({ drive, hurry: 20 });

    async function opened(persistChanges: boolean): Promise<{ windows: WorkbookWindows; workbook: OpenWorkbook }> {
      const windows = started();
      const { workbooks } = windows.window();
      return { windows, workbook: await workbooks.open(windows.file(), persistChanges, never) };
    }

    it('that are persistent are made anew when they have ended, under requests that wait', async () => {
      const { windows, workbook } = await opened(true);
      await workbook.request(writeCell('A1', 10), never);
      windows.engine.sim.clock.advance(6 * minute);
      const work = [
        workbook.request(writeCell('B1', 20), never),
        workbook.request(readCell('A1'), never),
        workbook.request(readCell('B1'), never),
      ];
      assert.deepEqual(await Promise.all(work), [undefined, 10, 20]);
      assert.equal(windows.count('createWorkbookSession'), 2);
    });

    it('that are scratch copies tell that changes are gone, and begin anew from the file', async () => {
      const { windows, workbook } = await opened(false);
      await workbook.request(writeCell('A1', 10), never);
      assert.equal(await workbook.request(readCell('A1'), never), 10);
      windows.engine.sim.clock.advance(8 * minute);
      const work = [readCell('A1'), readCell('B1')].map((request) => workbook.request(request, never));
      const outcomes = await Promise.allSettled(work);
      for (const outcome of outcomes) {
        assert.ok(outcome.status === 'rejected');
        assert.match(String(outcome.reason), /WorkbookError: changesLost/u);
      }
      assert.deepEqual(windows.sessions, []);
      await workbook.reopen(never);
      assert.equal(await workbook.request(readCell('A1'), never), 1);
    });

    it('that are scratch copies without changes are made anew like others', async () => {
      const { windows, workbook } = await opened(false);
      windows.engine.sim.clock.advance(8 * minute);
      assert.equal(await workbook.request(readCell('B1'), never), 2);
      assert.equal(windows.count('createWorkbookSession'), 2);
    });

    it('get their requests one after another, in both modes and in order', async () => {
      const windows = started();
      const { workbooks } = windows.window();
      const file = windows.file();
      const [saved, scratch] = await Promise.all([
        workbooks.open(file, true, never),
        workbooks.open(file, false, never),
      ]);
      const values = await Promise.all(
        Array.from({ length: 6 }, async (_, index) => {
          const workbook = index % 2 === 0 ? saved : scratch;
          const writes = workbook.request(writeCell('A1', index), never);
          const reads = workbook.request(readCell('A1'), never);
          await writes;
          return reads;
        }),
      );
      assert.deepEqual(values, [0, 1, 2, 3, 4, 5]);
      assert.deepEqual(
        windows.engine.requests('writeRange', 'readRange').map(({ method }) => method),
        values.flatMap(() => ['PATCH', 'GET']),
      );
    });

    it('of two windows are independent of each other', async () => {
      const windows = started();
      const file = windows.file();
      const here = windows.window();
      const there = windows.window();
      const mine = await here.workbooks.open(file, true, never);
      const theirs = await there.workbooks.open(file, true, never);
      await mine.request(writeCell('A1', 7), never);
      assert.equal(await theirs.request(readCell('A1'), never), 7);
      await here.workbooks.close(mine, never);
      assert.deepEqual(windows.sessions, ['persistent']);
      assert.equal(await theirs.request(readCell('A1'), never), 7);
      assert.equal(windows.count('createWorkbookSession'), 2);
    });

    it('are not left at the service by a window that ends, whatever is under way', async () => {
      const windows = started();
      const { workbooks } = windows.window();
      const [one, two] = [windows.file('One.xlsx'), windows.file('Two.xlsx')];
      await workbooks.open(one, true, never);
      const scratch = await workbooks.open(one, false, never);
      const second = await workbooks.open(two, true, never);
      windows.engine.sim.faults.add({ route: 'readRange', kind: 'delay', ms: 50 });
      const reads = [scratch, second].map((workbook) => workbook.request(readCell('A1'), never));
      await workbooks.shutDown(shutDownMs);
      await Promise.allSettled(reads);
      assert.deepEqual(windows.sessions, []);
    });

    it('survive a reload: the changes of a scratch copy are still there, a persistent one opens again', async () => {
      const windows = started();
      const file = windows.file();
      const before = windows.window();
      const saved = await before.workbooks.open(file, true, never);
      const scratch = await before.workbooks.open(file, false, never);
      await saved.request(writeCell('A1', 5), never);
      await scratch.request(writeCell('B1', 6), never);
      await before.workbooks.shutDown(shutDownMs);
      assert.deepEqual(windows.sessions, ['scratch']);
      const { workbooks } = windows.window(before.records);
      await workbooks.restore(never);
      const [first, second] = workbooks.list;
      assert.deepEqual([first?.opened, second?.opened], [saved.opened, scratch.opened]);
      assert.equal(await second?.request(readCell('B1'), never), 6);
      assert.equal(await first?.request(readCell('A1'), never), 5);
      assert.equal(windows.count('createWorkbookSession'), 3);
      assert.ok(second);
      await workbooks.close(second, never);
    });
  });
}

describe('workbook sessions in the course of time', () => {
  const started = useWorkbookWindows({ hurry: 1000 });

  it('are kept alive as long as somebody holds the workbook, and end then', async () => {
    for (const persistChanges of [true, false]) {
      const windows = started();
      const workbook = await windows.window().workbooks.open(windows.file(), persistChanges, never);
      const { sim } = windows.engine;
      const hold = workbook.hold();
      const start = sim.clock.now();
      await eventually(() => assert.ok(sim.clock.now() > start + 15 * minute), 10_000);
      assert.equal(workbook.state.kind, 'open');
      assert.equal(await workbook.request(readCell('A1'), never), 1);
      assert.ok(windows.count('refreshWorkbookSession') >= 2);
      hold.dispose();
      await eventually(() => assert.equal(workbook.state.kind, 'expired'));
      sim.clock.advance(1000);
      assert.deepEqual(windows.sessions, []);
      assert.equal(windows.count('createWorkbookSession'), persistChanges ? 1 : 2);
    }
  });
});
