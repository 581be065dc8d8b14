import type { Content, ContentStore, Draft } from './content.ts';

/** Keeps nothing but sizes, so that the store never limits the speed of an upload. */
export class HashOnlyStore implements ContentStore {
  create(): Draft {
    return new CountingDraft();
  }

  put(bytes: Buffer): Content {
    return new ForgottenContent(bytes.length);
  }

  close(): void {
    // Holds nothing.
  }
}

class CountingDraft implements Draft {
  #size = 0;

  get size(): number {
    return this.#size;
  }

  append(piece: Buffer): void {
    this.#size += piece.length;
    release(piece);
  }

  truncate(size: number): void {
    this.#size = Math.min(this.#size, size);
  }

  finish(): Content {
    return new ForgottenContent(this.#size);
  }

  discard(): void {
    this.#size = 0;
  }
}

/**
 * Frees the memory of a piece at once, if it has it to itself. Left to the garbage collector, the memory of large uploads
 * costs more time than receiving and hashing them.
 */
function release({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) {
    buffer.transfer(0);
  }
}

class ForgottenContent implements Content {
  readonly size: number;

  constructor(size: number) {
    this.size = size;
  }

  read(start: number, end: number): Buffer {
    if (start >= end) {
      return Buffer.alloc(0);
    }
    throw new Error('the hash-only store keeps no bytes');
  }

  copy(): Content {
    return new ForgottenContent(this.size);
  }

  dispose(): void {
    // Holds nothing.
  }
}
