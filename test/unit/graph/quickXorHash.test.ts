import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { QuickXorHash } from '../../../src/graph/quickXorHash.ts';

function hashOf(...parts: Uint8Array[]): string {
  const hash = new QuickXorHash();
  for (const part of parts) {
    hash.update(part);
  }
  return hash.digest();
}

/** Byte i is i mod 251. */
function patterned(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index % 251);
}

/** The definition, one bit at a time: slow and obvious. */
function plainHash(bytes: Uint8Array): string {
  const bits = new Uint8Array(160);
  for (const [index, byte] of bytes.entries()) {
    for (let bit = 0; bit < 8; bit++) {
      const at = (11 * index + bit) % 160;
      bits[at] = (bits[at] ?? 0) ^ ((byte >> bit) & 1);
    }
  }
  const result = Buffer.alloc(20);
  for (const [at, bit] of bits.entries()) {
    result[at >> 3] = (result[at >> 3] ?? 0) | (bit << (at & 7));
  }
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  for (const [index, byte] of length.entries()) {
    result[12 + index] = (result[12 + index] ?? 0) ^ byte;
  }
  return result.toString('base64');
}

describe('QuickXorHash', () => {
  const vectors: [string, Uint8Array, string][] = [
    ['nothing', Buffer.alloc(0), 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='],
    ['1 byte', Buffer.from('Sg==', 'base64'), 'SgAAAAAAAAAAAAAAAQAAAAAAAAA='],
    ['2 bytes', Buffer.from('tbQ=', 'base64'), 'taAFAAAAAAAAAAAAAgAAAAAAAAA='],
    ['4 bytes', Buffer.from('jRRDVA==', 'base64'), 'jaDAEKgAAAAAAAAABAAAAAAAAAA='],
    ['8 bytes', Buffer.from('/aNzzCFPS/A=', 'base64'), '/RjFHJgRgicsAR4ACAAAAAAAAAA='],
    ['14 bytes', Buffer.from('XoJ1AsoR4fDYJrDqYs4=', 'base64'), 'XhBEHQSgjAiEAx7YPgEs1CEGZwA='],
    ['15 bytes, which wrap', Buffer.from('gQaybEqS/4UlDc8e4IJm', 'base64'), 'gDCALNigBEn8oxAlZ8AzPAAOQZg='],
    ['16 bytes', Buffer.from('2fuxhBJXtpWFe8dOfdGeHw==', 'base64'), 'O9tHLAghgSvYohKFyMMxnNCHaHg='],
    ['a text', Buffer.from('hello world'), 'aCgDG9jwBhDc4Q1yawMZAAAAAAA='],
    ['a whole period of ones', Buffer.alloc(160, 0xff), 'AAAAAAAAAAAAAAAAoAAAAAAAAAA='],
    ['a period and a byte of ones', Buffer.alloc(161, 0xff), '/wAAAAAAAAAAAAAAoQAAAAAAAAA='],
    ['1000 bytes', patterned(1000), 'KbphcpColXb1/3Wm950vUzeX1es='],
    ['327,680 bytes', patterned(327_680), 'dVxjLVlWbbPTEZb19aiSkx+BLpI='],
    ['1,048,577 bytes', patterned(1_048_577), 'pVcWCkWK/HTa4DMyh2B1A1Y9XyM='],
    ['a text of which the service told the hash', Buffer.from('16:15\n'), 'MbCBDmJQAwUAAAAABgAAAAAAAAA='],
    ['20,000,000 zeros, as the service hashed them', Buffer.alloc(20_000_000), 'AAAAAAAAAAAAAAAAAC0xAQAAAAA='],
  ];
  for (const [name, bytes, expected] of vectors) {
    it(`hashes ${name}`, () => {
      assert.equal(hashOf(bytes), expected);
    });
  }

  it('hashes 1 GiB of zeros as the service does', () => {
    const part = Buffer.alloc(64 * 1024 * 1024);
    assert.equal(hashOf(...Array.from({ length: 16 }, () => part)), 'AAAAAAAAAAAAAAAAAAAAQAAAAAA=');
  });

  it('agrees with the definition for every length, cut and alignment', () => {
    const source = patterned(9000);
    for (let round = 0; round < 300; round++) {
      const start = (round * 7) % 13;
      const bytes = source.subarray(start, start + 1 + ((round * 2657) % 8900));
      const first = (round * 31) % bytes.length;
      const second = first + ((bytes.length - first) >> 1);
      const parts = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
      assert.equal(hashOf(...parts), plainHash(bytes), `round ${round}`);
    }
  });

  it('goes on from an exported state', () => {
    const bytes = patterned(100_003);
    const first = new QuickXorHash();
    first.update(bytes.subarray(0, 33_333));
    const state: unknown = JSON.parse(JSON.stringify(first.export()));
    assert.ok(typeof state === 'object' && state !== null && 'length' in state && 'ring' in state);
    const second = new QuickXorHash({ length: Number(state.length), ring: String(state.ring) });
    assert.equal(second.length, 33_333);
    second.update(bytes.subarray(33_333));
    assert.equal(second.digest(), hashOf(bytes));
  });

  it('can be read in between without changing', () => {
    const hash = new QuickXorHash();
    hash.update(patterned(500));
    hash.digest();
    hash.update(patterned(1000).subarray(500));
    assert.equal(hash.digest(), 'KbphcpColXb1/3Wm950vUzeX1es=');
  });

  for (const [name, state] of [
    ['a ring of another size', { length: 1, ring: 'AAAA' }],
    ['a ring that is no base64', { length: 1, ring: '***' }],
    ['a negative length', { length: -1, ring: new QuickXorHash().export().ring }],
    ['half a byte', { length: 0.5, ring: new QuickXorHash().export().ring }],
  ] as const) {
    it(`refuses a state with ${name}`, () => {
      assert.throws(() => new QuickXorHash(state), RangeError);
    });
  }
});
