import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parsePastedToken, PastedTokenSource } from '../../../src/auth/pastedToken.ts';
import type { TextStore } from '../../../src/auth/ports.ts';
import { VirtualClock } from '../../support/virtualClock.ts';

const never = new AbortController().signal;

function part(claims: unknown): string {
  return Buffer.from(JSON.stringify(claims)).toString('base64url');
}

function jwt(claims: unknown): string {
  return `${part({ typ: 'JWT', alg: 'none' })}.${part(claims)}.c2lnbmF0dXJl`;
}

describe('parsePastedToken', () => {
  it('reads what a JSON web token says of itself', () => {
    const token = jwt({ exp: 1_800_000_000, upn: 'ada@contoso.test', name: 'Adä' });
    assert.deepEqual(parsePastedToken(token), {
      token,
      expiresAt: 1_800_000_000_000,
      account: 'ada@contoso.test',
    });
  });

  it('falls back to other names, in any script', () => {
    assert.equal(parsePastedToken(jwt({ name: 'Adä 日本' })).account, 'Adä 日本');
    assert.equal(parsePastedToken(jwt({ preferred_username: 'p', upn: 'u' })).account, 'p');
  });

  it('takes opaque tokens, of which nothing is known', () => {
    assert.deepEqual(parsePastedToken('EwB4A8l6BAAU+/opaque~tok-en_=='), { token: 'EwB4A8l6BAAU+/opaque~tok-en_==' });
  });

  for (const odd of [
    'a.b.c',
    `${part({})}.${part([1])}.x`,
    `x.${Buffer.from('{').toString('base64url')}.y`,
    jwt('text'),
  ]) {
    it(`takes ${odd} for opaque`, () => {
      assert.deepEqual(parsePastedToken(odd), { token: odd });
    });
  }

  it('ignores claims of another type', () => {
    assert.deepEqual(Object.keys(parsePastedToken(jwt({ exp: 'soon', upn: '' }))), ['token']);
  });

  for (const text of ['  abc.def  ', 'Bearer abc.def', '\nbearer\tabc.def\r\n']) {
    it(`finds the token in ${JSON.stringify(text)}`, () => {
      assert.equal(parsePastedToken(text).token, 'abc.def');
    });
  }

  for (const [text, problem] of [
    ['', 'empty'],
    ['  \n', 'empty'],
    ['Bearer', 'empty'],
    ['Bearer  ', 'empty'],
    ['two words', 'notAToken'],
    ['abc\ndef', 'notAToken'],
    ['"abc"', 'notAToken'],
    ['{"access_token":"abc"}', 'notAToken'],
    ['tökén', 'notAToken'],
    ['abc=def', 'notAToken'],
  ] as const) {
    it(`refuses ${JSON.stringify(text)} without quoting it`, () => {
      assert.throws(
        () => parsePastedToken(text),
        (error) => {
          assert.ok(error instanceof Error && 'problem' in error);
          assert.equal(error.problem, problem);
          assert.doesNotMatch(error.message, /abc|words|tök/u);
          return true;
        },
      );
    });
  }
});

describe('PastedTokenSource', () => {
  function source(text: string | undefined): { tokens: PastedTokenSource; clock: VirtualClock } {
    const store: TextStore = {
      get: () => Promise.resolve(text),
      store: () => Promise.reject(new Error('not asked for')),
      delete: () => Promise.reject(new Error('not asked for')),
    };
    const clock = new VirtualClock();
    return { tokens: new PastedTokenSource(store, clock), clock };
  }

  it('hands out the stored token', async () => {
    const { tokens } = source('opaque');
    assert.equal(await tokens.getToken(never), 'opaque');
    assert.deepEqual(await tokens.current(), { token: 'opaque' });
  });

  it('says that nobody is signed in', async () => {
    const { tokens } = source(undefined);
    await assert.rejects(tokens.getToken(never), { name: 'SignInRequiredError', reason: 'signedOut' });
    assert.equal(await tokens.current(), undefined);
  });

  it('does not hand out a token that has ended', async () => {
    const { clock } = source(undefined);
    const exp = Math.floor(clock.now() / 1000) + 60;
    const { tokens, clock: later } = source(jwt({ exp }));
    assert.ok(await tokens.getToken(never));
    later.advance(61_000);
    await assert.rejects(tokens.getToken(never), { reason: 'expired' });
  });

  it('does not hand out a token that was refused, but does hand out a newer one', async () => {
    const { tokens } = source('newer');
    await assert.rejects(tokens.getToken(never, { rejected: 'newer' }), { reason: 'rejected' });
    assert.equal(await tokens.getToken(never, { rejected: 'older' }), 'newer');
  });
});
