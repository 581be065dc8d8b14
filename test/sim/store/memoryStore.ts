import type { Content, ContentStore, Draft } from './content.ts';

/** Keeps contents in memory. */
export class MemoryStore implements ContentStore {
  create(): Draft {
    return new MemoryDraft();
  }

  put(bytes: Buffer): Content {
    return new MemoryContent(bytes);
  }

  close(): void {
    // The garbage collector does it.
  }
}

class MemoryDraft implements Draft {
  #pieces: Buffer[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  append(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#size += piece.length;
  }

  truncate(size: number): void {
    while (this.#size > size) {
      const last = this.#pieces.pop();
      if (last === undefined) {
        throw new RangeError('cannot truncate beyond the start');
      }
      this.#size -= last.length;
      if (this.#size < size) {
        this.append(last.subarray(0, size - this.#size));
      }
    }
  }

  finish(): Content {
    return new MemoryContent(Buffer.concat(this.#pieces, this.#size));
  }

  discard(): void {
    this.#pieces = [];
    this.#size = 0;
  }
}

class MemoryContent implements Content {
  #bytes: Buffer;
  readonly size: number;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.size = bytes.length;
  }

  read(start: number, end: number): Buffer {
    return this.#bytes.subarray(start, end);
  }

  copy(): Content {
    return new MemoryContent(this.#bytes);
  }

  dispose(): void {
    this.#bytes = Buffer.alloc(0);
  }
}
