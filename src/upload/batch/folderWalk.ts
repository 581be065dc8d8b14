import { mapConcurrently } from '../../base/queue.ts';
import type { FileSource, FileStat, LeftOutReason, TreeEntry, TreeRules } from '../ports.ts';
import { excludeGlobs, FolderRules } from './folderRules.ts';

/** What a folder has under a name; a link is what it leads to. */
export interface TreeChild {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'special';
  readonly isLink: boolean;
}

/** The few things that a walk needs of a file system. Places are URIs. */
export interface TreeReader {
  /** Whether names that differ in upper and lower case only are the same to the ignore rules. */
  readonly ignoreCase: boolean;
  list(folder: string): Promise<readonly TreeChild[]>;
  child(folder: string, name: string): string;
  /** `undefined` at the top. */
  parent(uri: string): { readonly uri: string; readonly name: string } | undefined;
  source(uri: string): FileSource;
  /** `undefined` when there is no such file, or nobody may read it. */
  text(uri: string): Promise<string | undefined>;
  exists(uri: string): Promise<boolean>;
  /** Where a folder really is, with links resolved: names that end with a slash. Absent where nobody knows. */
  realPath?(folder: string): Promise<string>;
}

interface Folder {
  readonly uri: string;
  readonly path: readonly string[];
  readonly rules: FolderRules | undefined;
  /** Of a folder that was reached through a link. */
  readonly realPath?: string;
}

/** Files that are looked at together. */
const filesAtOnce = 32;

/** Walks through a folder as {@link LocalTree.walk} says. */
export async function* walkTree(
  reader: TreeReader,
  root: string,
  rules: TreeRules,
  signal: AbortSignal,
): AsyncGenerator<TreeEntry> {
  const walk = new Walk(reader, root, signal);
  yield* walk.folder({
    uri: root,
    path: [],
    rules: rules.respectIgnore ? await rulesFor(reader, root, rules) : undefined,
  });
}

class Walk {
  readonly #reader: TreeReader;
  readonly #root: string;
  readonly #signal: AbortSignal;
  /** Real paths of the folders that were reached through links. */
  readonly #visited = new Set<string>();
  #realRoot: string | undefined;

  constructor(reader: TreeReader, root: string, signal: AbortSignal) {
    this.#reader = reader;
    this.#root = root;
    this.#signal = signal;
  }

  async *folder(folder: Folder): AsyncGenerator<TreeEntry> {
    this.#signal.throwIfAborted();
    const { uri, path } = folder;
    yield { kind: 'folder', path, uri };
    let children: readonly TreeChild[];
    try {
      children = await this.#reader.list(uri);
    } catch (error) {
      yield { kind: 'problem', path, uri, error };
      return;
    }
    const names = new Set(children.map(({ name }) => name));
    const rules = await this.#rulesIn(folder, names);
    const kept = children
      .filter(({ name, kind }) => rules?.leavesOut(name, kind === 'folder', names) !== true)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    yield* this.#files(
      folder,
      kept.filter(({ kind }) => kind !== 'folder'),
    );
    for (const { name, isLink } of kept.filter(({ kind }) => kind === 'folder')) {
      const below = { uri: this.#reader.child(uri, name), path: [...path, name], rules: rules?.below(name) };
      yield* this.#below(folder, below, name, isLink);
    }
  }

  async #rulesIn(folder: Folder, names: ReadonlySet<string>): Promise<FolderRules | undefined> {
    const { rules, uri } = folder;
    const text = names.has('.gitignore') ? await this.#reader.text(this.#reader.child(uri, '.gitignore')) : undefined;
    return rules?.within(text, names.has('.git'));
  }

  async *#files(folder: Folder, files: readonly TreeChild[]): AsyncGenerator<TreeEntry> {
    for (let start = 0; start < files.length; start += filesAtOnce) {
      this.#signal.throwIfAborted();
      const some = files.slice(start, start + filesAtOnce);
      yield* await mapConcurrently(some, filesAtOnce, (file) => this.#file(folder, file));
    }
  }

  async #file(folder: Folder, { name, kind }: TreeChild): Promise<TreeEntry> {
    const uri = this.#reader.child(folder.uri, name);
    const place = { path: [...folder.path, name], uri };
    if (kind === 'special') {
      return { kind: 'leftOut', ...place, reason: 'special' };
    }
    const source = this.#reader.source(uri);
    try {
      const stat: FileStat = await source.stat();
      return { kind: 'file', ...place, source, stat };
    } catch (error) {
      return { kind: 'problem', ...place, error };
    }
  }

  async *#below(folder: Folder, below: Folder, name: string, isLink: boolean): AsyncGenerator<TreeEntry> {
    if (!isLink && folder.realPath === undefined) {
      yield* this.folder(below);
      return;
    }
    const { uri, path } = below;
    if (this.#reader.realPath === undefined) {
      yield { kind: 'leftOut', path, uri, reason: 'linkedFolder' };
      return;
    }
    let realPath: string;
    let reason: LeftOutReason | undefined;
    try {
      const above = folder.realPath ?? (await this.#reader.realPath(folder.uri));
      realPath = isLink ? await this.#reader.realPath(uri) : `${above}${name}/`;
      reason = await this.#reasonAgainst(realPath, above);
    } catch (error) {
      yield { kind: 'problem', path, uri, error };
      return;
    }
    if (reason === undefined) {
      yield* this.folder({ ...below, realPath });
    } else {
      yield { kind: 'leftOut', path, uri, reason };
    }
  }

  /** Every folder is uploaded once: where it really is, when that is below the root, else where it is met first. */
  async #reasonAgainst(realPath: string, above: string): Promise<LeftOutReason | undefined> {
    if (above.startsWith(realPath)) {
      return 'linkLoop';
    }
    this.#realRoot ??= await this.#reader.realPath?.(this.#root);
    if (this.#visited.has(realPath) || realPath.startsWith(this.#realRoot ?? realPath)) {
      return 'linkedTwice';
    }
    this.#visited.add(realPath);
    return undefined;
  }
}

/**
 * The rules that come from above the root: every `.gitignore` from there up to the repository's root or, outside of
 * one, to the workspace folder.
 */
async function rulesFor(reader: TreeReader, root: string, rules: TreeRules): Promise<FolderRules> {
  const above: { readonly uri: string; readonly name: string }[] = [];
  let top: number | undefined = rules.top === root ? 0 : undefined;
  let repository = (await reader.exists(reader.child(root, '.git'))) ? 0 : undefined;
  for (let up = reader.parent(root); up !== undefined; up = reader.parent(up.uri)) {
    above.push(up);
    if (up.uri === rules.top) {
      top = above.length;
    }
    if (repository === undefined && (await reader.exists(reader.child(up.uri, '.git')))) {
      repository = above.length;
    }
    if (repository !== undefined && (top !== undefined || rules.top === undefined)) {
      break;
    }
  }
  let found = FolderRules.of(excludeGlobs(rules.exclude), reader.ignoreCase);
  for (const { uri, name } of above.slice(0, repository ?? top ?? 0).toReversed()) {
    found = found.within(await reader.text(reader.child(uri, '.gitignore')), false).below(name);
  }
  const fromTop = above.slice(0, top ?? 0).map(({ name }) => name);
  return found.chosen(fromTop.toReversed());
}
