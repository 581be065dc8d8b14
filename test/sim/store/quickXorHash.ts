/**
 * QuickXorHash, the content hash that OneDrive and SharePoint report
 * (learn.microsoft.com/onedrive/developer/code-snippets/quickxorhash).
 *
 * Byte i is XORed into a ring of 160 bits at bit (11 * i) mod 160. That position repeats every 160 bytes, so the data
 * is first folded into 160 bytes, and the 11-bit shifts are done once at the end.
 */

import { foldPeriods, PERIOD } from './xorKernel.ts';

const HASH_BYTES = 20;
const SHIFT = 11;

export class QuickXorHash {
  readonly #ring = new Uint8Array(PERIOD);
  #length = 0;

  /** The hash, in base64, of that many zero bytes: only the length leaves a trace. */
  static ofZeros(length: number): string {
    const hash = new QuickXorHash();
    hash.#length = length;
    return hash.digest();
  }

  /** Number of bytes seen so far. */
  get length(): number {
    return this.#length;
  }

  update(data: Uint8Array): this {
    const start = this.#length % PERIOD;
    const whole = data.length - (data.length % PERIOD);
    foldPeriods(data.subarray(0, whole), (folded) => xorRotated(this.#ring, folded, start));
    xorRotated(this.#ring, data.subarray(whole), start);
    this.#length += data.length;
    return this;
  }

  /** An independent hash that goes on from the same state. */
  copy(): QuickXorHash {
    const other = new QuickXorHash();
    other.#ring.set(this.#ring);
    other.#length = this.#length;
    return other;
  }

  /** Base64 of the 20 hash bytes. The state is left as it was. */
  digest(): string {
    const hash = new Uint8Array(HASH_BYTES);
    for (let i = 0; i < PERIOD; i++) {
      const bit = (SHIFT * i) % (HASH_BYTES * 8);
      const spread = byteAt(this.#ring, i) << (bit % 8);
      const low = bit >> 3;
      const high = (low + 1) % HASH_BYTES;
      hash[low] = byteAt(hash, low) ^ (spread & 0xff);
      hash[high] = byteAt(hash, high) ^ (spread >> 8);
    }
    const lengthBytes = new DataView(new ArrayBuffer(8));
    lengthBytes.setBigUint64(0, BigInt(this.#length), true);
    for (let i = 0; i < 8; i++) {
      hash[12 + i] = byteAt(hash, 12 + i) ^ lengthBytes.getUint8(i);
    }
    return Buffer.from(hash).toString('base64');
  }
}

/** XORs at most 160 bytes into the ring, the first one at `start`. */
function xorRotated(ring: Uint8Array, bytes: Uint8Array, start: number): void {
  const beforeWrap = Math.min(bytes.length, PERIOD - start);
  for (let i = 0; i < beforeWrap; i++) {
    ring[start + i] = byteAt(ring, start + i) ^ byteAt(bytes, i);
  }
  for (let i = beforeWrap; i < bytes.length; i++) {
    const slot = i - beforeWrap;
    ring[slot] = byteAt(ring, slot) ^ byteAt(bytes, i);
  }
}

/** The hash of one piece of data, in base64. */
export function quickXorHash(data: Uint8Array): string {
  return new QuickXorHash().update(data).digest();
}

/** A read whose index is known to be in range. */
function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}
