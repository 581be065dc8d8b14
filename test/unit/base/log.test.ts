import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { redact } from '../../../src/base/log.ts';

describe('redact', () => {
  const token = 'eyJ0eXAiOiJKV1Qi.eyJhdWQiOiJncmFwaCJ9.c2lnbmF0dXJl-_x';

  it('leaves only the host of an address', () => {
    const text = redact('PUT https://contoso.sharepoint.com/_api/v2.0/uploadSession?guid=1&tempauth=secret failed');
    assert.equal(text, 'PUT https://contoso.sharepoint.com/… failed');
  });

  it('masks upload tokens in a path, and addresses in quotes', () => {
    assert.equal(redact('"https://a.up.1drv.com/up/s3cr3t"'), '"https://a.up.1drv.com/…"');
  });

  it('masks bearer tokens and JSON web tokens', () => {
    assert.doesNotMatch(redact(`Authorization: Bearer ${token}`), /eyJ|c2ln/u);
    assert.doesNotMatch(redact(`token=${token}.`), /c2ln/u);
    assert.doesNotMatch(redact('bearer EwBopaque+token/='), /Ewb|opaque/u);
  });

  it('masks token parameters outside addresses', () => {
    assert.equal(redact('tempauth=abc&x=1'), 'tempauth=…&x=1');
  });

  it('leaves other text alone', () => {
    const text = 'GET children 200 in 45 ms request-id=0b5c3c55-5b5a-4b1c-8f5e-0d6f6a1f2e3d';
    assert.equal(redact(text), text);
  });
});
