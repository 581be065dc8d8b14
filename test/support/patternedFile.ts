import { open } from 'node:fs/promises';

/** Bytes made at a time. */
const blockSize = 1 << 20;

/**
 * `length` bytes from `offset` of an endless pattern without period: any byte that ends up in another place changes
 * what is read there.
 */
export function patternedBytes(length: number, offset = 0, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index += 1) {
    const position = offset + index;
    // One 32-bit word of a multiplicative hash for each four bytes.
    const word = Math.imul(Math.imul((position >>> 2) + seed, 0x9e3779b1) ^ (position >>> 15), 0x85ebca6b);
    bytes[index] = word >>> (8 * (position & 3));
  }
  return bytes;
}

/** Writes a file of patterned bytes block by block. */
export async function writePatternedFile(path: string, size: number, seed = 1): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let offset = 0; offset < size; offset += blockSize) {
      await file.write(patternedBytes(Math.min(blockSize, size - offset), offset, seed));
    }
  } finally {
    await file.close();
  }
}
