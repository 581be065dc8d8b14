import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { base64, base64Bytes, base64url, eitherBase64Bytes } from '../../../src/base/base64.ts';

describe('base64url', () => {
  it('writes bytes as Node does, of every length', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => 255 - index * 7);
      assert.equal(base64url(bytes), Buffer.from(bytes).toString('base64url'));
    }
    assert.equal(base64url(new Uint8Array([251, 255])), '-_8');
  });
});

describe('base64', () => {
  it('is written and read as Node does, in either alphabet', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => 255 - index * 7);
      assert.equal(base64(bytes), Buffer.from(bytes).toString('base64'));
      assert.deepEqual(base64Bytes(base64(bytes)), bytes);
      assert.deepEqual(eitherBase64Bytes(base64(bytes)), bytes);
      assert.deepEqual(eitherBase64Bytes(base64url(bytes)), bytes);
    }
    assert.throws(() => base64Bytes('-_8'));
  });
});
