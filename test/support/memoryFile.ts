import type { FileSource, FileStat, OpenFile } from '../../src/upload/ports.ts';

/** A file in memory that can be changed like one on disk, and that knows how often it is open. */
export class MemoryFile implements FileSource {
  readonly name: string;
  /** How often it was opened and not closed. */
  opened = 0;
  bytes: Uint8Array;
  mtime = 1_700_000_000_000;
  /** Thrown by every look at the file. */
  failure: Error | undefined;
  readonly #chunk: number;

  constructor(name: string, bytes: Uint8Array, chunk = 64 * 1024) {
    this.name = name;
    this.bytes = bytes;
    this.#chunk = chunk;
  }

  async stat(): Promise<FileStat> {
    if (this.failure !== undefined) {
      throw this.failure;
    }
    return Promise.resolve({ size: this.bytes.length, mtime: this.mtime });
  }

  async open(): Promise<OpenFile> {
    const stat = await this.stat();
    this.opened++;
    return {
      stat,
      body: (start, end, onBytes) => ({
        length: end - start,
        open: () => this.#pass(start, end, onBytes),
      }),
      restat: () => this.stat(),
      close: () => {
        this.opened--;
        return Promise.resolve();
      },
    };
  }

  async *#pass(
    start: number,
    end: number,
    onBytes?: (bytes: Uint8Array, offset: number) => void,
  ): AsyncGenerator<Uint8Array> {
    for (let offset = start; offset < end; offset += this.#chunk) {
      const bytes = Uint8Array.from(this.bytes.subarray(offset, Math.min(end, offset + this.#chunk)));
      onBytes?.(bytes, offset);
      yield await Promise.resolve(bytes);
      // As a real one does when its buffers take turns.
      bytes.fill(0);
    }
  }
}
