import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { IdentityClient, IssuedToken } from '../../../src/auth/ports.ts';
import { createIdentityClient } from '../../../src/node/identityClient.ts';
import { parseTokenCache } from '../../../src/node/tokenCache.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeAuthority, refusal, tenantId } from '../../support/fakeAuthority.ts';
import { ManualClock } from '../../support/manualClock.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { MemoryText } from '../../support/memoryText.ts';
import { lostConnection } from '../../support/scriptedTransport.ts';

const clientId = '00000000-0000-0000-0000-00000000000c';
const scopes = ['https://graph.microsoft.com/Files.ReadWrite'];
const never = new AbortController().signal;
const megan = `megan.${tenantId}`;

describe('identity client', () => {
  let authority: FakeAuthority;
  let texts: MemoryText;
  let log: MemoryLog;

  beforeEach(() => {
    authority = new FakeAuthority();
    texts = new MemoryText();
    log = new MemoryLog();
  });

  afterEach(() => {
    assert.ok(!/SECRET|@contoso/u.test(log.text), 'no secret and no user in the log');
  });

  function open(address = 'https://login.microsoftonline.com/common', clock = new ManualClock()): IdentityClient {
    return createIdentityClient({ clientId, authority: address }, { vault: texts, transport: authority, clock, log });
  }

  function redeem(client: IdentityClient, signal = never): Promise<IssuedToken> {
    return client.redeem(
      { code: 'SECRET-CODE', verifier: 'v'.repeat(43), redirectUri: 'http://localhost:1', scopes },
      signal,
    );
  }

  function pageOf(client: IdentityClient, more: { loginHint?: string; claims?: string } = {}): Promise<string> {
    const [redirectUri, challenge] = ['http://localhost:4711', 'c'.repeat(43)];
    return client.pageAddress({ scopes, redirectUri, state: 'a state', challenge, ...more }, never);
  }

  it('makes the address of a page that lets the user choose an account, without asking anybody', async () => {
    const page = new URL(await pageOf(open()));
    assert.equal(page.origin + page.pathname, 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize');
    const { scope, claims, ...rest } = Object.fromEntries(page.searchParams);
    assert.deepEqual(new Set(scope?.split(' ')), new Set([...scopes, 'openid', 'profile', 'offline_access']));
    assert.match(claims ?? '', /"access_token":\{"xms_cc":\{"values":\["CP1"\]\}\}/u);
    const expected = {
      client_id: clientId,
      response_type: 'code',
      response_mode: 'query',
      redirect_uri: 'http://localhost:4711',
      state: 'a state',
      code_challenge: 'c'.repeat(43),
      code_challenge_method: 'S256',
      prompt: 'select_account',
    };
    assert.partialDeepStrictEqual(rest, expected);
    assert.deepEqual(authority.asked, []);
  });

  it('fills in the user and passes claims on when the page is for somebody known', async () => {
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}';
    const page = new URL(await pageOf(open(), { loginHint: 'megan@contoso.com', claims }));
    assert.equal(page.searchParams.get('login_hint'), 'megan@contoso.com');
    assert.equal(page.searchParams.get('prompt'), null);
    assert.match(page.searchParams.get('claims') ?? '', /"nbf".*"CP1"/u);
  });

  for (const host of ['login.microsoftonline.us', 'login.chinacloudapi.cn']) {
    it(`knows ${host} without asking anybody`, async () => {
      const page = new URL(await pageOf(open(`https://${host}/organizations`)));
      assert.match(page.host, /^login\.(?:microsoftonline\.us|partner\.microsoftonline\.cn)$/u);
      assert.deepEqual(authority.asked, []);
    });
  }

  it('asks an authority that only the settings know for its addresses, and nobody else', async () => {
    const page = new URL(await pageOf(open('https://login.contoso.test:8443/common')));
    assert.equal(page.host, 'login.contoso.test:8443');
    assert.deepEqual(
      authority.asked.map(({ url }) => url.href),
      ['https://login.contoso.test:8443/common/v2.0/.well-known/openid-configuration'],
    );
  });

  it('uses an authority of this machine without TLS', async () => {
    const client = open('http://127.0.0.1:8080/common');
    assert.equal(new URL(await pageOf(client)).origin, 'http://127.0.0.1:8080');
    await redeem(client);
    await client.silent(megan, { scopes, renew: true }, never);
    assert.deepEqual(new Set(authority.asked.map(({ url }) => url.origin)), new Set(['http://127.0.0.1:8080']));
  });

  it('sends nothing without TLS to other machines', async () => {
    await assert.rejects(redeem(open('http://login.contoso.test/common')), { name: 'SignInError' });
    assert.deepEqual(authority.asked, []);
  });

  it('exchanges a code for a token and keeps what it needs for the next one', async () => {
    authority.grants = ['https://graph.microsoft.com/Files.ReadWrite', 'openid', 'profile'];
    const token = await redeem(open());
    assert.equal(token.accessToken, 'SECRET-AT-megan-1');
    assert.deepEqual(token.scopes, ['Files.ReadWrite', 'openid', 'profile']);
    assert.deepEqual(token.account, { id: megan, label: 'megan@contoso.com' });
    assert.ok(Math.abs(token.expiresAt - Date.now() - 3_600_000) < 5000);
    assert.ok(authority.asked[0]?.form.get('code_verifier'));
    assert.match(texts.text ?? '', /SECRET-RT-megan-1/u);
  });

  it('takes a token that is still good from the cache, in a new window too', async () => {
    await redeem(open());
    const token = await open().silent(megan, { scopes }, never);
    assert.equal(token.accessToken, 'SECRET-AT-megan-1');
    assert.deepEqual(authority.grantTypes, ['authorization_code']);
    assert.equal(texts.writes, 1, 'nothing new is stored');
  });

  it('renews a token when it has to, and stores the new refresh token', async () => {
    const client = open();
    await redeem(client);
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
    assert.equal((await client.silent(megan, { scopes, renew: true }, never)).accessToken, 'SECRET-AT-megan-2');
    assert.equal((await client.silent(megan, { scopes, claims }, never)).accessToken, 'SECRET-AT-megan-3');
    assert.match(authority.asked.at(-1)?.form.get('claims') ?? '', /"acrs"/u);
    assert.match(texts.text ?? '', /SECRET-RT-megan-3/u);
    assert.ok(!/SECRET-[AR]T-megan-[12]"/u.test(texts.text ?? ''), 'the old ones are gone');
  });

  it('keeps several accounts apart, and forgets one without a trace', async () => {
    const client = open();
    await redeem(client);
    authority.user = 'alex';
    const { account } = await redeem(client);
    assert.equal((await client.silent(megan, { scopes }, never)).accessToken, 'SECRET-AT-megan-1');
    await client.forget(megan);
    assert.ok(!/megan/u.test(texts.text ?? ''));
    await assert.rejects(client.silent(megan, { scopes }, never), problem('interactionRequired'));
    assert.equal((await client.silent(account.id, { scopes }, never)).accessToken, 'SECRET-AT-alex-2');
    await client.forget(account.id);
    assert.equal(texts.text, undefined);
  });

  it('says that only the user can go on when the refresh token has ended, and passes the claims on', async () => {
    const client = open();
    await redeem(client);
    authority.instead.push(refusal(50076, 'interaction_required', { claims: '{"access_token":{}}' }));
    await assert.rejects(client.silent(megan, { scopes, renew: true }, never), {
      ...problem('interactionRequired'),
      aadsts: 50076,
      claims: '{"access_token":{}}',
      correlationId: '99999999-8888-7777-6666-555555555555',
    });
    authority.revoke('megan');
    await assert.rejects(client.silent(megan, { scopes, renew: true }, never), problem('interactionRequired'));
  });

  it('says the same when the refresh token has gone, and asks nobody', async () => {
    const client = open();
    await redeem(client);
    texts.text = JSON.stringify({ ...parseTokenCache(texts.text ?? ''), RefreshToken: {} });
    await assert.rejects(client.silent(megan, { scopes, renew: true }, never), problem('interactionRequired'));
    assert.equal(authority.asked.length, 1);
    assert.match(log.text, /the library objects: no_tokens_found/u);
  });

  it('names what the service objects to, with its number', async () => {
    authority.instead.push(refusal(65002, 'invalid_request'));
    await assert.rejects(redeem(open()), { ...problem('appNotPreauthorized'), aadsts: 65002 });
    assert.match(log.text, /answered 400 \(invalid_request 65002 9{8}-8888-7777-6666-5{12}\)/u);
  });

  it('logs nothing of a refusal that only looks like a word of the protocol', async () => {
    authority.instead.push(refusal(65002, 'megan@contoso.com may not', { correlation_id: `SECRET${'x'.repeat(60)}` }));
    await assert.rejects(redeem(open()), problem('appNotPreauthorized'));
    assert.match(log.text, /answered 400 \(65002\)/u);
  });

  it('lets through that there is no connection', async () => {
    const lost = lostConnection('login.microsoftonline.com');
    authority.instead.push(lost);
    await assert.rejects(redeem(open()), (error) => error === lost);
  });

  for (const [what, status, text, name] of [
    ['a page of a proxy', 200, '<html>Welcome to the hotel</html>', 'serviceProblem'],
    ['something that is no object', 200, '"no"', 'serviceProblem'],
    ['what a proxy says instead', 403, '{"message":"not in this house"}', 'serviceProblem'],
    ['an answer that leads elsewhere', 302, '{}', 'serviceProblem'],
    ['an error that nobody knows', 400, '{"error":"megan@contoso.com"}', 'unexpected'],
    ['an answer without tokens', 200, '{}', 'unexpected'],
  ] as const) {
    it(`calls ${what} no answer`, async () => {
      authority.instead.push({ status, text });
      await assert.rejects(redeem(open()), problem(name));
      assert.equal(texts.text, undefined);
    });
  }

  it('leaves a busy service alone for as long as it asks', async () => {
    const clock = new ManualClock();
    const client = open(undefined, clock);
    await redeem(client);
    authority.instead.push({ status: 503, headers: { 'retry-after': '30' }, text: 'busy' }, { status: 429, text: '' });
    const ask = (): Promise<IssuedToken> => client.silent(megan, { scopes, renew: true }, never);
    await assert.rejects(ask(), problem('serviceProblem'));
    await assert.rejects(ask(), problem('throttled'));
    assert.equal(authority.asked.length, 2, 'not sent');
    clock.advance(30_001);
    await assert.rejects(ask(), problem('throttled'));
    clock.advance(59_000);
    await assert.rejects(ask(), problem('throttled'));
    assert.equal(authority.asked.length, 3, 'a minute where no time is named');
    clock.advance(1001);
    authority.instead.push({ status: 429, headers: { 'retry-after': '86400' }, text: '' });
    await assert.rejects(ask(), problem('throttled'));
    clock.advance(3_600_001);
    assert.equal((await ask()).accessToken, 'SECRET-AT-megan-2', 'an hour is the longest');
  });

  it('leaves it alone no longer when the clock of the machine was set back meanwhile', async () => {
    const clock = new ManualClock();
    const client = open(undefined, clock);
    await redeem(client);
    authority.instead.push({ status: 429, headers: { 'retry-after': '30' }, text: '' });
    const ask = (): Promise<IssuedToken> => client.silent(megan, { scopes, renew: true }, never);
    await assert.rejects(ask(), problem('throttled'));
    const now = clock.now.bind(clock);
    clock.now = () => now() - 20 * 60_000;
    clock.advance(30_001);
    assert.ok((await ask()).accessToken);
  });

  it('gives a token that cannot be stored, and says so', async () => {
    texts.failing = true;
    assert.equal((await redeem(open())).accessToken, 'SECRET-AT-megan-1');
    assert.match(log.text, /warn the sign-in could not be stored/u);
    await assert.rejects(open().silent(megan, { scopes }, never), problem('interactionRequired'));
    await assert.rejects(open().forget(megan), problem('unexpected'));
  });

  it('begins anew where what is stored cannot be read', async () => {
    texts.text = '{"Account":7';
    await assert.rejects(open().silent(megan, { scopes }, never), problem('interactionRequired'));
    assert.match(log.text, /cannot be read/u);
    await redeem(open());
    assert.equal((await open().silent(megan, { scopes }, never)).accessToken, 'SECRET-AT-megan-1');
  });

  it('ends at once when aborted, and stores what comes later of a renewal', async () => {
    const client = open();
    await redeem(client);
    const { promise, resolve } = Promise.withResolvers<void>();
    authority.pause = promise;
    const stop = new AbortController();
    const asked = client.silent(megan, { scopes, renew: true }, stop.signal);
    await eventually(() => assert.equal(authority.asked.length, 2));
    const reason = new Error('enough');
    stop.abort(reason);
    await assert.rejects(asked, (error) => error === reason);
    resolve();
    await eventually(() => assert.equal(texts.writes, 2));
    assert.equal((await client.silent(megan, { scopes }, never)).accessToken, 'SECRET-AT-megan-2');
    await assert.rejects(redeem(client, stop.signal), (error) => error === reason);
  });
});

function problem(name: string): { name: string; problem: string } {
  return { name: 'SignInError', problem: name };
}
