import assert from 'node:assert/strict';
import { SignInBrowser } from '../../support/signInBrowser.ts';
import { enterDeviceCode } from '../../support/signInPages.ts';
import { AuthorityClient, claimsOf, refusalOf } from './authorityClient.ts';
import { type Reply, useSimulator } from './client.ts';

const CAPABLE = '{"access_token":{"xms_cc":{"values":["CP1"]}}}';
const DEMAND = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}';
/** As clients write it that merge the two. */
const BOTH = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"},"xms_cc":{"values":["CP1"]}}}';

describe('a claims challenge', () => {
  const fixture = useSimulator({ authority: true });
  const client = (): AuthorityClient => new AuthorityClient(fixture.sim);
  const graph = (reply: Reply): Promise<Reply> => {
    fixture.client.token = reply.textAt('access_token');
    return fixture.client.graph('GET', '/me/drive');
  };

  it('comes with the 401 of Graph', async () => {
    const { authority } = fixture.sim;
    const tokens = await client().signIn({ claims: CAPABLE });
    assert.equal((await graph(tokens)).status, 200);
    authority.challenge({ claims: DEMAND });
    const reply = await graph(tokens);
    assert.equal(reply.refusal, '401 InvalidAuthenticationToken');
    assert.equal(
      reply.headers['www-authenticate'],
      `Bearer realm="", authorization_uri="${authority.url}/common/oauth2/authorize", ` +
        'client_id="00000003-0000-0000-c000-000000000000", error="insufficient_claims", ' +
        `claims="${Buffer.from(DEMAND).toString('base64')}"`,
    );
    authority.clearChallenges();
    assert.equal((await graph(tokens)).status, 200);
  });

  it('is met by an interactive sign-in with the claims, and by nothing else', async () => {
    const own = client();
    const before = await own.signIn({ claims: CAPABLE });
    fixture.sim.authority.challenge({ claims: DEMAND });
    const silent = await own.refresh(before, { claims: BOTH });
    assert.equal(refusalOf(silent), '400 interaction_required AADSTS50076 basic_action');
    assert.equal(silent.at('claims'), DEMAND);
    const without = await own.refresh(before, { claims: CAPABLE });
    assert.equal((await graph(without)).status, 401, 'a token without the claims helps nothing');
    const after = await own.signIn({ claims: BOTH });
    assert.equal((await graph(after)).status, 200);
    const renewed = await own.refresh(after, { claims: BOTH });
    assert.equal((await graph(renewed)).status, 200, 'tokens of that sign-in stay good');
    assert.equal((await own.refresh(without, { claims: BOTH })).status, 400, 'those of the older one do not');
  });

  it('makes a person act even where the browser remembers them', async () => {
    const own = client();
    const browser = new SignInBrowser(fixture.sim.authority.ca);
    await own.signIn({ claims: CAPABLE }, { browser });
    assert.equal((await browser.open(own.page({ claims: CAPABLE }))).kind, 'left');
    assert.equal((await browser.open(own.page({ claims: BOTH }))).kind, 'page');
    const quiet = await own.answer({ claims: BOTH, prompt: 'none' }, { browser });
    assert.match(quiet.get('error_description') ?? '', /^AADSTS50076: /u);
  });

  it('stays met in the browser where it was', async () => {
    const own = client();
    const browser = new SignInBrowser(fixture.sim.authority.ca);
    fixture.sim.authority.challenge({ claims: DEMAND });
    await own.signIn({ claims: BOTH }, { browser });
    assert.equal((await graph(await own.signIn({ claims: CAPABLE }, { browser }))).status, 200);
    const other = { browser, account: 'grace@contoso.example' };
    const grace = await own.signIn({ claims: CAPABLE, prompt: 'select_account' }, other);
    assert.equal((await graph(grace)).status, 401, 'for that account');
  });

  it('can be met with a device code', async () => {
    const own = client();
    const { authority } = fixture.sim;
    authority.challenge({ claims: DEMAND });
    const code = await own.deviceCode({ claims: BOTH });
    await enterDeviceCode(code.textAt('verification_uri'), code.textAt('user_code'), { ca: authority.ca });
    const reply = await own.token({
      grant_type: 'device_code',
      device_code: code.textAt('device_code'),
      claims: BOTH,
    });
    assert.equal((await graph(reply)).status, 200);
  });

  it('is for one account when it names one', async () => {
    fixture.sim.authority.challenge({ claims: DEMAND, account: 'Grace@contoso.example' });
    assert.equal((await graph(await client().signIn({ claims: CAPABLE }))).status, 200);
    const grace = await client().signIn({ claims: CAPABLE }, { account: 'grace@contoso.example' });
    assert.equal((await graph(grace)).status, 401);
  });

  it('spares clients that cannot answer', async () => {
    const pasted = fixture.client.token;
    const tokens = await client().signIn();
    const capable = await client().signIn({ claims: CAPABLE });
    fixture.sim.authority.challenge({ claims: DEMAND });
    assert.equal((await graph(tokens)).status, 200);
    fixture.client.token = pasted;
    assert.equal((await fixture.client.graph('GET', '/me/drive')).status, 200);
    const has = (reply: Reply): boolean => JSON.stringify(claimsOf(reply.textAt('access_token'))).includes('xms_cc');
    assert.deepEqual([has(tokens), has(capable)], [false, true]);
  });

  it('has to demand something', () => {
    for (const claims of ['{}', CAPABLE, 'none']) {
      assert.throws(() => fixture.sim.authority.challenge({ claims }), /demands something/u);
    }
  });
});
