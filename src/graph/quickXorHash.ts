import { base64, base64Bytes } from '../base/base64.ts';

/**
 * QuickXorHash, the hash that OneDrive and SharePoint keep of every file (learn.microsoft.com: "Code Snippets:
 * QuickXorHash Algorithm"). Byte number i enters a ring of 160 bits at bit (11 · i) mod 160. That place repeats every
 * 160 bytes, so the bytes are first folded into 160 bytes, whole words at a time, and moved to their bits at the end.
 */

const period = 160;
const periodWords = period / 4;
const resultLength = 20;
/** Below this it does not pay to look at words. */
const wordsPayFrom = 1024;

/** Everything needed to go on hashing later: plain JSON. */
export interface QuickXorHashState {
  readonly length: number;
  /** Base64 of the 160 folded bytes. */
  readonly ring: string;
}

export class QuickXorHash {
  readonly #ring: Uint8Array;
  #length: number;

  /** @param state of an earlier hash that this one continues. @throws {RangeError} when it is not such a state. */
  constructor(state?: QuickXorHashState) {
    this.#ring = state ? bytesOf(state.ring) : new Uint8Array(period);
    this.#length = state?.length ?? 0;
    if (this.#ring.length !== period || !Number.isSafeInteger(this.#length) || this.#length < 0) {
      throw new RangeError('not the state of a QuickXorHash');
    }
  }

  /** Number of bytes so far. */
  get length(): number {
    return this.#length;
  }

  update(bytes: Uint8Array): void {
    let start = 0;
    if (bytes.length >= wordsPayFrom) {
      const lead = (4 - (bytes.byteOffset % 4)) % 4;
      const words = Math.floor((bytes.length - lead) / 4);
      this.#fold(bytes.subarray(0, lead));
      this.#foldWords(new Int32Array(bytes.buffer, bytes.byteOffset + lead, words));
      start = lead + words * 4;
    }
    this.#fold(bytes.subarray(start));
  }

  /** Base64. More bytes may follow. */
  digest(): string {
    const result = new Uint8Array(resultLength);
    for (const [index, byte] of this.#ring.entries()) {
      const bit = (index * 11) % (resultLength * 8);
      const at = bit >> 3;
      const shifted = byte << (bit & 7);
      result[at] = (result[at] ?? 0) ^ (shifted & 0xff);
      const next = (at + 1) % resultLength;
      result[next] = (result[next] ?? 0) ^ (shifted >> 8);
    }
    const length = new DataView(new ArrayBuffer(8));
    length.setBigUint64(0, BigInt(this.#length), true);
    for (let index = 0; index < 8; index++) {
      const at = resultLength - 8 + index;
      result[at] = (result[at] ?? 0) ^ length.getUint8(index);
    }
    return base64(result);
  }

  /** The state at this point. */
  export(): QuickXorHashState {
    return { length: this.#length, ring: base64(this.#ring) };
  }

  #fold(bytes: Uint8Array): void {
    const ring = this.#ring;
    let at = this.#length % period;
    for (const byte of bytes) {
      ring[at] = (ring[at] ?? 0) ^ byte;
      at = at + 1 === period ? 0 : at + 1;
    }
    this.#length += bytes.length;
  }

  /** Folds words into a ring of their own, whatever the position, and turns that ring into place once. */
  #foldWords(words: Int32Array): void {
    const folded = new Int32Array(periodWords);
    const whole = words.length - (words.length % periodWords);
    for (let block = 0; block < whole; block += periodWords) {
      for (let index = 0; index < periodWords; index++) {
        folded[index] = (folded[index] ?? 0) ^ (words[block + index] ?? 0);
      }
    }
    for (let index = whole; index < words.length; index++) {
      folded[index - whole] = (folded[index - whole] ?? 0) ^ (words[index] ?? 0);
    }
    const length = this.#length;
    this.#fold(new Uint8Array(folded.buffer));
    this.#length = length + words.length * 4;
  }
}

function bytesOf(base64: string): Uint8Array {
  try {
    return base64Bytes(base64);
  } catch {
    return new Uint8Array();
  }
}
