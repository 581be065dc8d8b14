import { createHash, type Hash } from 'node:crypto';
import { QuickXorHash } from './quickXorHash.ts';

export interface ContentHashes {
  /** Base64. */
  readonly quickXorHash: string;
  /** Hexadecimal; absent when the simulator was started without SHA-256. */
  readonly sha256?: string;
}

/** Hashes content while it arrives. A copy keeps the state at a fragment border, so that a lost fragment can be undone. */
export class ContentHasher {
  readonly #quick: QuickXorHash;
  readonly #sha: Hash | undefined;

  private constructor(quick: QuickXorHash, sha: Hash | undefined) {
    this.#quick = quick;
    this.#sha = sha;
  }

  static start(withSha256: boolean): ContentHasher {
    return new ContentHasher(new QuickXorHash(), withSha256 ? createHash('sha256') : undefined);
  }

  update(data: Uint8Array): void {
    this.#quick.update(data);
    this.#sha?.update(data);
  }

  copy(): ContentHasher {
    return new ContentHasher(this.#quick.copy(), this.#sha?.copy());
  }

  /** The hashes so far; more data can follow. */
  digest(): ContentHashes {
    const sha256 = this.#sha?.copy().digest('hex');
    return { quickXorHash: this.#quick.digest(), ...(sha256 === undefined ? {} : { sha256 }) };
  }
}
