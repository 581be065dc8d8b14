import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { settingKeys } from '../../src/contributions.ts';
import { eventually } from '../support/eventually.ts';
import { answering } from './prompts.ts';
import { pointTo, setSetting } from './setup.ts';
import { useWorkbookWorld } from './workbookScene.ts';

describe('onedrive.openWorkbook of what cannot be opened', () => {
  const world = useWorkbookWorld();

  async function told(answer: string | undefined, ...args: readonly unknown[]): Promise<string[]> {
    return answering('showErrorMessage', answer, async () => {
      assert.equal(await world.call(...args), undefined);
    });
  }

  const refusals: readonly (readonly [string, readonly string[], boolean, RegExp])[] = [
    ['somebody who holds it', ['AccessDenied', 'accessConflict'], true, /^Somebody else keeps Budget\.xlsx open/u],
    ['a file that is read-only', ['EditModeAccessDenied'], true, /^Budget\.xlsx cannot be changed/u],
    [
      'a workbook that this mode does not take',
      ['generalException', 'invalidSessionUnsupportedWorkbook'],
      true,
      /in a way that saves changes\. Open it as a scratch copy/u,
    ],
    [
      'a workbook that no mode takes',
      ['generalException', 'invalidSessionUnsupportedWorkbook'],
      false,
      /^Excel for the web cannot open Budget\.xlsx/u,
    ],
  ];
  for (const [what, failure, persistChanges, expected] of refusals) {
    it(`says so for ${what}`, async () => {
      world.sim.setWorkbooks({ failure });
      const messages = await told(undefined, world.idsOf('/Budget.xlsx'), { persistChanges });
      assert.equal(messages.length, 1);
      assert.match(messages[0] ?? '', expected);
      assert.deepEqual(world.sim.workbookSessions, []);
    });
  }

  it('says that the account has no licence', async () => {
    const refused = { route: 'createWorkbookSession', kind: 'status', status: 403, code: 'AccessDenied' } as const;
    world.sim.faults.add(refused);
    const [message = ''] = await told(undefined, world.idsOf('/Budget.xlsx'), { persistChanges: true });
    assert.match(message, /^Your account may not use Excel for the web for Budget\.xlsx\. .*licence/u);
  });

  it('offers the other mode, which is opened by the button', async () => {
    const refused = { kind: 'status', status: 403, code: 'EditModeAccessDenied' } as const;
    world.sim.faults.add({ route: 'createWorkbookSession', ...refused });
    await told('Open as Scratch Copy', world.idsOf('/Budget.xlsx'), { persistChanges: true });
    await eventually(() =>
      assert.deepEqual(
        world.sim.workbookSessions.map(({ persistChanges }) => persistChanges),
        [false],
      ),
    );
    await world.openBudget(false);
  });

  it('tries again by a button', async () => {
    const refused = { kind: 'status', status: 403, code: 'AccessDenied', inner: ['accessConflict'] } as const;
    world.sim.faults.add({ route: 'createWorkbookSession', ...refused });
    await told('Retry', world.idsOf('/Budget.xlsx'), { persistChanges: true });
    await eventually(() => assert.equal(world.sim.workbookSessions.length, 1));
    await world.openBudget();
  });

  it('tells of an item that is gone, and names no licence', async () => {
    const ids = world.idsOf('/Budget.xlsx');
    world.sim.removeItem('/Budget.xlsx');
    const [message = ''] = await told(undefined, ids, { persistChanges: true });
    assert.doesNotMatch(message, /licence|unexpected/u);
    assert.ok(message.length > 20);
  });

  it('sends nothing for a file of another type, nor in a cloud without workbook sessions', async () => {
    const file = join(world.folder, 'old.xls');
    await writeFile(file, 'old');
    world.sim.clearRequests();
    const [wrongType = ''] = await told(undefined, vscode.Uri.file(file), { persistChanges: true });
    assert.match(wrongType, /^old\.xls cannot be opened: workbook sessions are for \.xlsx/u);
    await pointTo(undefined);
    await setSetting(settingKeys.cloud, 'china');
    try {
      const [noSessions = ''] = await told(undefined, world.idsOf('/Budget.xlsx'), { persistChanges: true });
      assert.match(noSessions, /China|21Vianet/u);
    } finally {
      await pointTo(world.sim.graphUrl);
    }
    assert.deepEqual(world.sim.requests, []);
  });
});

describe('onedrive.openWorkbook in a personal OneDrive', () => {
  const world = useWorkbookWorld({}, 'personal');

  it('says that workbook sessions are for other accounts', async () => {
    const item = world.sim.item('/Budget.xlsx');
    const messages = await answering('showErrorMessage', undefined, () =>
      world.call({ driveId: item?.driveId, itemId: item?.id }, { persistChanges: true }),
    );
    assert.equal(messages.length, 1);
    assert.match(messages[0] ?? '', /for work or school accounts, not for a personal OneDrive/u);
  });
});
