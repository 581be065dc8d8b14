import * as vscode from 'vscode';
import type { TreeChild, TreeReader } from '../upload/batch/folderWalk.ts';
import { walkTree } from '../upload/batch/folderWalk.ts';
import type { LocalTree } from '../upload/ports.ts';
import { rethrowAsSourceError, virtualFile } from './virtualFile.ts';

/** Folders that only VS Code can reach. Links to folders are not followed: nobody can tell where they lead. */
export const virtualTree: LocalTree = {
  cheap: false,
  walk: (root, rules, signal) => walkTree(reader, root, rules, signal),
};

const reader: TreeReader = {
  ignoreCase: false,
  async list(folder) {
    const children = await vscode.workspace.fs
      .readDirectory(vscode.Uri.parse(folder, true))
      .then(undefined, rethrowAsSourceError);
    return children.map(([name, type]): TreeChild => ({ name, kind: kindOf(type), isLink: isLink(type) }));
  },
  child: (folder, name) => vscode.Uri.joinPath(vscode.Uri.parse(folder, true), name).toString(),
  parent(uri) {
    const here = vscode.Uri.parse(uri, true);
    const path = here.path.replace(/\/$/u, '');
    const slash = path.lastIndexOf('/');
    if (slash < 0) {
      return undefined;
    }
    return { uri: here.with({ path: path.slice(0, slash) || '/' }).toString(), name: path.slice(slash + 1) };
  },
  source: (uri) => virtualFile(vscode.Uri.parse(uri, true)),
  text: (uri) =>
    Promise.resolve(vscode.workspace.fs.readFile(vscode.Uri.parse(uri, true))).then(
      (bytes) => new TextDecoder().decode(bytes),
      () => undefined,
    ),
  exists: (uri) =>
    Promise.resolve(vscode.workspace.fs.stat(vscode.Uri.parse(uri, true))).then(
      () => true,
      () => false,
    ),
};

function kindOf(type: vscode.FileType): TreeChild['kind'] {
  if (type & vscode.FileType.Directory) {
    return 'folder';
  }
  // A link that leads nowhere has no other type: then it is told as a file that is missing.
  return type & (vscode.FileType.File | vscode.FileType.SymbolicLink) ? 'file' : 'special';
}

function isLink(type: vscode.FileType): boolean {
  return (type & vscode.FileType.SymbolicLink) !== 0;
}
