// What tests of the files of open workbooks do to them.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { workbookScheme } from '../../src/contributions.ts';
import { eventually } from '../support/eventually.ts';
import type { WorkbookWorld } from './workbookScene.ts';

/** Somebody else writes a cell of `/Budget.xlsx`, without a session of this window. */
export async function somebodyWrites(
  world: WorkbookWorld,
  sheet: string,
  address: string,
  formula: string | number,
): Promise<void> {
  const item = world.sim.item('/Budget.xlsx');
  assert.ok(item);
  const range = `worksheets/${encodeURIComponent(sheet)}/range(address='${address}')`;
  const response = await fetch(`${world.sim.graphUrl}/v1.0/drives/${item.driveId}/items/${item.id}/workbook/${range}`, {
    method: 'PATCH',
    headers: { Authorization: `Bearer ${world.sim.issueToken()}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ formulas: [[formula]] }),
  });
  assert.equal(response.status, 200, await response.text());
}

/** Shows a file in an editor. */
export async function show(uri: vscode.Uri): Promise<vscode.TextDocument> {
  // A document that an extension opened itself outlives its editor by minutes.
  await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
  const document = vscode.window.activeTextEditor?.document;
  assert.equal(document?.uri.toString(), uri.toString());
  return document;
}

/** To be called in a `describe` before its world: no editor, and nothing that it had not saved, is left for the next test. */
export function useEditors(): void {
  afterEach(async () => {
    const { tabGroups } = vscode.window;
    for (const { uri } of texts().filter(({ isDirty }) => isDirty)) {
      await vscode.commands.executeCommand('vscode.open', uri);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await eventually(() =>
      assert.deepEqual(
        texts().filter(({ isDirty }) => isDirty),
        [],
      ),
    );
    await tabGroups.close(tabGroups.all.flatMap(({ tabs }) => tabs));
    await eventually(() => assert.deepEqual(texts(), []));
  });
}

function texts(): readonly vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === workbookScheme);
}

/** Replaces the only place that has a text. */
export async function replace(document: vscode.TextDocument, before: string, after: string): Promise<void> {
  const text = document.getText();
  const at = text.indexOf(before);
  assert.ok(at >= 0 && text.indexOf(before, at + 1) < 0, `${JSON.stringify(before)} is there once in\n${text}`);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + before.length));
  edit.replace(document.uri, range, after);
  assert.equal(await vscode.workspace.applyEdit(edit), true);
}

/** What a file system says of a file. */
export async function read(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

/** Paths of requests for cells, or for where there are some. */
export function requestsOfCells({ sim }: WorkbookWorld): readonly string[] {
  return sim.requests.map(({ path }) => path).filter((path) => /\/(?:range|usedRange)\b/u.test(path));
}
