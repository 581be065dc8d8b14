import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { get } from 'node:https';
import { AuthorityClient, claimsOf, refusalOf } from './authorityClient.ts';
import { useSimulator } from './client.ts';

describe('the authority', () => {
  const fixture = useSimulator({ authority: true });
  const client = (): AuthorityClient => new AuthorityClient(fixture.sim);

  it('tells its addresses for each form of a tenant', async () => {
    const { url, tenantId, domain } = fixture.sim.authority;
    assert.match(url, /^https:\/\/localhost:\d+$/u);
    for (const [tenant, issuer] of [
      ['common', '{tenantid}'],
      ['organizations', '{tenantid}'],
      ['consumers', '9188040d-6c67-4c5b-b112-36a304b66dad'],
      [tenantId, tenantId],
      [domain, tenantId],
    ] as const) {
      const reply = await client().get(`/${tenant}/v2.0/.well-known/openid-configuration`);
      assert.equal(reply.at('issuer'), `${url}/${issuer}/v2.0`, tenant);
      assert.equal(reply.at('authorization_endpoint'), `${url}/${tenant}/oauth2/v2.0/authorize`);
      assert.equal(reply.at('token_endpoint'), `${url}/${tenant}/oauth2/v2.0/token`);
      assert.equal(reply.at('device_authorization_endpoint'), `${url}/${tenant}/oauth2/v2.0/devicecode`);
      assert.equal(reply.at('end_session_endpoint'), `${url}/${tenant}/oauth2/v2.0/logout`);
    }
  });

  it('does not know other tenants', async () => {
    const reply = await client().get('/nowhere.example/v2.0/.well-known/openid-configuration');
    assert.equal(refusalOf(reply), '400 invalid_tenant AADSTS90002');
    const token = await client().token({ grant_type: 'refresh_token' }, 'nowhere.example');
    assert.equal(refusalOf(token), '400 invalid_request AADSTS90002');
    await assert.rejects(client().answer({}, {}, 'nowhere.example'), /AADSTS90002/u);
  });

  it('says which hosts are one cloud', async () => {
    const reply = await client().get('/common/discovery/instance?api-version=1.1&authorization_endpoint=x');
    const { host } = new URL(fixture.sim.authority.url);
    assert.deepEqual(reply.at('metadata', 0, 'aliases'), [host]);
  });

  it('signs ID tokens with a key that it publishes', async () => {
    const idToken = (await client().signIn()).textAt('id_token');
    const published = (await client().get('/common/discovery/v2.0/keys')).at('keys', 0);
    assert.ok(typeof published === 'object' && published !== null && !('d' in published));
    const [head = '', body = '', signature = ''] = idToken.split('.');
    const key = createPublicKey({ key: { ...published }, format: 'jwk' });
    assert.ok(verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')));
    const { tenantId, url } = fixture.sim.authority;
    const claims = claimsOf(idToken);
    assert.equal(claims['iss'], `${url}/${tenantId}/v2.0`);
    assert.equal(claims['ver'], '2.0');
  });

  it('is trusted by nobody who was not given its certificate', async () => {
    const { promise, resolve } = Promise.withResolvers<NodeJS.ErrnoException>();
    get(fixture.sim.authority.url, { agent: false }).once('error', resolve);
    assert.match(String((await promise).code), /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN/u);
  });
});

describe('a simulator without an authority', () => {
  const fixture = useSimulator();

  it('says how to get one', () => {
    assert.equal(fixture.sim.hasAuthority, false);
    assert.throws(() => fixture.sim.authority, /authority: true/u);
  });
});

describe('the authority of personal accounts', () => {
  const fixture = useSimulator({ drive: 'personal', authority: true });
  const client = (): AuthorityClient => new AuthorityClient(fixture.sim);

  it('signs them in as consumers, and nowhere as an organization', async () => {
    assert.equal(fixture.sim.authority.tenantId, '9188040d-6c67-4c5b-b112-36a304b66dad');
    for (const tenant of ['common', 'consumers', fixture.sim.authority.tenantId]) {
      assert.ok((await client().answer({}, {}, tenant)).get('code'), tenant);
    }
    await assert.rejects(client().answer({}, {}, 'organizations'), /AADSTS50020/u);
  });

  it('gives tokens for their drive', async () => {
    fixture.client.token = (await client().signIn()).textAt('access_token');
    assert.equal((await fixture.client.graph('GET', '/me/drive')).at('driveType'), 'personal');
  });
});
