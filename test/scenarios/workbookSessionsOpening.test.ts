import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { late } from '../support/workbookFaults.ts';
import { eventually } from '../support/eventually.ts';
import { readCell, useWorkbookWindows, writeCell } from '../support/workbookWindows.ts';

const never = new AbortController().signal;
const second = 1000;
const minute = 60 * second;

describe('a workbook that takes long to open', () => {
  const started = useWorkbookWindows({ workbooks: { openMs: 2.5 * second }, hurry: 50 });

  it('is shown to be on its way until it is open', async () => {
    const windows = started();
    const { workbooks } = windows.window();
    const states = new Set<string>();
    workbooks.onDidChange(({ state }) =>
      states.add(`${state.kind} ${'operation' in state ? state.operation : ''}`.trim()),
    );
    const workbook = await workbooks.open(windows.file(), true, never);
    assert.deepEqual([...states], ['opening', 'opening running', 'open']);
    assert.equal(await workbook.request(readCell('A1'), never), 1);
    assert.equal(windows.count('workbookOperation'), 2);
  });

  it('leaves no session when it is cancelled', async () => {
    const windows = started();
    const { workbooks } = windows.window();
    const controller = new AbortController();
    workbooks.onDidChange(({ state }) => {
      if (state.kind === 'opening' && state.operation === 'running') {
        controller.abort();
      }
    });
    const opening = workbooks.open(windows.file(), true, controller.signal);
    await assert.rejects(opening, { name: 'AbortError' });
    await eventually(() => assert.equal(windows.count('closeWorkbookSession'), 1));
    assert.deepEqual([workbooks.list, windows.sessions], [[], []]);
  });
});

for (const openMs of [0, 3 * second]) {
  describe(`a workbook that cannot be opened, ${openMs === 0 ? 'said at once' : 'said in the end'}`, () => {
    for (const [codes, persistChanges, expected] of [
      [['generalException', 'invalidSessionUnsupportedWorkbook'], true, { code: 'otherKind' }],
      [['generalException', 'invalidSessionUnsupportedWorkbook'], false, { code: 'cannotOpen' }],
      [['AccessDenied', 'accessConflict'], true, { code: 'accessConflict' }],
      [['generalException', 'internalServerErrorUncategorized'], true, { name: 'GraphError' }],
      [['generalException', 'transientFailure'], true, { name: 'GraphError', code: 'transientFailure' }],
    ] as const) {
      describe(`with ${codes.join(' ')}, ${persistChanges ? 'persistent' : 'scratch'}`, () => {
        const started = useWorkbookWindows({ workbooks: { openMs, failure: codes }, hurry: 200 });

        it('is told so, and is not in the list', async () => {
          const windows = started();
          const { workbooks } = windows.window();
          await assert.rejects(workbooks.open(windows.file(), persistChanges, never), expected);
          assert.deepEqual([workbooks.list, windows.sessions], [[], []]);
        });
      });
    }
  });
}

describe('a workbook behind a gateway that gives up', () => {
  const started = useWorkbookWindows({ hurry: 100 });

  for (const when of ['before', 'after'] as const) {
    it(`is opened by the same request again, when it gave up ${when} the work was done`, async () => {
      const windows = started();
      const { sim } = windows.engine;
      sim.faults.add({ ...late, route: 'createWorkbookSession', times: 2, when });
      const { workbooks } = windows.window();
      const workbook = await workbooks.open(windows.file(), true, never);
      assert.equal(await workbook.request(readCell('A1'), never), 1);
      assert.equal(windows.count('createWorkbookSession'), 3);
      await workbooks.close(workbook, never);
      // What nobody knows of ends by itself.
      sim.clock.advance(6 * minute);
      assert.deepEqual(windows.sessions, []);
    });
  }

  it('is written to again, in the same session', async () => {
    const windows = started();
    windows.engine.sim.faults.add({ ...late, route: 'writeRange', when: 'after' });
    const { workbooks } = windows.window();
    const workbook = await workbooks.open(windows.file(), true, never);
    await workbook.request(writeCell('A1', 3), never);
    assert.equal(await workbook.request(readCell('A1'), never), 3);
    assert.deepEqual([windows.count('writeRange'), windows.count('createWorkbookSession')], [2, 1]);
  });
});

describe('a workbook that is no workbook for the service', () => {
  const started = useWorkbookWindows({ hurry: 100 });

  it('is refused before anything is sent when its name says so', async () => {
    const windows = started();
    const { workbooks } = windows.window();
    for (const name of ['old.xls', 'list.csv']) {
      await assert.rejects(workbooks.open({ ...windows.file(), name }, true, never), { code: 'fileType' });
    }
    assert.equal(windows.count('createWorkbookSession'), 0);
  });

  it('is gone', async () => {
    const windows = started();
    const file = windows.file();
    windows.engine.sim.removeItem('/Budget.xlsx');
    await assert.rejects(windows.window().workbooks.open(file, true, never), { code: 'missing' });
  });
});

describe('a workbook on a personal drive', () => {
  const started = useWorkbookWindows({ drive: 'personal', hurry: 100 });

  it('is tried, and refused plainly', async () => {
    const windows = started();
    await assert.rejects(windows.window().workbooks.open(windows.file(), true, never), { code: 'personalDrive' });
    assert.equal(windows.count('createWorkbookSession'), 1);
  });
});
