import assert from 'node:assert/strict';
import { patternedBytes } from '../../support/patternedFile.ts';
import { quickXorHash, QuickXorHash } from '../index.ts';

const base64 = (text: string): Buffer => Buffer.from(text, 'base64');
const counted = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, index) => index % 251));

/** Input and hash: public vectors, and two hashes that the service itself returned. */
const VECTORS: readonly (readonly [string, Uint8Array, string])[] = [
  ['nothing', Buffer.alloc(0), 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='],
  ['1 byte', base64('Sg=='), 'SgAAAAAAAAAAAAAAAQAAAAAAAAA='],
  ['2 bytes', base64('tbQ='), 'taAFAAAAAAAAAAAAAgAAAAAAAAA='],
  ['4 bytes', base64('jRRDVA=='), 'jaDAEKgAAAAAAAAABAAAAAAAAAA='],
  ['8 bytes', base64('/aNzzCFPS/A='), '/RjFHJgRgicsAR4ACAAAAAAAAAA='],
  ['14 bytes', base64('XoJ1AsoR4fDYJrDqYs4='), 'XhBEHQSgjAiEAx7YPgEs1CEGZwA='],
  ['15 bytes, which wrap round', base64('gQaybEqS/4UlDc8e4IJm'), 'gDCALNigBEn8oxAlZ8AzPAAOQZg='],
  ['16 bytes', base64('2fuxhBJXtpWFe8dOfdGeHw=='), 'O9tHLAghgSvYohKFyMMxnNCHaHg='],
  ['a short text', Buffer.from('hello world'), 'aCgDG9jwBhDc4Q1yawMZAAAAAAA='],
  ['one period of 0xFF', Buffer.alloc(160, 0xff), 'AAAAAAAAAAAAAAAAoAAAAAAAAAA='],
  ['a period and a byte', Buffer.alloc(161, 0xff), '/wAAAAAAAAAAAAAAoQAAAAAAAAA='],
  ['1000 counted bytes', counted(1_000), 'KbphcpColXb1/3Wm950vUzeX1es='],
  ['327 680 counted bytes', counted(327_680), 'dVxjLVlWbbPTEZb19aiSkx+BLpI='],
  ['1 048 577 counted bytes', counted(1_048_577), 'pVcWCkWK/HTa4DMyh2B1A1Y9XyM='],
  ['a text hashed by the service', Buffer.from('16:15\n'), 'MbCBDmJQAwUAAAAABgAAAAAAAAA='],
];

describe('quickXorHash of the simulator', () => {
  for (const [name, input, hash] of VECTORS) {
    it(`hashes ${name}`, () => {
      assert.equal(quickXorHash(input), hash);
    });
  }

  it('hashes zeros by their number alone, as the service does', () => {
    assert.equal(QuickXorHash.ofZeros(20_000_000), 'AAAAAAAAAAAAAAAAAC0xAQAAAAA=');
    assert.equal(QuickXorHash.ofZeros(1024 ** 3), 'AAAAAAAAAAAAAAAAAAAAQAAAAAA=');
    assert.equal(QuickXorHash.ofZeros(1_000), quickXorHash(Buffer.alloc(1_000)));
  });

  it('does not depend on how the data is cut or where it lies in memory', () => {
    const data = patternedBytes(5_003);
    const whole = quickXorHash(data);
    for (const size of [1, 3, 159, 160, 161, 480, 1_001]) {
      for (const shift of [0, 1, 2, 3]) {
        const hash = new QuickXorHash();
        for (let start = 0; start < data.length; start += size) {
          const piece = data.subarray(start, start + size);
          const moved = new Uint8Array(piece.length + shift).subarray(shift);
          moved.set(piece);
          hash.update(moved);
        }
        assert.equal(hash.digest(), whole, `pieces of ${size} at ${shift}`);
        assert.equal(hash.length, data.length);
      }
    }
  });

  it('goes on from a copy without touching the original', () => {
    const data = patternedBytes(1_000);
    const hash = new QuickXorHash().update(data.subarray(0, 333));
    const before = hash.digest();
    assert.equal(hash.copy().update(data.subarray(333)).digest(), quickXorHash(data));
    assert.equal(hash.digest(), before);
  });
});
