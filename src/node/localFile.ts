import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import * as path from 'node:path';
import type { StreamBody } from '../graph/transport.ts';
import { SourceError } from '../upload/ports.ts';
import type { FileSource, FileStat, OpenFile, SourceFailure } from '../upload/ports.ts';

/** Bytes that are read at a time: more gains nothing, and two of them are all the memory that an upload needs. */
const chunkBytes = 256 * 1024;

/** A file of the machine that the extension runs on. Symbolic links are followed. */
export function localFile(file: string): FileSource {
  return {
    name: path.basename(file),
    async stat() {
      const stat = await statOf(file);
      await fs.access(file, constants.R_OK).catch(rethrowAsSourceError);
      return stat;
    },
    async open(signal) {
      // Looked at first: opening a pipe would wait for a writer.
      await statOf(file);
      signal.throwIfAborted();
      const handle = await fs.open(file, 'r').catch(rethrowAsSourceError);
      try {
        return openFile(file, handle, regularFile(await handle.stat().catch(rethrowAsSourceError)));
      } catch (error) {
        await handle.close();
        throw error;
      }
    },
  };
}

function openFile(file: string, handle: FileHandle, stat: FileStat): OpenFile {
  return {
    stat,
    body: (start, end, onBytes): StreamBody => ({
      length: end - start,
      open: (signal) => readRange(handle, start, end, signal, onBytes),
    }),
    restat: () => statOf(file),
    close: () => handle.close(),
  };
}

/**
 * The bytes `[start, end)`, the next chunk being read while the last one is sent. Two buffers take turns, so a chunk
 * holds until the next one is asked for.
 */
async function* readRange(
  handle: FileHandle,
  start: number,
  end: number,
  signal: AbortSignal,
  onBytes: ((bytes: Uint8Array, offset: number) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  const capacity = Math.min(chunkBytes, end - start);
  // A small file is one chunk.
  let [current, other] = [new Uint8Array(capacity), new Uint8Array(end - start > capacity ? capacity : 0)];
  let pending = readChunk(handle, current, start, end);
  for (let offset = start; offset < end;) {
    const bytes = await pending;
    signal.throwIfAborted();
    const next = offset + bytes.length;
    [current, other] = [other, current];
    pending = next < end ? readChunk(handle, current, next, end) : Promise.resolve(bytes);
    // Its failure is met at the next turn; until then, or when there is none, it is not unhandled.
    pending.catch(() => {});
    onBytes?.(bytes, offset);
    yield bytes;
    offset = next;
  }
}

/** Fills the buffer as far as the range goes. @throws {SourceError} `changed` when the file ends before. */
async function readChunk(handle: FileHandle, buffer: Uint8Array, offset: number, end: number): Promise<Uint8Array> {
  const length = Math.min(buffer.length, end - offset);
  for (let filled = 0; filled < length;) {
    const { bytesRead } = await handle
      .read(buffer, filled, length - filled, offset + filled)
      .catch(rethrowAsSourceError);
    if (bytesRead === 0) {
      throw new SourceError('changed');
    }
    filled += bytesRead;
  }
  return buffer.subarray(0, length);
}

async function statOf(file: string): Promise<FileStat> {
  return regularFile(await fs.stat(file).catch(rethrowAsSourceError));
}

function regularFile(stat: Awaited<ReturnType<typeof fs.stat>>): FileStat {
  if (stat.isDirectory()) {
    throw new SourceError('isFolder');
  }
  if (!stat.isFile()) {
    throw new SourceError('unreadable');
  }
  return { size: Number(stat.size), mtime: Number(stat.mtimeMs) };
}

const failures: Readonly<Record<string, SourceFailure>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EISDIR: 'isFolder',
};

/** @throws {SourceError} for what the system said. */
export function rethrowAsSourceError(cause: unknown): never {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  throw new SourceError(failures[code] ?? 'unreadable', { cause });
}
