import { randomUUID } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  write,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Content, ContentStore, Draft } from './content.ts';

/** Keeps each content as one file in a folder of its own below the given one; close removes that folder. */
export class DiskStore implements ContentStore {
  readonly #folder: string;
  #count = 0;

  constructor(parent: string) {
    mkdirSync(parent, { recursive: true });
    this.#folder = mkdtempSync(join(parent, 'onedrive-simulator-'));
  }

  create(): Draft {
    return new DiskDraft(this.#nextPath());
  }

  put(bytes: Buffer): Content {
    const path = this.#nextPath();
    writeFileSync(path, bytes);
    return new DiskContent(path, bytes.length);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #nextPath(): string {
    this.#count += 1;
    return join(this.#folder, `${this.#count}.bin`);
  }
}

class DiskDraft implements Draft {
  readonly #path: string;
  readonly #file: number;
  #size = 0;

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'wx+');
  }

  get size(): number {
    return this.#size;
  }

  async append(piece: Buffer): Promise<void> {
    let done = 0;
    while (done < piece.length) {
      const at = this.#size;
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      write(this.#file, piece, done, piece.length - done, at, (error, written) => {
        if (error) {
          reject(error);
        } else {
          resolve(written);
        }
      });
      const written = await promise;
      done += written;
      this.#size += written;
    }
  }

  truncate(size: number): void {
    ftruncateSync(this.#file, size);
    this.#size = size;
  }

  finish(): Content {
    closeSync(this.#file);
    return new DiskContent(this.#path, this.#size);
  }

  discard(): void {
    closeSync(this.#file);
    rmSync(this.#path, { force: true });
  }
}

class DiskContent implements Content {
  readonly #path: string;
  readonly size: number;

  constructor(path: string, size: number) {
    this.#path = path;
    this.size = size;
  }

  read(start: number, end: number): Buffer {
    const bytes = Buffer.alloc(Math.min(end, this.size) - start);
    const file = openSync(this.#path, 'r');
    try {
      let done = 0;
      while (done < bytes.length) {
        const read = readSync(file, bytes, done, bytes.length - done, start + done);
        if (read === 0) {
          throw new Error('a stored file became shorter');
        }
        done += read;
      }
    } finally {
      closeSync(file);
    }
    return bytes;
  }

  copy(): Content {
    const path = `${this.#path}.${randomUUID()}`;
    copyFileSync(this.#path, path);
    return new DiskContent(path, this.size);
  }

  dispose(): void {
    rmSync(this.#path, { force: true });
  }
}
