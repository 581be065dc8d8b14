import * as vscode from 'vscode';

/** Files and folders apart; what lies in a folder that goes as a whole does not go a second time. */
export async function separate(
  uris: readonly vscode.Uri[],
): Promise<{ readonly files: readonly vscode.Uri[]; readonly folders: readonly vscode.Uri[] }> {
  const kinds = await Promise.all(uris.map(async (uri) => ({ uri, isFolder: await isFolder(uri) })));
  const all = kinds.filter((each) => each.isFolder).map(({ uri }) => uri);
  const covered = (uri: vscode.Uri): boolean => all.some((folder) => folder !== uri && isWithin(uri, folder));
  return {
    files: kinds.filter((each) => !each.isFolder && !covered(each.uri)).map(({ uri }) => uri),
    folders: all.filter((folder) => !covered(folder)),
  };
}

/** The last name of a resource's path. */
export function nameOf({ path }: vscode.Uri): string {
  return path.replace(/\/+$/u, '').split('/').at(-1) ?? '';
}

/** Whether a resource is the folder itself or lies below it. */
export function isWithin(uri: vscode.Uri, folder: vscode.Uri): boolean {
  const base = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
  return (
    uri.scheme === folder.scheme &&
    uri.authority === folder.authority &&
    (uri.path === folder.path || uri.path.startsWith(base))
  );
}

/** What cannot be looked at counts as a file: its upload will tell what is wrong with it. */
async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
  } catch {
    return false;
  }
}
