import * as vscode from 'vscode';
import type { UploadRules } from '../../upload/journal/record.ts';
import type { TreeRules } from '../../upload/ports.ts';
import { settings } from '../settings.ts';

/** What of a folder is left out: by the rule of its upload, and by what VS Code hides in that workspace folder. */
export function treeRulesFor(uri: string, rules: UploadRules): TreeRules {
  const folder = vscode.Uri.parse(uri, true);
  const top = vscode.workspace.getWorkspaceFolder(folder)?.uri.toString();
  return {
    respectIgnore: rules.respectIgnore !== false,
    exclude: settings.filesExclude(folder),
    ...(top !== undefined && { top }),
  };
}
