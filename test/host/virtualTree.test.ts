import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TreeEntry, TreeRules } from '../../src/upload/ports.ts';
import { SourceError } from '../../src/upload/ports.ts';
import { virtualTree } from '../../src/vscode/virtualTree.ts';

const scheme = 'onedrive-test-tree';

/** What is below the root: contents of files by path; a number is the type of something without content. */
type Spec = Readonly<Record<string, string | vscode.FileType>>;

/** Registers a read-only file system of these files and the folders on their way. */
function registerTree(spec: Spec): vscode.Disposable {
  const typeOf = (path: string): vscode.FileType | undefined => {
    const entry = spec[path];
    if (entry !== undefined) {
      return typeof entry === 'number' ? entry : vscode.FileType.File;
    }
    const isAbove = path === '' || Object.keys(spec).some((other) => other.startsWith(`${path}/`));
    return isAbove ? vscode.FileType.Directory : undefined;
  };
  const pathOf = (uri: vscode.Uri): string => uri.path.replace(/^\/+/u, '');
  const missing = (uri: vscode.Uri): never => {
    throw vscode.FileSystemError.FileNotFound(uri);
  };
  const refuse = (): never => {
    throw vscode.FileSystemError.NoPermissions();
  };
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
    watch: () => new vscode.Disposable(() => undefined),
    stat(uri) {
      const content = spec[pathOf(uri)];
      const size = typeof content === 'string' ? content.length : 0;
      return { type: typeOf(pathOf(uri)) ?? missing(uri), ctime: 1, mtime: 2, size };
    },
    readFile(uri) {
      const content = spec[pathOf(uri)];
      return typeof content === 'string' ? new TextEncoder().encode(content) : missing(uri);
    },
    readDirectory(uri) {
      const path = pathOf(uri);
      if (path.endsWith('locked')) {
        refuse();
      }
      const below = Object.keys(spec).filter((other) => path === '' || other.startsWith(`${path}/`));
      const names = new Set(below.map((other) => other.slice(path === '' ? 0 : path.length + 1).split('/')[0] ?? ''));
      return [...names].map((name) => [name, typeOf(path === '' ? name : `${path}/${name}`) ?? 0]);
    },
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
  return vscode.workspace.registerFileSystemProvider(scheme, provider, { isReadonly: true, isCaseSensitive: true });
}

describe('a tree that only VS Code can reach', () => {
  let registered: vscode.Disposable | undefined;
  afterEach(() => registered?.dispose());

  async function walk(spec: Spec, path: string, rules: TreeRules): Promise<TreeEntry[]> {
    registered = registerTree(spec);
    const found: TreeEntry[] = [];
    const root = vscode.Uri.from({ scheme, path }).toString();
    for await (const entry of virtualTree.walk(root, rules, new AbortController().signal)) {
      found.push(entry);
    }
    return found;
  }

  function described(entries: readonly TreeEntry[]): string[] {
    return entries.map((entry) => {
      const path = entry.path.join('/');
      const { kind } = entry;
      const failure = kind === 'problem' && entry.error instanceof SourceError ? ` ${entry.error.failure}` : '';
      return `${kind} ${path}${kind === 'leftOut' ? ` ${entry.reason}` : failure}`;
    });
  }

  it('is walked through, with the ignore rules of the folders above', async () => {
    const spec = {
      '.git': 'gitdir: elsewhere',
      '.gitignore': '*.log',
      'top/.gitignore': 'sub/x',
      'top/a.log': 'log',
      'top/b #1.txt': 'five!',
      'top/sub/x': '',
      'top/sub/y': '',
    };
    const entries = await walk(spec, '/top', { respectIgnore: true, exclude: { '**/y': false } });
    assert.deepEqual(described(entries), ['folder ', 'file .gitignore', 'file b #1.txt', 'folder sub', 'file sub/y']);
    const file = entries.find(({ path }) => path[0] === 'b #1.txt');
    assert.ok(file?.kind === 'file');
    assert.deepEqual(file.stat, { size: 5, mtime: 2 });
    assert.equal(file.uri, `${scheme}:/top/b%20%231.txt`);
    const opened = await file.source.open(new AbortController().signal);
    assert.equal(opened.stat.size, 5);
    await opened.close();
  });

  it('tells of what it does not follow or cannot read', async () => {
    const { SymbolicLink, Directory, File, Unknown } = vscode.FileType;
    const spec = {
      'top/link to folder': SymbolicLink | Directory,
      'top/link to file': SymbolicLink | File,
      'top/odd': Unknown,
      'top/locked/x': '',
    };
    assert.deepEqual(described(await walk(spec, '/top', { respectIgnore: false, exclude: {} })), [
      'folder ',
      'file link to file',
      'leftOut odd special',
      'leftOut link to folder linkedFolder',
      'folder locked',
      'problem locked unreadable',
    ]);
  });

  it('can be the whole of its file system', async () => {
    const spec = { '.gitignore': 'x', x: '', 'sub/x': '', 'sub/y': '' };
    const entries = await walk(spec, '/', { respectIgnore: true, exclude: {} });
    assert.deepEqual(described(entries), ['folder ', 'file .gitignore', 'folder sub', 'file sub/y']);
  });
});
