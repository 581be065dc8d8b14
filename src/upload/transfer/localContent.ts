import { QuickXorHash } from '../../graph/quickXorHash.ts';
import type { QuickXorHashState } from '../../graph/quickXorHash.ts';
import type { StreamBody } from '../../graph/transport.ts';
import type { UploadProgress } from '../model.ts';
import { SourceError } from '../ports.ts';
import type { FileStat, OpenFile } from '../ports.ts';

/**
 * The bytes of one file on their way out: hashed once, in order, however often parts are sent again; counted; and never
 * completed when the file is no longer the one that was opened. The hash may run ahead of what is sent.
 */
export class LocalContent {
  readonly #file: OpenFile;
  readonly #onProgress: (progress: UploadProgress) => void;
  #hash = new QuickXorHash();
  /** The end of the hashing that was asked for last; it never rejects. */
  #ahead: Promise<unknown> = Promise.resolve();
  readonly #ended = new AbortController();
  #accepted = 0;
  #handedOut = 0;

  constructor(file: OpenFile, onProgress: (progress: UploadProgress) => void = () => {}) {
    this.#file = file;
    this.#onProgress = onProgress;
  }

  get stat(): FileStat {
    return this.#file.stat;
  }

  get size(): number {
    return this.#file.stat.size;
  }

  /** Modification time of the file, milliseconds since 1970. */
  get mtime(): number {
    return this.#file.stat.mtime;
  }

  /** Base64; `undefined` until every byte has been read. */
  get quickXorHash(): string | undefined {
    return this.#hash.length === this.size ? this.#hash.digest() : undefined;
  }

  /** Whether every byte has been handed out at least once, so that the service may have all of them. */
  get allHandedOut(): boolean {
    return this.#handedOut === this.size;
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

  /** The state of the hash after at least the bytes before `end`, which are read for it unless that was done before. */
  async proof(end: number, signal: AbortSignal): Promise<QuickXorHashState> {
    await this.#hashTo(end, signal);
    return this.#hash.export();
  }

  /** Reads on while something else is sent, so that the next {@link proof} is at hand. */
  prepare(end: number): void {
    // What went wrong shows again when the proof is asked for.
    this.#hashTo(end, this.#ended.signal).catch(() => {});
  }

  /**
   * Whether the local bytes are still those that were handed out earlier.
   * @param earlier the proof of then. @param onChecked called with the bytes that were compared so far.
   */
  async proves(
    earlier: QuickXorHashState,
    onChecked: (checked: number) => void,
    signal: AbortSignal,
  ): Promise<boolean> {
    onChecked(0);
    await this.#hashTo(earlier.length, signal, onChecked);
    const now = this.#hash.export();
    if (now.length !== earlier.length || now.ring !== earlier.ring) {
      return false;
    }
    this.#handedOut = earlier.length;
    return true;
  }

  /** Forgets what was read and handed out: everything is sent, and proved, anew. */
  async restart(): Promise<void> {
    await this.#ahead;
    this.#hash = new QuickXorHash();
    this.#handedOut = 0;
    this.accept(0);
  }

  /** @throws {SourceError} when the file has changed or gone. */
  async assertUnchanged(): Promise<void> {
    const now = await this.#file.restat();
    if (now.size !== this.size || now.mtime !== this.mtime) {
      throw new SourceError('changed');
    }
  }

  /** Ends reading, and closes the file. */
  async close(): Promise<void> {
    this.#ended.abort();
    await this.#ahead;
    await this.#file.close();
  }

  #hashTo(end: number, signal: AbortSignal, onChecked?: (checked: number) => void): Promise<void> {
    const work = this.#ahead.then(() => this.#read(end, signal, onChecked));
    this.#ahead = work.catch(() => {});
    return work;
  }

  async #read(end: number, signal: AbortSignal, onChecked?: (checked: number) => void): Promise<void> {
    const start = this.#hash.length;
    if (start >= end) {
      return;
    }
    let offset = start;
    for await (const chunk of this.#file.body(start, end).open(signal)) {
      signal.throwIfAborted();
      this.#digest(chunk, offset);
      offset += chunk.length;
      onChecked?.(this.#hash.length);
    }
  }

  async *#watched(chunks: AsyncIterable<Uint8Array>, start: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    let offset = start;
    for await (const chunk of chunks) {
      offset += chunk.length;
      if (offset === this.size) {
        await this.assertUnchanged();
      }
      this.#handedOut = Math.max(this.#handedOut, offset);
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
