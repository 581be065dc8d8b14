import { createWriteStream } from 'node:fs';
import { mkdir, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import { QuickXorHash } from '../sim/index.ts';
import { patternedBytes } from '../support/patternedFile.ts';

const KiB = 1024;
const MiB = 1024 * KiB;

/** Files to upload. */
export interface Work {
  readonly name: string;
  readonly title: string;
  /** Whether it is uploaded as a folder instead of as files. */
  readonly asFolder: boolean;
  /** Sizes in bytes by path. */
  readonly files: ReadonlyMap<string, number>;
}

export interface LocalFile {
  /** Below the folder of the work. */
  readonly path: string;
  readonly size: number;
  /** As OneDrive tells it; absent where it would take too long to make. */
  readonly quickXorHash?: string;
}

/** A work whose files are on the disk. */
export interface PreparedWork extends Work {
  readonly folder: string;
  readonly local: readonly LocalFile[];
  readonly bytes: number;
}

/** @param quick the same kinds of work in less time */
export function works(quick: boolean): readonly Work[] {
  return [
    flat('large', quick ? '96 MiB file' : '1 GiB file', 1, () => (quick ? 96 : 1024) * MiB),
    flat('several', quick ? '4 files of 24 MiB' : '8 files of 128 MiB', quick ? 4 : 8, () => (quick ? 24 : 128) * MiB),
    flat('small', quick ? '100 files of 8 KiB' : '2,000 files of 8 KiB', quick ? 100 : 2000, () => 8 * KiB),
    folder('folder', quick ? 'folder of 150 small files' : 'folder of 10,000 small files', quick ? 150 : 10_000, mixed),
  ];
}

/** 100 bytes to 64 KiB, most of them small, as in a folder of source code. */
function mixed(index: number): number {
  return 100 + Math.floor(64 * KiB * ((index * 0.618_033_988) % 1) ** 3);
}

export function flat(name: string, title: string, count: number, sizeOf: (index: number) => number): Work {
  const sizes = Array.from({ length: count }, (_, index): [string, number] => [fileName(index), sizeOf(index)]);
  return { name, title, asFolder: false, files: new Map(sizes) };
}

/** A hundred files in each folder. */
export function folder(name: string, title: string, count: number, sizeOf: (index: number) => number): Work {
  const { files } = flat(name, title, count, sizeOf);
  const nested = [...files].map(([path, size], index): [string, number] => [
    `part ${Math.floor(index / 100)}/${path}`,
    size,
  ]);
  return { name, title, asFolder: true, files: new Map(nested) };
}

function fileName(index: number): string {
  return `file ${String(index).padStart(5, '0')}.bin`;
}

/** Makes one file that is all hole. */
export async function prepareSparse(name: string, bytes: number, root: string): Promise<PreparedWork> {
  const folder = join(root, name);
  await mkdir(folder, { recursive: true });
  const path = 'sparse.bin';
  await writeFile(join(folder, path), '');
  await truncate(join(folder, path), bytes);
  const files = new Map([[path, bytes]]);
  return { name: 'large', title: name, asFolder: false, files, folder, local: [{ path, size: bytes }], bytes };
}

/** Makes the files, or takes those that are there: the bytes depend on nothing but their place. */
export async function prepare(work: Work, root: string): Promise<PreparedWork> {
  const folder = join(root, work.title.replaceAll(/[^\w]+/g, '-'));
  const local: LocalFile[] = [];
  for (const [index, [path, size]] of [...work.files].entries()) {
    local.push({ path, size, quickXorHash: await make(join(folder, path), size, index + 1) });
  }
  return { ...work, folder, local, bytes: local.reduce((sum, { size }) => sum + size, 0) };
}

async function make(path: string, size: number, seed: number): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const isThere = (await stat(path).catch(() => undefined))?.size === size;
  // Not flushed, they would be written in the middle of somebody's turn.
  const file = isThere ? undefined : createWriteStream(path, { flush: true });
  const hash = new QuickXorHash();
  for (let offset = 0; offset < size; offset += MiB) {
    const bytes = patternedBytes(Math.min(MiB, size - offset), offset, seed);
    hash.update(bytes);
    if (file?.write(bytes) === false) {
      await once(file, 'drain');
    }
  }
  if (file !== undefined) {
    file.end();
    await once(file, 'close');
  }
  return hash.digest();
}
