import type { Dirent } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TreeChild, TreeReader } from '../upload/batch/folderWalk.ts';
import { walkTree } from '../upload/batch/folderWalk.ts';
import type { LocalTree } from '../upload/ports.ts';
import { localFile, rethrowAsSourceError } from './localFile.ts';

/** Folders of the machine that the extension runs on. URIs are written as VS Code writes them. */
export const localTree: LocalTree = {
  cheap: true,
  walk: (root, rules, signal) => walkTree(reader, root, rules, signal),
};

const reader: TreeReader = {
  // As git does unless it was told something else.
  ignoreCase: process.platform === 'win32' || process.platform === 'darwin',
  async list(folder) {
    const children = await fs.readdir(fileURLToPath(folder), { withFileTypes: true }).catch(rethrowAsSourceError);
    return Promise.all(children.map((child) => childOf(child)));
  },
  child: (folder, name) => `${folder.replace(/\/$/u, '')}/${encoded(name)}`,
  parent(uri) {
    const file = fileURLToPath(uri);
    const above = path.dirname(file);
    return above === file
      ? undefined
      : { uri: uri.slice(0, Math.max(uri.lastIndexOf('/'), 'file:///'.length)), name: path.basename(file) };
  },
  source: (uri) => localFile(fileURLToPath(uri)),
  text: (uri) => fs.readFile(fileURLToPath(uri), 'utf8').catch(() => undefined),
  exists: (uri) =>
    fs.stat(fileURLToPath(uri)).then(
      () => true,
      () => false,
    ),
  async realPath(folder) {
    const real = await fs.realpath(fileURLToPath(folder)).catch(rethrowAsSourceError);
    return `${real.replaceAll(path.sep, '/').replace(/\/$/u, '')}/`;
  },
};

/** A link that leads nowhere counts as a file: then it is told as one that is missing. */
async function childOf(entry: Dirent): Promise<TreeChild> {
  const { name } = entry;
  const isLink = entry.isSymbolicLink();
  const type = isLink ? await fs.stat(path.join(entry.parentPath, name)).catch(() => undefined) : entry;
  if (type?.isDirectory() === true) {
    return { name, kind: 'folder', isLink };
  }
  return { name, kind: type?.isFile() === false ? 'special' : 'file', isLink };
}

/** VS Code's URIs have more characters encoded than the platform's. */
function encoded(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replaceAll(
    /[!'()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
