import * as vscode from 'vscode';
import type { OpenWorkbook } from '../../workbook/session/openWorkbook.ts';
import { resourcesOf, workbookOf } from './resources.ts';

type Wanted = (uri: vscode.Uri) => boolean;

/** Tells what is in a workbook. */
export function isIn(workbook: OpenWorkbook): Wanted {
  return (uri) => workbookOf(uri, [workbook]) !== undefined;
}

/** Texts with unsaved changes. Those that were typed while a text was saved VS Code tells of by its tab only. */
export function unsavedTexts(wanted: Wanted): readonly vscode.Uri[] {
  const { textDocuments } = vscode.workspace;
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const unsaved = [
    ...textDocuments.filter(({ isDirty }) => isDirty).map(({ uri }) => uri),
    ...tabs.filter(({ isDirty }) => isDirty).flatMap(({ input }) => textIn(input)),
  ];
  const byText = new Map(unsaved.filter(wanted).map((uri) => [uri.toString(), uri]));
  return [...byText.values()];
}

/** The text that can be changed in a tab; of a comparison that on the right. */
function textIn(input: unknown): readonly vscode.Uri[] {
  if (input instanceof vscode.TabInputText) {
    return [input.uri];
  }
  return input instanceof vscode.TabInputTextDiff ? [input.modified] : [];
}

/** @returns whether all of them could be saved. */
export async function saveTexts(uris: readonly vscode.Uri[]): Promise<boolean> {
  for (const uri of uris) {
    if (!(await vscode.workspace.save(uri))) {
      return false;
    }
  }
  return true;
}

/** Takes unsaved changes of texts back, and closes their editors. */
export async function discardTexts(uris: readonly vscode.Uri[]): Promise<void> {
  for (const uri of uris) {
    await open(uri);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
}

/** Closes editors, but for those with unsaved changes: these would ask. */
export async function closeEditors(wanted: Wanted): Promise<void> {
  const { tabGroups } = vscode.window;
  const tabs = tabGroups.all.flatMap((group) => group.tabs);
  await tabGroups.close(
    tabs.filter((tab) => !tab.isDirty && resourcesOf(tab).some(wanted)),
    true,
  );
}

/** Shows another text in each place where this one is shown. */
export async function showInPlace(uri: vscode.Uri, other: vscode.Uri): Promise<void> {
  const is: Wanted = (shown) => shown.toString() === uri.toString();
  for (const group of vscode.window.tabGroups.all) {
    const tab = group.tabs.find((each) => each.input instanceof vscode.TabInputText && is(each.input.uri));
    if (tab) {
      const options = { viewColumn: group.viewColumn, preview: tab.isPreview, preserveFocus: !tab.isActive };
      await open(other, options);
    }
  }
  await closeEditors(is);
}

/** As the user would: VS Code keeps a text that an extension asks it for open for minutes after its editor is closed. */
async function open(uri: vscode.Uri, options: vscode.TextDocumentShowOptions = {}): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', uri, options);
}
