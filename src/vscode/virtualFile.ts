import * as vscode from 'vscode';
import type { FileSource, FileStat, OpenFile, SourceFailure } from '../upload/ports.ts';
import { SourceError } from '../upload/ports.ts';

/** `workspace.fs` can only read a file whole, so what it gives must fit in memory. In bytes. */
export const virtualFileLimit = 100 * 1024 * 1024;

const sliceBytes = 256 * 1024;

/** A file that only VS Code can reach: a virtual workspace, a repository view, another extension's scheme. */
export function virtualFile(uri: vscode.Uri): FileSource {
  return {
    name: uri.path.slice(uri.path.lastIndexOf('/') + 1),
    stat: () => statOf(uri),
    open: (signal) => openWhole(uri, signal),
  };
}

async function openWhole(uri: vscode.Uri, signal: AbortSignal): Promise<OpenFile> {
  const stat = await statOf(uri);
  signal.throwIfAborted();
  let content: Uint8Array = await vscode.workspace.fs.readFile(uri).then(undefined, rethrowAsSourceError);
  signal.throwIfAborted();
  if (content.byteLength !== stat.size) {
    throw new SourceError('changed');
  }

  return {
    stat,
    body: (start, end, onBytes) => ({
      length: end - start,
      async *open() {
        for (let at = start; at < end; at += sliceBytes) {
          const bytes = content.subarray(at, Math.min(end, at + sliceBytes));
          onBytes?.(bytes, at);
          yield bytes;
        }
      },
    }),
    restat: () => statOf(uri),
    close: async () => {
      content = new Uint8Array();
    },
  };
}

async function statOf(uri: vscode.Uri): Promise<FileStat> {
  const stat = await vscode.workspace.fs.stat(uri).then(undefined, rethrowAsSourceError);
  if (stat.type & vscode.FileType.Directory) {
    throw new SourceError('isFolder');
  }
  if (stat.size > virtualFileLimit) {
    throw new SourceError('tooLargeToHold');
  }
  return { size: stat.size, mtime: stat.mtime };
}

/** @throws {SourceError} for what the file system said. */
export function rethrowAsSourceError(cause: unknown): never {
  throw new SourceError(failureOf(cause), { cause });
}

function failureOf(error: unknown): SourceFailure {
  if (!(error instanceof vscode.FileSystemError)) {
    return 'unreadable';
  }
  switch (error.code) {
    case 'FileNotFound':
      return 'missing';
    case 'FileIsADirectory':
      return 'isFolder';
    default:
      return 'unreadable';
  }
}
