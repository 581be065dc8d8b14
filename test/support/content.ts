import { createHash } from 'node:crypto';

/** Bytes of which each depends on its position, and which do not repeat with any period that matters here. */
export function positionalBytes(size: number, seed = 1): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, size >> 2);
  for (let index = 0; index < words.length; index++) {
    words[index] = Math.imul(index + seed, 0x9e37_79b1) ^ (index >>> 7);
  }
  for (let index = words.length * 4; index < size; index++) {
    bytes[index] = (index * 31 + seed) & 0xff;
  }
  return bytes;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
