import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { hasAccounts, mergeTokenCaches, parseTokenCache, withoutAccount } from '../../../src/node/tokenCache.ts';
import type { TokenCacheText } from '../../../src/node/tokenCache.ts';

const [megan, alex] = [{ home_account_id: 'megan' }, { home_account_id: 'alex' }];

function token(home: string, secret: string): object {
  return { home_account_id: home, secret };
}

describe('token cache', () => {
  const before: TokenCacheText = {
    Account: { m: megan },
    AccessToken: { m1: token('megan', 'a1'), m2: token('megan', 'a2') },
    RefreshToken: { m: token('megan', 'r1') },
    AppMetadata: { app: { client_id: 'c' } },
  };

  it('keeps what others have stored, beside what has changed here', () => {
    const after = { ...before, AccessToken: { m1: token('megan', 'a3') }, RefreshToken: { m: token('megan', 'r2') } };
    const current = {
      ...before,
      Account: { m: megan, a: alex },
      AccessToken: { ...before['AccessToken'], a: token('alex', 'a1') },
      Later: { x: 1 },
    };
    assert.deepEqual(mergeTokenCaches(before, after, current), {
      ...current,
      AccessToken: { m1: token('megan', 'a3'), a: token('alex', 'a1') },
      RefreshToken: { m: token('megan', 'r2') },
    });
  });

  it('leaves alone what has not changed here, where others have changed it or taken it away', () => {
    const current = { ...before, AccessToken: { m1: token('megan', 'newer') } };
    assert.deepEqual(mergeTokenCaches(before, before, current), current);
  });

  it('drops the tokens of an account that is gone', () => {
    const after = { ...before, RefreshToken: { m: token('megan', 'r2') } };
    const merged = mergeTokenCaches(before, after, {});
    assert.equal(hasAccounts(merged), false);
    assert.ok(!JSON.stringify(merged).includes('secret'));
  });

  it('does not bring back an account of which the service told something new meanwhile', () => {
    const after = { ...before, Account: { m: { ...megan, name: 'new' }, guest: megan } };
    const current = { Account: { a: alex }, RefreshToken: { a: token('alex', 'r1') } };
    const merged = mergeTokenCaches(before, after, current);
    assert.deepEqual(merged['Account'], current.Account);
    assert.deepEqual(merged['RefreshToken'], current.RefreshToken);
  });

  it('takes one account away and nothing of others', () => {
    const two = {
      ...before,
      Account: { m: megan, a: alex },
      RefreshToken: { m: token('megan', 'r1'), a: token('alex', 'r1') },
    };
    assert.deepEqual(withoutAccount(two, 'megan'), {
      Account: { a: alex },
      AccessToken: {},
      RefreshToken: { a: token('alex', 'r1') },
      AppMetadata: before['AppMetadata'],
    });
  });

  it('reads only what looks like one', () => {
    assert.deepEqual(parseTokenCache(JSON.stringify(before)), before);
    for (const text of ['', '7', '[]', '{"Account":7}', '{"Account":']) {
      assert.equal(parseTokenCache(text), undefined, text);
    }
  });
});
