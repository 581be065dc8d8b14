import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { GraphRequest } from '../../../src/graph/client.ts';
import { asObject, stringAt } from '../../../src/graph/parse.ts';
import { clientFor, TokenList } from '../../support/graphClient.ts';
import { ScriptedTransport } from '../../support/scriptedTransport.ts';
import type { Reply } from '../../support/scriptedTransport.ts';

const never = new AbortController().signal;
const post: GraphRequest<string> = {
  method: 'POST',
  label: 'item',
  address: '/me/drive',
  json: {},
  read: (json) => stringAt(asObject(json, ''), 'id', ''),
};
const ok = { status: 200, json: { id: 'it' } };
const unauthorized = { status: 401, json: { error: { code: 'InvalidAuthenticationToken' } } };
const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
const challenge = {
  ...unauthorized,
  headers: { 'www-authenticate': `Bearer error="insufficient_claims", claims="${btoa(claims)}"` },
};

describe('GraphClient signs in', () => {
  const rejected = { name: 'SignInRequiredError', reason: 'rejected' };

  function sending(...script: Reply[]): {
    tokens: TokenList;
    transport: ScriptedTransport;
    answer: Promise<string>;
  } {
    const tokens = new TokenList('token-1', 'token-2', 'token-3');
    const transport = new ScriptedTransport(...script);
    return { tokens, transport, answer: clientFor(transport, { tokens }).request(post, never) };
  }

  it('once more when a token is refused', async () => {
    const { answer, tokens, transport } = sending(unauthorized, ok);
    assert.equal(await answer, 'it');
    assert.equal(transport.last.headers['authorization'], 'Bearer token-2');
    assert.deepEqual(tokens.demands, [{ rejected: 'token-1', claims: undefined }]);
  });

  it('not a third time', async () => {
    const { answer, transport } = sending(unauthorized, unauthorized, ok);
    await assert.rejects(answer, rejected);
    assert.equal(transport.requests.length, 2);
  });

  it('with the claims that Graph wants to see', async () => {
    const { answer, tokens, transport } = sending(challenge, ok);
    assert.equal(await answer, 'it');
    assert.equal(transport.last.headers['authorization'], 'Bearer token-2');
    assert.deepEqual(tokens.demands, [{ rejected: 'token-1', claims }]);
  });

  it('with the claims also when it is the fresh token that lacks them', async () => {
    const { answer, tokens } = sending(unauthorized, challenge, ok);
    assert.equal(await answer, 'it');
    assert.deepEqual(tokens.demands, [
      { rejected: 'token-1', claims: undefined },
      { rejected: 'token-2', claims },
    ]);
  });

  it('no more when the claims did not help', async () => {
    for (const second of [challenge, unauthorized]) {
      const { answer, transport } = sending(challenge, second, ok);
      await assert.rejects(answer, rejected);
      assert.equal(transport.requests.length, 2);
    }
  });
});
