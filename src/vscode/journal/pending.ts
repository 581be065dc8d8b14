import * as vscode from 'vscode';

/** Where the list of pending uploads is in the state that all windows share. */
export const listKey = 'onedrive.uploads';

/** Below the extension's storage folder: one file for each pending upload of this machine. */
export const recordsFolder = 'uploads';

/**
 * Whether there may be pending uploads, without reading them.
 * @param storage the extension's folder; not looked into when it is left out.
 */
export async function hasPendingUploads(state: vscode.Memento, storage?: vscode.Uri): Promise<boolean> {
  const list = state.get<unknown>(listKey);
  if (Array.isArray(list) && list.length > 0) {
    return true;
  }
  if (!storage) {
    return false;
  }
  try {
    const files = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(storage, recordsFolder));
    return files.some(([name]) => name.endsWith('.json'));
  } catch {
    // There is no such folder before the first upload.
    return false;
  }
}
