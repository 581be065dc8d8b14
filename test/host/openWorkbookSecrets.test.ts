import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestAccess } from '../../src/extension.ts';
import { canariesIn, canariesOf, filesWithCanaries } from '../support/canary.ts';
import { eventually } from '../support/eventually.ts';
import { extensionId, signIn } from './setup.ts';
import { useWorkbookWorld } from './workbookScene.ts';

describe('what is kept of workbooks of onedrive.openWorkbook', () => {
  const world = useWorkbookWorld();

  /** The text that a memento keeps under all of its keys. */
  function textOf(memento: vscode.Memento): string {
    return JSON.stringify(Object.fromEntries(memento.keys().map((key) => [key, memento.get(key)])));
  }

  it('is a secret: no session and no token is in the state, the storage or the log', async () => {
    const access = await vscode.extensions.getExtension<TestAccess>(extensionId)?.activate();
    assert.ok(access);
    const { context } = access;
    const token = world.sim.issueToken();
    await signIn(token);
    await world.openBudget(true);
    await world.openBudget(false);

    const key = 'onedrive.workbooks';
    let sessions: string[] = [];
    await eventually(async () => {
      const kept = await context.secrets.get(`${key}/${context.workspaceState.get<string>(key)}`);
      sessions = [...(kept ?? '').matchAll(/"session":"([^"]+)"/gu)].map(([, id = '']) => id);
      assert.equal(sessions.length, 2, kept);
    });
    const ids = Object.fromEntries(sessions.map((id, index) => [`session ${index}`, id]));
    const { token: whole = '', claims = '', signature = '' } = canariesOf(token);
    const canaries = { ...ids, token: whole, claims, signature };
    assert.deepEqual(canariesIn(textOf(context.globalState), canaries), []);
    assert.deepEqual(canariesIn(textOf(context.workspaceState), canaries), []);
    assert.deepEqual(await filesWithCanaries(context.globalStorageUri.fsPath, canaries), []);
    assert.deepEqual(await filesWithCanaries(context.logUri.fsPath, canaries), []);
  });

  it('is nothing once they are closed', async () => {
    const access = await vscode.extensions.getExtension<TestAccess>(extensionId)?.activate();
    const summary = await world.openBudget();
    const key = 'onedrive.workbooks';
    const name = () => access?.context.workspaceState.get<string>(key);
    await eventually(() => assert.ok(name()));
    const secret = `${key}/${name()}`;
    await vscode.commands.executeCommand('onedrive.closeWorkbook', summary.id);
    await eventually(() => assert.equal(name(), undefined));
    assert.equal(await access?.context.secrets.get(secret), undefined);
  });
});
