import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseJson, parseJsonObject } from '../../../src/base/json.ts';

describe('JSON that may be none', () => {
  it('is nothing when it breaks off, is empty or something else', () => {
    for (const text of ['', ' ', '{', '{"a":1', '<html>', 'undefined', '{"a":1}x']) {
      assert.equal(parseJson(text), undefined);
      assert.equal(parseJsonObject(text), undefined);
    }
  });

  it('is what it says', () => {
    assert.deepEqual(parseJson(' [1, "2", null] '), [1, '2', null]);
    assert.equal(parseJson('null'), null);
    assert.deepEqual(parseJsonObject('{"a":{"b":[]}}'), { a: { b: [] } });
  });

  it('is an object only when it is one', () => {
    for (const text of ['[]', 'null', '"{}"', '1', 'true']) {
      assert.equal(parseJsonObject(text), undefined);
    }
  });
});
