import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import { Rerun } from '../base/rerun.ts';

/** Only for the owner's eyes. */
const ownerOnly = { file: 0o600, folder: 0o700 };

const temporary = '.tmp';
/** A temporary file of this age belongs to nobody who still writes it. */
const abandonedMs = 60_000;

/** Windows: somebody reads the file just now. */
const busy = new Set(['EPERM', 'EACCES', 'EBUSY']);
const busyTries = 20;
const busyMs = 25;

export interface FileMark {
  readonly inode: number;
  readonly size: number;
  readonly mtime: number;
}

export async function ensureFolder(folder: string): Promise<void> {
  await fs.mkdir(folder, { recursive: true, mode: ownerOnly.folder });
}

/** Writes small files of a folder so that whoever reads them, also after a crash, finds all of the old or all of the new. */
export class DurableFiles {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #random: Random;
  /** Files that get their names at the same time share one. */
  readonly #syncs = new Rerun(() => this.#syncFolder());

  constructor(folder: string, clock: Clock, random: Random) {
    this.#folder = folder;
    this.#clock = clock;
    this.#random = random;
  }

  /** @param durable whether the older text may not come back even when the machine loses its power. */
  async write(name: string, text: string, durable: boolean): Promise<FileMark> {
    const temp = path.join(this.#folder, `${name}.${this.#random.id()}${temporary}`);
    try {
      const mark = await writeNew(temp, text);
      await this.#whenFree(() => fs.rename(temp, path.join(this.#folder, name)));
      if (durable) {
        await this.#syncs.request();
      }
      return mark;
    } catch (error) {
      await fs.rm(temp, { force: true }).catch(() => {});
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    await this.#whenFree(() => removeFile(path.join(this.#folder, name)));
  }

  async names(): Promise<string[]> {
    return (await fs.readdir(this.#folder)).filter((name) => !name.endsWith(temporary));
  }

  /** Deletes what crashes have left. */
  async sweep(): Promise<void> {
    for (const name of await fs.readdir(this.#folder)) {
      if (name.endsWith(temporary)) {
        const file = path.join(this.#folder, name);
        const age = this.#clock.now() - ((await fs.stat(file).catch(() => undefined))?.mtimeMs ?? Infinity);
        if (Math.abs(age) > abandonedMs) {
          await fs.rm(file, { force: true }).catch(() => {});
        }
      }
    }
  }

  async #whenFree(work: () => Promise<void>): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await work();
        return;
      } catch (error) {
        if (!busy.has(codeOf(error)) || tries === busyTries) {
          throw error;
        }
        await this.#clock.delay(busyMs);
      }
    }
  }

  async #syncFolder(): Promise<void> {
    try {
      const handle = await fs.open(this.#folder, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch {
      // Windows opens no folders; it writes names through by itself.
    }
  }
}

async function writeNew(file: string, text: string): Promise<FileMark> {
  const handle = await fs.open(file, 'wx', ownerOnly.file);
  try {
    await handle.writeFile(text);
    // Before it gets its name, so that never an empty file has it.
    await handle.datasync();
    return markOf(await handle.stat());
  } finally {
    await handle.close();
  }
}

/** Removes a file, if there is one. */
export async function removeFile(file: string): Promise<void> {
  await fs.unlink(file).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') {
      throw error;
    }
  });
}

export function markOf(stat: { ino: number; size: number; mtimeMs: number }): FileMark {
  return { inode: stat.ino, size: stat.size, mtime: stat.mtimeMs };
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
