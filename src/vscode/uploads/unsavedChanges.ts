import * as vscode from 'vscode';
import { isWithin } from './resources.ts';

/**
 * What is uploaded is the file on disk; when an editor holds newer content, the user decides.
 * @returns `false` when the user wants nothing to be uploaded.
 */
export async function settleUnsavedChanges(
  files: readonly vscode.Uri[],
  folders: readonly vscode.Uri[],
): Promise<boolean> {
  const chosen = new Set(files.map(String));
  const unsaved = dirtyResources().filter(
    (uri) => chosen.has(uri.toString()) || folders.some((folder) => isWithin(uri, folder)),
  );
  const [first] = unsaved;
  if (!first) {
    return true;
  }

  const save = vscode.l10n.t('Save and Upload');
  const asItIs = vscode.l10n.t('Upload Last Saved Version');
  const question =
    unsaved.length === 1
      ? vscode.l10n.t('{0} has unsaved changes.', vscode.workspace.asRelativePath(first))
      : vscode.l10n.t('{0} of the files have unsaved changes.', unsaved.length);
  const answer = await vscode.window.showWarningMessage(question, { modal: true }, save, asItIs);
  if (answer === asItIs) {
    return true;
  }
  if (answer !== save) {
    return false;
  }
  for (const uri of unsaved) {
    if (!(await vscode.workspace.save(uri))) {
      return false;
    }
  }
  return true;
}

/** Resources with unsaved changes in any kind of editor: text, notebook, or an editor of another extension. */
function dirtyResources(): readonly vscode.Uri[] {
  const documents = [...vscode.workspace.textDocuments, ...vscode.workspace.notebookDocuments]
    .filter((document) => document.isDirty)
    .map((document) => document.uri);
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .flatMap(({ input, isDirty }) => (isDirty && input instanceof vscode.TabInputCustom ? [input.uri] : []));
  return [...new Map([...documents, ...tabs].map((uri) => [uri.toString(), uri])).values()];
}
