import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { claimsChallengeOf } from '../../../src/graph/claimsChallenge.ts';

// Its encodings have padding, and characters in which the two alphabets differ.
const json = '{"access_token":{"nbf":{"essential":true,"value":"~?~?ÿ>>"}}}';
const bytes = Buffer.from(json);
const base64 = bytes.toString('base64');
const base64url = bytes.toString('base64url');
const asked = 'error="insufficient_claims"';

function encoded(text: string | Buffer): string {
  return Buffer.from(text).toString('base64');
}

describe('claimsChallengeOf', () => {
  it('is tried with encodings that differ', () => {
    assert.match(base64, /[+/].*=$/u);
    assert.match(base64url, /[-_].*[^=]$/u);
  });

  const challenges: Record<string, string> = {
    'as Graph writes it': `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000", errorDescription="Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp", ${asked}, claims="${base64}"`,
    'in the alphabet for addresses, without padding': `Bearer ${asked}, claims="${base64url}"`,
    'without padding': `Bearer ${asked}, claims="${base64.replaceAll('=', '')}"`,
    'without quotes': `Bearer error=insufficient_claims, claims=${base64}`,
    'with the claims first': `Bearer claims="${base64}",${asked}`,
    'with space around the signs': `Bearer error = "insufficient_claims" , claims = "${base64}"`,
    'in other letters': `bearer Error="Insufficient_Claims", CLAIMS="${base64}"`,
    'after another challenge': `Negotiate abc==, PoP error="invalid_token", Bearer ${asked}, claims="${base64}"`,
    'before another challenge': `Bearer ${asked}, claims="${base64}", Basic realm="a \\"quoted\\" realm"`,
    'beside claims that are none': `Bearer ${asked}, claims="bm90IGpzb24=", Bearer claims="${base64}"`,
    'behind a description that looks like one': `Bearer error_description="claims=${encoded('{"no":1}')}", ${asked}, claims="${base64}"`,
  };
  for (const [how, header] of Object.entries(challenges)) {
    it(`reads the claims of a challenge ${how}`, () => {
      assert.equal(claimsChallengeOf(header), json);
    });
  }

  const others: Record<string, string | undefined> = {
    'no header': undefined,
    'an empty header': '',
    'a bare scheme': 'Bearer',
    'another error': `Bearer error="invalid_token", claims="${base64}"`,
    'no error': `Bearer claims="${base64}"`,
    'an error that begins alike': `Bearer error="insufficient_claims_of_old", claims="${base64}"`,
    'the error in a description only': `Bearer error_description="error=insufficient_claims", claims="${base64}"`,
    'no claims': `Bearer ${asked}`,
    'empty claims': `Bearer ${asked}, claims=""`,
    'claims of another name': `Bearer ${asked}, xms_claims="${base64}"`,
    'claims that are no base64': `Bearer ${asked}, claims="{}"`,
    'claims of an impossible length': `Bearer ${asked}, claims="abcde"`,
    'claims that are no JSON': `Bearer ${asked}, claims="${encoded('access_token')}"`,
    'claims that are no object': `Bearer ${asked}, claims="${encoded('["a"]')}"`,
    'claims that are no text': `Bearer ${asked}, claims="${encoded(Buffer.from('7b2261223a22ff227d', 'hex'))}"`,
  };
  for (const [what, header] of Object.entries(others)) {
    it(`finds nothing in ${what}`, () => {
      assert.equal(claimsChallengeOf(header), undefined);
    });
  }
});
