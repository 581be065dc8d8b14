import type { ContentHasher } from '../store/contentHasher.ts';
import type { UploadSession } from './session.ts';

/** Writes one fragment behind the accepted bytes of a session; it counts only once it is kept. */
export class FragmentWriter {
  readonly #session: UploadSession;
  readonly #hasher: ContentHasher;
  #room: number;
  /** Bytes that were taken. */
  written = 0;

  /** Bytes beyond `atMost` are dropped. */
  constructor(session: UploadSession, atMost: number) {
    this.#session = session;
    this.#hasher = session.hasher.copy();
    this.#room = atMost;
  }

  write(piece: Buffer): void | Promise<void> {
    if (this.#room <= 0 || this.#session.state !== 'open') {
      return undefined;
    }
    const taken = piece.length <= this.#room ? piece : piece.subarray(0, this.#room);
    this.#room -= taken.length;
    this.written += taken.length;
    this.#hasher.update(taken);
    return this.#session.draft.append(taken);
  }

  /** Accepts what was written. */
  keep(now: number): void {
    if (this.#session.state === 'open') {
      this.#session.accept(this.#hasher, now);
    }
  }

  /** Forgets what was written. */
  drop(): void {
    if (this.#session.state === 'open') {
      this.#session.draft.truncate(this.#session.accepted);
    }
  }
}
