import * as vscode from 'vscode';
import { isJsonObject } from '../../base/json.ts';
import { workbookScheme } from '../../contributions.ts';
import { parseWorkbookPath, workbookPathText } from '../../workbook/paths.ts';
import type { WorkbookPath } from '../../workbook/paths.ts';
import type { OpenWorkbook } from '../../workbook/session/openWorkbook.ts';

/** Where VS Code finds something that is in an open workbook. */
export function workbookUri(path: WorkbookPath): vscode.Uri {
  return vscode.Uri.from({ scheme: workbookScheme, path: workbookPathText(path) });
}

/** The folder of the open workbook that a resource is in; `undefined` for one that is in none. */
export function folderOf(uri: vscode.Uri): string | undefined {
  const path = uri.scheme === workbookScheme ? parseWorkbookPath(uri.path) : undefined;
  return path === undefined || path.kind === 'root' ? undefined : path.folder;
}

/** The one of these workbooks that a resource is in. */
export function workbookOf(uri: vscode.Uri, workbooks: readonly OpenWorkbook[]): OpenWorkbook | undefined {
  const folder = folderOf(uri)?.toLowerCase();
  return workbooks.find(({ opened }) => opened.folder.toLowerCase() === folder);
}

/** What a tab shows: text, both sides of comparisons, or a picture. */
export function resourcesOf({ input }: vscode.Tab): readonly vscode.Uri[] {
  if (isJsonObject(input) && Array.isArray(input['textDiffs'])) {
    // Several comparisons in one tab, for which the interface has no class yet.
    return input['textDiffs'].flatMap(sidesOf);
  }
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) {
    return [input.uri];
  }
  return sidesOf(input);
}

function sidesOf(input: unknown): readonly vscode.Uri[] {
  return input instanceof vscode.TabInputTextDiff ? [input.modified, input.original] : [];
}

/** What the active editor shows; of a comparison what is on the right. */
export function activeResource(): vscode.Uri | undefined {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  return activeTab && resourcesOf(activeTab)[0];
}
