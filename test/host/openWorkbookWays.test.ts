import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commandIds, settingKeys } from '../../src/contributions.ts';
import { eventually } from '../support/eventually.ts';
import { makeWorkbook } from '../support/xlsx.ts';
import { showPicker } from './pickers.ts';
import { watchingProgress } from './progressShown.ts';
import { answering } from './prompts.ts';
import { setSetting, signIn, signOutAll } from './setup.ts';
import { useWorkbookWorld } from './workbookScene.ts';

describe('onedrive.openWorkbook for a person', () => {
  const world = useWorkbookWorld();

  function modes(): boolean[] {
    return world.sim.workbookSessions.map(({ persistChanges }) => persistChanges);
  }

  function activeUri(): string | undefined {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return input instanceof vscode.TabInputText ? input.uri.toString() : undefined;
  }

  for (const [label, persistChanges] of [
    ['Persistent', true],
    ['Scratch', false],
  ] as const) {
    it(`asks how to open a workbook, and opens it as ${label}; its first sheet is shown`, async () => {
      const asked = await answering('showQuickPick', label, async () => {
        assert.equal((await world.call(world.idsOf('/Budget.xlsx')))?.persistChanges, persistChanges);
      });
      assert.deepEqual(asked, ['Open Budget.xlsx']);
      assert.deepEqual(modes(), [persistChanges]);
      const folder = persistChanges ? 'Budget.xlsx' : 'Budget.xlsx (scratch)';
      const uri = vscode.Uri.from({ scheme: 'onedrive-workbook', path: `/${folder}/worksheets/Sales.csv` });
      await eventually(() => assert.equal(activeUri(), uri.toString()));
    });
  }

  it('opens nothing when the question is closed', async () => {
    await answering('showQuickPick', undefined, async () => {
      assert.equal(await world.call(world.idsOf('/Budget.xlsx')), undefined);
    });
    assert.deepEqual(modes(), []);
  });

  it('asks nothing where the setting says it', async () => {
    await setSetting(settingKeys.workbookMode, 'scratch');
    try {
      const asked = await answering('showQuickPick', undefined, () => world.call(world.idsOf('/Budget.xlsx')));
      assert.deepEqual(asked, []);
      assert.deepEqual(modes(), [false]);
    } finally {
      await setSetting(settingKeys.workbookMode, undefined);
    }
  });

  it('shows neither a question nor an editor for a caller that says how', async () => {
    const asked = await answering('showQuickPick', undefined, () => world.openBudget(false));
    assert.deepEqual(asked, []);
    assert.equal(activeUri(), undefined);
  });

  it('lets the user browse when it is called bare, and offers the workbook first the next time', async () => {
    await setSetting(settingKeys.workbookMode, 'persistent');
    try {
      // What other tests have opened is offered as well.
      world.sim.putItem('/Browsed.xlsx', makeWorkbook([['Browsed']]));
      let opening: Promise<unknown> | undefined;
      const picker = await showPicker(() => {
        opening = world.call();
      });
      await picker.choose('Browsed.xlsx');
      await opening;
      assert.deepEqual(modes(), [true]);
      const again = await showPicker(() => {
        opening = world.call();
      });
      await eventually(() => assert.equal(again.list.items[1]?.label, '$(history) Browsed.xlsx'));
      again.list.hide();
      await opening;
    } finally {
      await setSetting(settingKeys.workbookMode, undefined);
    }
  });

  it('tries again what was chosen, in the mode that was chosen', async () => {
    world.sim.putItem('/Tried.xlsx', makeWorkbook([['Tried']]));
    const refused = { kind: 'status', status: 403, code: 'AccessDenied', inner: ['accessConflict'] } as const;
    world.sim.faults.add({ route: 'createWorkbookSession', ...refused });
    const asked = await answering('showQuickPick', 'Scratch', async () => {
      await answering('showErrorMessage', 'Retry', async () => {
        let opening: Promise<unknown> | undefined;
        const picker = await showPicker(() => {
          opening = world.call();
        });
        await picker.choose('Tried.xlsx');
        await opening;
      });
      await eventually(() => assert.deepEqual(modes(), [false]));
    });
    assert.deepEqual(asked, ['Open Tried.xlsx']);
    await world.open('/Tried.xlsx', false);
  });

  it('shows the workbook that a resource is in, and opens nothing', async () => {
    const summary = await world.openBudget();
    world.sim.clearRequests();
    const sheet = world.uri(summary, 'worksheets/Sales.csv');
    assert.deepEqual(await world.call(sheet, { persistChanges: true }), summary);
    assert.deepEqual(await world.call(sheet), summary);
    assert.deepEqual(
      world.sim.requests.filter(({ route }) => route === 'createWorkbookSession'),
      [],
    );
    assert.equal(activeUri(), undefined);
  });

  it('says when the workbook of a resource is not open', async () => {
    const told = await answering('showInformationMessage', undefined, async () => {
      assert.equal(await world.call('onedrive-workbook:/Gone.xlsx/worksheets/Sheet1.csv'), undefined);
    });
    assert.deepEqual(told, ['This workbook is not open any more.']);
  });

  it('opens all that are selected, one after another, and answers with the first', async () => {
    await setSetting(settingKeys.destination, '/Reports');
    try {
      const uris = await Promise.all(
        ['One.xlsx', 'Two.xlsx'].map(async (name) => {
          const file = join(world.folder, name);
          await writeFile(file, makeWorkbook([[name]]));
          return vscode.Uri.file(file);
        }),
      );
      const first = await world.call(uris[1], uris, { persistChanges: true });
      assert.equal(first?.name, 'One.xlsx');
      assert.deepEqual(
        world.sim.workbookSessions.map(({ path }) => path),
        ['/Reports/One.xlsx', '/Reports/Two.xlsx'],
      );
      await vscode.commands.executeCommand(
        commandIds.closeWorkbook,
        (await world.call(uris[1], { persistChanges: true }))?.id,
      );
    } finally {
      await setSetting(settingKeys.destination, undefined);
    }
  });

  it('asks once how to open all that are selected', async () => {
    world.sim.putItem('/Other.xlsx', makeWorkbook([['Other']]));
    const other = world.sim.item('/Other.xlsx');
    const items = [world.idsOf('/Budget.xlsx'), { driveId: other?.driveId, itemId: other?.id }];
    const asked = await answering('showQuickPick', 'Scratch', () => world.call(items[0], items));
    assert.deepEqual(asked, ['Open 2 Workbooks']);
    assert.deepEqual(modes(), [false, false]);
    await world.open('/Other.xlsx', false);
  });

  it('leaves out what is selected beside workbooks, and tells it once', async () => {
    const { driveId, itemId } = world.idsOf('/Budget.xlsx');
    const row = (id: string, name: string) => ({ finished: { kind: 'file', item: { driveId, id, name } } });
    const rows = [row('01A', 'notes.txt'), row(itemId, 'Budget.xlsx'), row('01B', 'old.xls')];
    const errors = await answering('showErrorMessage', undefined, async () => {
      const told = await answering('showInformationMessage', undefined, async () => {
        assert.equal((await world.call(rows[1], rows, { persistChanges: true }))?.itemId, itemId);
      });
      assert.deepEqual(told, [
        '2 selected files were left out. Workbook sessions are for .xlsx, .xlsm and .xlsb files.',
      ]);
    });
    assert.deepEqual(errors, []);
  });

  it('says once why nothing is opened when no workbook is selected', async () => {
    const uris = ['notes.txt', 'more.txt'].map((name) => vscode.Uri.file(join(world.folder, name)));
    const errors = await answering('showErrorMessage', undefined, async () => {
      assert.equal(await world.call(uris[0], uris, { persistChanges: true }), undefined);
    });
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /^notes\.txt cannot be opened: workbook sessions are for/u);
  });

  it('opens the row of a finished upload, without another upload, whatever rows are selected with it', async () => {
    const { driveId, itemId } = world.idsOf('/Budget.xlsx');
    const item = { driveId, id: itemId, name: 'Budget.xlsx' };
    const finished = { kind: 'file', uri: vscode.Uri.file('/gone/Budget.xlsx').toString(), item };
    const folder = { finished: { kind: 'folder', uri: 'file:///gone' } };
    const pending = { record: { id: 'u1' } };
    const summary = await world.call({ finished }, [folder, pending, { finished }], { persistChanges: true });
    assert.equal(summary?.itemId, itemId);
  });

  it('can be cancelled, and leaves no session', async () => {
    world.sim.setWorkbooks({ openMs: 60_000 });
    const told = await answering('showErrorMessage', undefined, () =>
      watchingProgress(async (shown) => {
        const opening = world.call(world.idsOf('/Budget.xlsx'), { persistChanges: true });
        const notification = () => shown.find(({ title }) => title === 'Budget.xlsx');
        await eventually(() => assert.match(notification()?.messages.at(-1) ?? '', /^opening · .* · [1-9] s$/u));
        notification()?.cancel();
        assert.equal(await opening, undefined);
      }),
    );
    assert.deepEqual(told, []);
    world.sim.clock.advance(60_000);
    await eventually(() => assert.deepEqual(world.sim.workbookSessions, []));
  });

  it('tells a caller that nobody is signed in', async () => {
    await signOutAll();
    const told = await answering('showErrorMessage', undefined, async () => {
      assert.equal(await world.call({ driveId: 'b!x', itemId: '01A' }, { persistChanges: true }), undefined);
    });
    assert.match(told.join('\n'), /sign/iu);
    await signIn(world.sim.issueToken());
  });
});
