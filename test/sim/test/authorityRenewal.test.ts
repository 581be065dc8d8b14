import assert from 'node:assert/strict';
import { AuthorityClient, refusalOf } from './authorityClient.ts';
import { type Reply, useSimulator } from './client.ts';

describe('renewing tokens', () => {
  const fixture = useSimulator({ authority: { accessTokenSeconds: 600 } });
  const client = (): AuthorityClient => new AuthorityClient(fixture.sim);

  /** What Graph says to the access token of an answer. */
  async function graphStatus(reply: Reply): Promise<number> {
    fixture.client.token = reply.textAt('access_token');
    return (await fixture.client.graph('GET', '/me/drive')).status;
  }

  it('gives new tokens and a new refresh token', async () => {
    const first = await client().signIn();
    const second = await client().refresh(first);
    for (const token of ['access_token', 'refresh_token']) {
      assert.notEqual(second.textAt(token), first.textAt(token));
    }
    assert.ok(second.at('id_token'));
    assert.equal(await graphStatus(first), 200);
    assert.equal(await graphStatus(second), 200);
  });

  it('refuses a refresh token that was used', async () => {
    const first = await client().signIn();
    const second = await client().refresh(first);
    assert.equal(refusalOf(await client().refresh(first)), '400 invalid_grant AADSTS70000');
    assert.equal((await client().refresh(second)).status, 200, 'what came from it stays good');
  });

  it('takes one of many that come at the same time', async () => {
    const first = await client().signIn();
    const replies = await Promise.all(Array.from({ length: 12 }, () => client().refresh(first)));
    assert.equal(replies.filter(({ status }) => status === 200).length, 1);
  });

  it('can take a refresh token again and again, as Entra does', async () => {
    fixture.sim.authority.refreshTokens = 'reusable';
    const first = await client().signIn();
    assert.equal((await client().refresh(first)).status, 200);
    assert.equal((await client().refresh(first)).status, 200);
  });

  it('can end all that came from a sign-in when a refresh token comes again', async () => {
    fixture.sim.authority.refreshTokens = 'revokeFamily';
    const first = await client().signIn();
    const second = await client().refresh(first);
    const other = await client().signIn();
    assert.equal(refusalOf(await client().refresh(first)), '400 invalid_grant AADSTS70000');
    assert.equal(refusalOf(await client().refresh(second)), '400 invalid_grant AADSTS70000');
    assert.equal((await client().refresh(other)).status, 200);
  });

  it('refuses what was made up', async () => {
    const reply = await client().token({ grant_type: 'refresh_token', refresh_token: 'x', scope: 'openid' });
    assert.equal(refusalOf(reply), '400 invalid_grant AADSTS70000');
  });

  it('ends when refresh tokens are revoked, for one account or all', async () => {
    const { authority } = fixture.sim;
    const ada = await client().signIn();
    const grace = await client().signIn({}, { account: 'grace@contoso.example' });
    authority.revokeRefreshTokens('ada@contoso.example', 700_082);
    assert.equal(refusalOf(await client().refresh(ada)), '400 invalid_grant AADSTS700082 bad_token');
    const next = await client().refresh(grace);
    assert.equal(next.status, 200);
    authority.revokeRefreshTokens();
    assert.equal(refusalOf(await client().refresh(next)), '400 invalid_grant AADSTS50173 bad_token');
    assert.equal((await client().refresh(await client().signIn())).status, 200, 'later ones are good');
  });

  it('ends access tokens on demand, for one account or all', async () => {
    const { authority } = fixture.sim;
    const pasted = fixture.client.token;
    const ada = await client().signIn();
    const grace = await client().signIn({}, { account: 'grace@contoso.example' });
    authority.expireAccessTokens('Ada@contoso.example');
    assert.equal(await graphStatus(ada), 401);
    assert.equal(await graphStatus(grace), 200);
    authority.expireAccessTokens();
    assert.equal(await graphStatus(grace), 401);
    assert.equal(await graphStatus(await client().refresh(ada)), 200);
    fixture.client.token = pasted;
    assert.equal(
      (await fixture.client.graph('GET', '/me/drive')).status,
      200,
      'others are no business of the authority',
    );
  });

  it('gives access tokens their time, which the clock can move', async () => {
    const first = await client().signIn();
    assert.equal(first.at('expires_in'), 600);
    fixture.sim.clock.advance(601_000);
    assert.equal(await graphStatus(first), 401);
    fixture.sim.authority.accessTokenSeconds = 60;
    const second = await client().refresh(first);
    assert.equal(second.at('expires_in'), 60);
    assert.equal(await graphStatus(second), 200);
  });

  it('needs consent for a permission that was not granted yet', async () => {
    const own = client();
    const first = await own.signIn();
    const wide = { scope: own.scope('Sites.Read.All') };
    assert.equal(refusalOf(await own.refresh(first, wide)), '400 invalid_grant AADSTS65001 consent_required');
    fixture.sim.authority.consent('ada@contoso.example', ['Sites.Read.All']);
    assert.match((await own.refresh(first, wide)).textAt('scope'), /Sites\.Read\.All/u);
  });

  it('refuses scopes of other services', async () => {
    const reply = await client().refresh(await client().signIn(), { scope: 'https://graph.microsoft.com/Files.Read' });
    assert.equal(refusalOf(reply), '400 invalid_scope AADSTS70011');
  });

  it('can leave out a permission that was consented to', async () => {
    const own = client();
    fixture.sim.authority.withhold(['Sites.Read.All']);
    const reply = await own.signIn({ scope: own.scope('Files.ReadWrite', 'Sites.Read.All') });
    assert.equal(reply.at('scope'), `openid profile ${fixture.sim.graphUrl}/Files.ReadWrite`);
    fixture.client.token = reply.textAt('access_token');
    assert.equal((await fixture.client.graph('GET', '/sites/root')).status, 403);
  });

  it('forgets everything on demand', async () => {
    const { authority } = fixture.sim;
    const reply = await client().signIn();
    authority.failNext({ at: 'token', aadsts: 53_003, times: 3 });
    authority.reset();
    assert.deepEqual(authority.requests, []);
    assert.deepEqual(authority.failures, []);
    assert.deepEqual(authority.consented('ada@contoso.example'), []);
    assert.equal(await graphStatus(reply), 401);
    assert.equal((await client().refresh(reply)).status, 400);
  });
});
