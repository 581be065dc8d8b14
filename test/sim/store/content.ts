/** Finished, unchangeable content of a file. */
export interface Content {
  readonly size: number;
  /**
   * The bytes from `start` up to but not including `end`.
   * @throws Error when the store keeps no bytes.
   */
  read(start: number, end: number): Buffer;
  /** The same bytes for another item. */
  copy(): Content;
  dispose(): void;
}

/** Content that is still arriving. */
export interface Draft {
  readonly size: number;
  /** Takes the piece over; it must not be used any more. Returns a promise when the next piece has to wait for it. */
  append(piece: Buffer): void | Promise<void>;
  /** Drops everything behind the first `size` bytes. */
  truncate(size: number): void;
  /** Turns the draft into content; the draft cannot be used any more. */
  finish(): Content;
  discard(): void;
}

export interface ContentStore {
  create(): Draft;
  /** Content that is there already as a whole. */
  put(bytes: Buffer): Content;
  /** Removes everything that the store put anywhere. */
  close(): void;
}

/** Content of which every byte is zero: cheap to seed at any size. */
export class ZeroContent implements Content {
  readonly size: number;

  constructor(size: number) {
    this.size = size;
  }

  read(start: number, end: number): Buffer {
    return Buffer.alloc(Math.min(end, this.size) - start);
  }

  copy(): Content {
    return new ZeroContent(this.size);
  }

  dispose(): void {
    // Holds nothing.
  }
}
