import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { base64url } from '../../../src/base/base64url.ts';

describe('base64url', () => {
  it('writes bytes as Node does, of every length', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => 255 - index * 7);
      assert.equal(base64url(bytes), Buffer.from(bytes).toString('base64url'));
    }
    assert.equal(base64url(new Uint8Array([251, 255])), '-_8');
  });
});
