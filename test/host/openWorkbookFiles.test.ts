import assert from 'node:assert/strict';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { settingKeys } from '../../src/contributions.ts';
import { compareWithOneDrive } from '../support/compare.ts';
import { eventually } from '../support/eventually.ts';
import { makeWorkbook } from '../support/xlsx.ts';
import type { ShownProgress } from './progressShown.ts';
import { watchingProgress } from './progressShown.ts';
import { answering } from './prompts.ts';
import { setSetting, upload } from './setup.ts';
import { replace, show } from './workbookFilesScene.ts';
import { useWorkbookWorld } from './workbookScene.ts';

describe('onedrive.openWorkbook with a local file', () => {
  const world = useWorkbookWorld();
  const path = '/Reports/Plan.xlsx';
  let edits = 0;
  beforeEach(async () => {
    await setSetting(settingKeys.destination, '/Reports');
  });
  afterEach(async () => {
    await setSetting(settingKeys.destination, undefined);
  });

  /** Writes the local workbook anew. */
  async function edit(): Promise<vscode.Uri> {
    const file = join(world.folder, 'Plan.xlsx');
    edits += 1;
    await writeFile(
      file,
      makeWorkbook([
        ['Month', 'Amount'],
        ['January', edits],
      ]),
    );
    // Two edits within one tick of the disk's clock are told apart all the same.
    await utimes(file, edits, 1_700_000_000 + edits);
    return vscode.Uri.file(file);
  }

  function uploads(): number {
    return world.sim.requests.filter(({ method, route }) => method === 'PUT' && route !== 'writeRange').length;
  }

  async function amount(): Promise<unknown> {
    return (await world.sim.workbook(path)).value('Sheet1', 'B2');
  }

  it('uploads it first, within one notification', async () => {
    const uri = await edit();
    let shown: readonly ShownProgress[] = [];
    await watchingProgress(async (all) => {
      shown = all;
      const summary = await world.call(uri, { persistChanges: true });
      assert.deepEqual([summary?.name, summary?.persistChanges], ['Plan.xlsx', true]);
      assert.equal(summary?.itemId, world.sim.item(path)?.id);
    });
    await compareWithOneDrive(world.sim, uri.fsPath, path);
    assert.deepEqual(
      world.sim.workbookSessions.map((session) => session.path),
      [path],
    );
    const [notification, ...others] = shown.filter(({ title }) => title === 'Plan.xlsx');
    assert.deepEqual(others, []);
    const messages = notification?.messages ?? [];
    assert.match(messages[0] ?? '', /^uploading · checking names/u);
    assert.ok(
      messages.some((message) => /^uploading · 100 % of .+ KB/u.test(message)),
      messages.join('\n'),
    );
    assert.match(messages.at(-1) ?? '', /^opening · \d s$/u);
  });

  it('uploads it no second time as long as it is the same', async () => {
    const uri = await edit();
    const first = await world.call(uri, { persistChanges: true });
    world.sim.clearRequests();
    assert.deepEqual(await world.call(uri.toString(), { persistChanges: true }), first);
    await world.call(uri, { persistChanges: false });
    assert.equal(uploads(), 0);
    assert.equal(world.sim.workbookSessions.length, 2);
  });

  it('does not upload what another command has uploaded', async () => {
    const uri = await edit();
    const [outcome] = await upload([uri], { destination: '/Elsewhere', conflictBehavior: 'fail' });
    world.sim.clearRequests();
    const summary = await world.call(uri, { persistChanges: true });
    assert.equal(summary?.itemId, outcome?.item?.id);
    assert.equal(uploads(), 0);
  });

  it('uploads it again to where it is now when it has changed, and replaces what it has uploaded without a question', async () => {
    const first = await upload([await edit()], { destination: '/Elsewhere', conflictBehavior: 'fail' });
    const asked = await answering('showQuickPick', undefined, async () => {
      const summary = await world.call(await edit(), { persistChanges: true });
      assert.equal(summary?.itemId, first[0]?.item?.id);
    });
    assert.deepEqual(asked, []);
    assert.equal((await world.sim.workbook('/Elsewhere/Plan.xlsx')).value('Sheet1', 'B2'), edits);
    assert.equal(world.sim.item(path), undefined);
  });

  it('asks when it has changed in OneDrive as well, and opens what is there on request', async () => {
    const uri = await edit();
    await upload([uri], { destination: '/Reports', conflictBehavior: 'fail' });
    world.sim.putItem(
      path,
      makeWorkbook([
        ['Month', 'Amount'],
        ['January', 999],
      ]),
    );
    await edit();
    const asked = await answering('showQuickPick', 'Skip', async () => {
      const summary = await world.call(uri, { persistChanges: true });
      assert.equal(summary?.itemId, world.sim.item(path)?.id);
    });
    assert.deepEqual(asked, ['Plan.xlsx is already in /Reports']);
    assert.equal(await amount(), 999);
  });

  it('opens nothing when the question about the file in OneDrive is closed', async () => {
    world.sim.putItem(
      path,
      makeWorkbook([
        ['Month', 'Amount'],
        ['January', 999],
      ]),
    );
    const uri = await edit();
    const told = await answering('showInformationMessage', undefined, async () => {
      await answering('showQuickPick', undefined, async () => {
        assert.equal(await world.call(uri, { persistChanges: true }), undefined);
      });
    });
    assert.deepEqual(told, ['Nothing was uploaded, because a question was closed.']);
    assert.equal(await amount(), 999);
    assert.deepEqual(world.sim.workbookSessions, []);
  });

  it('uploads a file anew whose item is gone', async () => {
    const uri = await edit();
    const before = await upload([uri], { destination: '/Reports', conflictBehavior: 'fail' });
    world.sim.removeItem(path);
    const summary = await world.call(uri, { persistChanges: true });
    assert.notEqual(summary?.itemId, before[0]?.item?.id);
    assert.equal(await amount(), edits);
  });

  it('closes the session that is open on the file before a changed one takes its place', async () => {
    const first = await world.call(await edit(), { persistChanges: true });
    world.sim.setWorkbooks({ lockWhileOpen: true });
    const uri = await edit();
    const asked = await answering('showWarningMessage', 'Close Session and Upload', async () => {
      const second = await world.call(uri, { persistChanges: true });
      assert.notEqual(second?.id, first?.id);
      assert.equal(second?.itemId, first?.itemId);
    });
    assert.deepEqual(asked, ['Plan.xlsx is open in a workbook session.']);
    assert.equal(await amount(), edits);
    assert.equal(world.sim.workbookSessions.length, 1);
  });

  it('asks what becomes of the changes in a scratch copy before it closes that', async () => {
    const scratch = await world.call(await edit(), { persistChanges: false });
    assert.ok(scratch);
    const document = await show(world.uri(scratch, 'worksheets/Sheet1.csv'));
    await replace(document, 'January', 'February');
    await document.save();
    const uri = await edit();
    world.sim.clearRequests();
    const asked = await answering('showWarningMessage', 'Close Session and Upload', async () => {
      assert.equal(await world.call(uri, { persistChanges: true }), undefined);
    });
    assert.equal(asked.length, 2);
    assert.match(asked[1] ?? '', /^Plan\.xlsx is a scratch copy with changes\./u);
    assert.equal(uploads(), 0);
    assert.equal(world.sim.workbookSessions.length, 1);
  });

  it('leaves the session that is open alone when the user wants that one, or nothing', async () => {
    const first = await world.call(await edit(), { persistChanges: true });
    const uri = await edit();
    world.sim.clearRequests();
    for (const [answer, expected] of [
      ['Use Open Session', first?.id],
      [undefined, undefined],
    ]) {
      await answering('showWarningMessage', answer, async () => {
        assert.equal((await world.call(uri, { persistChanges: true }))?.id, expected);
      });
    }
    assert.equal(uploads(), 0);
    assert.equal(await amount(), edits - 1);
  });

  it('asks the service whether it knows the new content before it opens the session', async () => {
    await world.call(await edit(), { persistChanges: true });
    const routes = world.sim.requests.map(({ route }) => route);
    const sent = routes.lastIndexOf('putContent');
    assert.ok(routes.slice(sent, routes.indexOf('createWorkbookSession')).includes('getItem'), routes.join(' '));
  });

  it('commits it, whatever the setting says', async () => {
    await setSetting(settingKeys.deferCommit, true);
    try {
      assert.ok(await world.call(await edit(), { persistChanges: true }));
    } finally {
      await setSetting(settingKeys.deferCommit, undefined);
    }
    assert.equal(await amount(), edits);
  });

  it('opens no session when it is cancelled while the file is sent', async () => {
    world.sim.faults.add({ route: 'putContent', kind: 'hang' });
    const told = await answering('showInformationMessage', 'Discard', () =>
      watchingProgress(async (shown) => {
        const opening = world.call(await edit(), { persistChanges: true });
        const notification = () => shown.find(({ title }) => title === 'Plan.xlsx');
        await eventually(() => assert.ok(world.sim.requests.some(({ route }) => route === 'putContent')));
        notification()?.cancel();
        assert.equal(await opening, undefined);
      }),
    );
    assert.deepEqual(told, ['The upload of Plan.xlsx is paused. What was sent is kept.']);
    assert.deepEqual([world.sim.item(path), world.sim.workbookSessions], [undefined, []]);
  });

  it('opens no session when the upload fails', async () => {
    world.sim.faults.add({ route: 'putContent', kind: 'status', status: 403, code: 'accessDenied', times: 'always' });
    const told = await answering('showErrorMessage', undefined, async () => {
      assert.equal(await world.call(await edit(), { persistChanges: true }), undefined);
    });
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /^Plan\.xlsx was not uploaded\. /u);
    assert.deepEqual(world.sim.workbookSessions, []);
  });
});
