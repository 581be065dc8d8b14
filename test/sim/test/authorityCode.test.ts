import assert from 'node:assert/strict';
import { signInByPages } from '../../support/signInPages.ts';
import { AuthorityClient, claimsOf, type PageParameters, REDIRECT, refusalOf } from './authorityClient.ts';
import { useSimulator } from './client.ts';

describe('signing in with a code', () => {
  const fixture = useSimulator({ authority: true });
  const client = (): AuthorityClient => new AuthorityClient(fixture.sim);

  it('gives tokens as Entra writes them, good for Graph', async () => {
    const reply = await client().signIn();
    const body: unknown = JSON.parse(reply.text);
    assert.ok(typeof body === 'object' && body !== null);
    assert.deepEqual(Object.keys(body), [
      'token_type',
      'scope',
      'expires_in',
      'ext_expires_in',
      'access_token',
      'refresh_token',
      'id_token',
      'client_info',
    ]);
    assert.equal(reply.at('scope'), `openid profile ${fixture.sim.graphUrl}/Files.ReadWrite`);
    assert.equal(reply.at('expires_in'), 3600);
    const { tenantId } = fixture.sim.authority;
    const info: unknown = JSON.parse(Buffer.from(reply.textAt('client_info'), 'base64url').toString());
    const claims = claimsOf(reply.textAt('id_token'));
    assert.deepEqual(info, { uid: claims['oid'], utid: tenantId });
    assert.equal(claims['preferred_username'], 'ada@contoso.example');
    fixture.client.token = reply.textAt('access_token');
    assert.equal((await fixture.client.graph('GET', '/me/drive')).status, 200);
  });

  it('comes back to loopback on any port, with the state', async () => {
    for (const redirect of [
      'http://localhost:1',
      'http://localhost:65000/',
      'http://127.0.0.1:8080',
      'http://localhost',
    ]) {
      const address = await signInByPages(client().page({ redirect_uri: redirect }), { ca: fixture.sim.authority.ca });
      assert.equal(new URL(address).origin, new URL(redirect).origin);
      assert.deepEqual([...new URL(address).searchParams.keys()].toSorted(), ['code', 'state']);
      assert.equal(new URL(address).searchParams.get('state'), 'some state');
    }
  });

  it('can post the answer instead', async () => {
    const own = client();
    const answer = await own.answer({ response_mode: 'form_post' });
    assert.equal(answer.get('state'), 'some state');
    assert.equal((await own.redeem(answer.get('code') ?? '')).status, 200);
    const refused = await own.answer({ response_mode: 'form_post', code_challenge: undefined });
    assert.equal(refused.get('error'), 'invalid_request');
  });

  for (const [what, changes, number] of [
    ['an unknown application', { client_id: 'a8d2f8a5-0000-4000-8000-000000000000' }, 700_016],
    ['a redirect elsewhere', { redirect_uri: 'https://example.com' }, 50_011],
    ['a redirect to a look-alike', { redirect_uri: 'http://localhost.example.com:1' }, 50_011],
    ['a redirect to another path', { redirect_uri: 'http://localhost:1/there' }, 50_011],
  ] as const) {
    it(`keeps ${what} on the page`, async () => {
      await assert.rejects(client().answer(changes), new RegExp(`AADSTS${number}:`, 'u'));
    });
  }

  const graphOnly: readonly [string, PageParameters, string, number][] = [
    ['a scope of another service', { scope: 'https://graph.microsoft.com/Files.ReadWrite' }, 'invalid_scope', 70_011],
    ['a scope without a service', { scope: 'openid Files.ReadWrite' }, 'invalid_scope', 70_011],
    ['no scope', { scope: undefined }, 'invalid_request', 900_144],
    ['no code challenge', { code_challenge: undefined }, 'invalid_request', 9_002_325],
    ['a plain code challenge', { code_challenge_method: 'plain' }, 'invalid_request', 9_002_325],
    ['an implicit token', { response_type: 'token' }, 'unsupported_response_type', 700_054],
    ['claims that are no JSON', { claims: '{' }, 'invalid_request', 9_002_313],
  ];
  for (const [what, changes, error, number] of graphOnly) {
    it(`tells the application about ${what}`, async () => {
      const answer = await client().answer(changes);
      assert.equal(answer.get('error'), error);
      assert.match(answer.get('error_description') ?? '', new RegExp(`^AADSTS${number}: `, 'u'));
      assert.equal(answer.get('state'), 'some state');
      assert.equal(answer.get('code'), null);
    });
  }

  it('tells the application about a permission that Graph does not have', async () => {
    const answer = await client().answer({ scope: client().scope('Files.Everything') });
    assert.match(answer.get('error_description') ?? '', /^AADSTS650053: /u);
  });

  it('takes permissions in any case', async () => {
    const reply = await client().signIn({ scope: `${fixture.sim.graphUrl}/files.readwrite` });
    assert.equal(reply.at('scope'), `openid profile ${fixture.sim.graphUrl}/Files.ReadWrite`);
  });

  it('gives tokens for a code once, and only to who asked for it', async () => {
    const own = client();
    const code = (await own.answer()).get('code') ?? '';
    assert.equal(refusalOf(await client().redeem(code)), '400 invalid_grant AADSTS501481');
    const elsewhere = await own.redeem(code, { redirect_uri: `${REDIRECT}/` });
    assert.equal(refusalOf(elsewhere), '400 invalid_grant AADSTS50011');
    assert.equal((await own.redeem(code)).status, 200);
    assert.equal(refusalOf(await own.redeem(code)), '400 invalid_grant AADSTS54005');
    assert.equal(refusalOf(await own.redeem('made up')), '400 invalid_grant AADSTS70000');
  });

  it('gives tokens to no other application', async () => {
    const reply = await client().token({ client_id: 'somebody', grant_type: 'refresh_token', refresh_token: 'x' });
    assert.equal(refusalOf(reply), '400 unauthorized_client AADSTS700016');
  });

  it('refuses kinds of grants that it does not have', async () => {
    const reply = await client().token({ grant_type: 'password', username: 'ada', password: 'x' });
    assert.equal(refusalOf(reply), '400 invalid_request AADSTS900144');
  });

  it('writes down what was asked, without codes and tokens', async () => {
    const reply = await client().signIn({ prompt: 'select_account', login_hint: 'ada@contoso.example' });
    const log = JSON.stringify(fixture.sim.authority.requests);
    for (const secret of ['access_token', 'refresh_token', 'id_token']) {
      assert.ok(!log.includes(reply.textAt(secret)));
    }
    const [authorize] = fixture.sim.authority.requests.filter(({ at }) => at === 'authorize');
    assert.equal(authorize?.prompt, 'select_account');
    assert.equal(authorize.loginHint, 'ada@contoso.example');
    const tokens = fixture.sim.authority.requests.filter(({ at }) => at === 'token');
    assert.deepEqual(
      tokens.map(({ grant, tenant }) => `${grant} ${tenant}`),
      ['authorization_code common'],
    );
  });
});
