import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { graphErrorOf, requestIdOf } from '../../../src/graph/errors.ts';
import { responseOf } from '../../support/scriptedTransport.ts';

function errorOf(json: unknown, status = 400): ReturnType<typeof graphErrorOf> {
  return graphErrorOf(responseOf({ status, json }), undefined);
}

describe('graphErrorOf', () => {
  it('takes the innermost code that it knows', () => {
    const error = errorOf({
      error: {
        code: 'invalidRequest',
        message: 'Bad',
        innerError: { code: 'fragmentOverlap', innererror: { code: 'somethingNew' } },
      },
    });
    assert.equal(error.code, 'fragmentOverlap');
    assert.deepEqual(error.codes, ['invalidRequest', 'fragmentOverlap', 'somethingNew']);
  });

  it('takes the outermost code when it knows none', () => {
    assert.equal(errorOf({ error: { code: 'brandNew', innererror: { code: 'newer' } } }).code, 'brandNew');
  });

  it('finds codes whatever their case', () => {
    const error = errorOf({ error: { code: 'ItemNotFound' } }, 404);
    assert.equal(error.code, 'ItemNotFound');
    assert.equal(error.has('itemNotFound'), true);
    assert.equal(error.has('nameAlreadyExists'), false);
  });

  for (const [name, text] of [
    ['HTML', '<html><body>Bad Gateway</body></html>'],
    ['nothing', ''],
    ['cut-off JSON', '{"error":{"code":"x"'],
    ['JSON of another shape', '["error"]'],
    ['an error that is a text', '{"error":"invalid_grant"}'],
  ] as const) {
    it(`has a code of its own for ${name}`, () => {
      const error = graphErrorOf(responseOf({ status: 502, text }), undefined);
      assert.equal(error.code, 'unknown');
      assert.equal(error.status, 502);
      assert.deepEqual(error.codes, []);
    });
  }

  it('never carries the message text, which may quote a name', () => {
    const error = errorOf({ error: { code: 'itemNotFound', message: 'secret plans.docx is gone' } });
    assert.doesNotMatch(String(error), /secret/u);
  });

  it('does not follow an endless chain', () => {
    let inner: unknown = { code: 'deepest' };
    for (let depth = 0; depth < 100; depth++) {
      inner = { code: `level${depth}`, innerError: inner };
    }
    assert.equal(errorOf({ error: inner }).codes.length, 10);
  });

  it('keeps the request id and the wait', () => {
    const response = responseOf({ status: 429, json: {}, headers: { 'request-id': 'r-1' } });
    const error = graphErrorOf(response, 5000);
    assert.equal(error.requestId, 'r-1');
    assert.equal(error.retryAfterMs, 5000);
  });
});

describe('requestIdOf', () => {
  it('takes what SharePoint calls it when Graph says nothing', () => {
    assert.equal(requestIdOf(responseOf({ status: 200, headers: { sprequestguid: 'g-1' } })), 'g-1');
  });
});
