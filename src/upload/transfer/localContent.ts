import { QuickXorHash } from '../../graph/quickXorHash.ts';
import type { StreamBody } from '../../graph/transport.ts';
import type { UploadProgress } from '../model.ts';
import { SourceError } from '../ports.ts';
import type { OpenFile } from '../ports.ts';

/**
 * The bytes of one file on their way out: hashed once, in order, however often parts are sent again; counted; and never
 * completed when the file is no longer the one that was opened.
 */
export class LocalContent {
  readonly #file: OpenFile;
  readonly #onProgress: (progress: UploadProgress) => void;
  readonly #hash = new QuickXorHash();
  #accepted = 0;

  constructor(file: OpenFile, onProgress: (progress: UploadProgress) => void = () => {}) {
    this.#file = file;
    this.#onProgress = onProgress;
  }

  get size(): number {
    return this.#file.stat.size;
  }

  /** Modification time of the file, milliseconds since 1970. */
  get mtime(): number {
    return this.#file.stat.mtime;
  }

  /** Base64; `undefined` until every byte has been handed out at least once. */
  get quickXorHash(): string | undefined {
    return this.#hash.length === this.size ? this.#hash.digest() : undefined;
  }

  /** The server confirmed the bytes before `offset`; fewer than before when it lost some. */
  accept(offset: number): void {
    this.#accepted = offset;
    this.#report(offset);
  }

  /**
   * A body over `[start, end)`. Before the file's last byte is handed out, the file is compared with what was opened:
   * a change in the middle ends the request, so that nothing mixed is ever stored.
   */
  body(start: number, end: number): StreamBody {
    const bytes = this.#file.body(start, end, (chunk, offset) => this.#digest(chunk, offset));
    return { length: bytes.length, open: (signal) => this.#watched(bytes.open(signal), start, signal) };
  }

  /** @throws {SourceError} when the file has changed or gone. */
  async assertUnchanged(): Promise<void> {
    const now = await this.#file.restat();
    if (now.size !== this.size || now.mtime !== this.mtime) {
      throw new SourceError('changed');
    }
  }

  async *#watched(chunks: AsyncIterable<Uint8Array>, start: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    let offset = start;
    for await (const chunk of chunks) {
      offset += chunk.length;
      if (offset === this.size) {
        await this.assertUnchanged();
      }
      yield chunk;
      // A client may ask once more after the request has ended; by then the upload may have ended as well.
      if (!signal.aborted) {
        this.#report(offset);
      }
    }
  }

  #digest(bytes: Uint8Array, offset: number): void {
    const known = this.#hash.length - offset;
    if (known >= 0 && known < bytes.length) {
      this.#hash.update(bytes.subarray(known));
    }
  }

  #report(sent: number): void {
    this.#onProgress({ size: this.size, sent, accepted: this.#accepted });
  }
}
