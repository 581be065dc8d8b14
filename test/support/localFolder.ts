import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { localTree } from '../../src/node/localTree.ts';
import { SourceError } from '../../src/upload/ports.ts';
import type { TreeEntry, TreeRules } from '../../src/upload/ports.ts';

/** What a folder of a test holds: contents by path, `undefined` for an empty folder, where a link leads. */
export type TreeSpec = Readonly<Record<string, string | Uint8Array | undefined | { readonly link: string }>>;

/** A folder `root` on disk, in one of its own. */
export interface LocalFolder {
  readonly base: string;
  readonly root: string;
}

/** Gives each test of a suite an empty folder. */
export function useLocalFolder(): () => LocalFolder {
  let folder: LocalFolder;
  beforeEach(async () => {
    const base = await mkdtemp(join(tmpdir(), 'onedrive-folder-'));
    folder = { base, root: join(base, 'tree') };
    await mkdir(folder.root);
  });
  afterEach(() => rm(folder.base, { recursive: true }));
  return () => folder;
}

export async function writeTree(folder: string, spec: TreeSpec): Promise<void> {
  for (const [path, content] of Object.entries(spec)) {
    const file = join(folder, path);
    await mkdir(content === undefined ? file : dirname(file), { recursive: true });
    if (typeof content === 'string' || content instanceof Uint8Array) {
      await writeFile(file, content);
    } else if (content !== undefined) {
      await symlink(content.link, file);
    }
  }
}

/** Everything that a walk through a local folder gives. */
export async function treeEntries(folder: string, rules: TreeRules): Promise<TreeEntry[]> {
  const found: TreeEntry[] = [];
  for await (const entry of localTree.walk(pathToFileURL(folder).href, rules, new AbortController().signal)) {
    found.push(entry);
  }
  return found;
}

/** One line for each entry, in their order: a folder with a slash at its end, what is no file with its reason. */
export async function treeLines(folder: string, rules: TreeRules): Promise<string[]> {
  return (await treeEntries(folder, rules)).map((entry) => {
    const path = entry.path.join('/');
    switch (entry.kind) {
      case 'folder':
        return `${path}/`;
      case 'file':
        return path;
      case 'leftOut':
        return `${path} ${entry.reason}`;
      case 'problem':
        return `${path} ${entry.error instanceof SourceError ? entry.error.failure : String(entry.error)}`;
    }
  });
}

/** So many files in folders, ten each, with contents of their own. */
export function manyFiles(count: number): Record<string, string> {
  const names = Array.from(
    { length: count },
    (_, index) => `f${Math.floor(index / 50)}/g${Math.floor(index / 10)}/${index}`,
  );
  return Object.fromEntries(names.map((name) => [name, `content of ${name}`]));
}
