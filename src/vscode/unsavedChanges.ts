import * as vscode from 'vscode';

/**
 * What is uploaded is the file on disk; when an editor holds newer text, the user decides.
 * @returns `false` when the user wants nothing to be uploaded.
 */
export async function settleUnsavedChanges(uris: readonly vscode.Uri[]): Promise<boolean> {
  const wanted = new Set(uris.map((uri) => uri.toString()));
  const unsaved = vscode.workspace.textDocuments.filter(
    (document) => document.isDirty && wanted.has(document.uri.toString()),
  );
  const [first] = unsaved;
  if (!first) {
    return true;
  }

  const save = vscode.l10n.t('Save and Upload');
  const asItIs = vscode.l10n.t('Upload Last Saved Version');
  const question =
    unsaved.length === 1
      ? vscode.l10n.t('{0} has unsaved changes.', vscode.workspace.asRelativePath(first.uri))
      : vscode.l10n.t('{0} of the files have unsaved changes.', unsaved.length);
  const answer = await vscode.window.showWarningMessage(question, { modal: true }, save, asItIs);
  if (answer === asItIs) {
    return true;
  }
  if (answer !== save) {
    return false;
  }
  for (const document of unsaved) {
    if (!(await document.save())) {
      return false;
    }
  }
  return true;
}
