import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { enterDeviceCode, signInByPages } from '../../support/signInPages.ts';
import { SignInBrowser } from '../../support/signInBrowser.ts';
import { AuthorityClient, claimsOf, refusalOf } from './authorityClient.ts';
import { useSimulator } from './client.ts';

describe('signing in with a device code', () => {
  const fixture = useSimulator({ authority: { deviceCodeSeconds: 2 } });
  const client = (): AuthorityClient => new AuthorityClient(fixture.sim);
  const ca = (): { ca: string } => ({ ca: fixture.sim.authority.ca });

  it('gives tokens when the person has finished', async () => {
    const { url } = fixture.sim.authority;
    const code = await client().deviceCode();
    assert.equal(code.status, 200);
    assert.equal(code.at('verification_uri'), `${url}/devicelogin`);
    assert.equal(code.at('interval'), 1);
    assert.equal(code.at('expires_in'), 2);
    assert.match(code.textAt('user_code'), /^[A-Z]{9}$/u);
    assert.match(code.textAt('message'), new RegExp(code.textAt('user_code'), 'u'));
    assert.equal(refusalOf(await client().poll(code)), '400 authorization_pending AADSTS70016');
    const end = await enterDeviceCode(code.textAt('verification_uri'), code.textAt('user_code').toLowerCase(), {
      ...ca(),
      account: 'grace@contoso.example',
    });
    assert.equal(end, 'You have signed in');
    const reply = await client().poll(code);
    assert.equal(reply.at('scope'), `openid profile ${fixture.sim.graphUrl}/Files.ReadWrite`);
    const claims = claimsOf(reply.textAt('id_token'));
    assert.equal(claims['preferred_username'], 'grace@contoso.example');
    assert.equal((await client().refresh(reply)).status, 200);
    assert.equal(refusalOf(await client().poll(code)), '400 invalid_grant AADSTS54005');
  });

  it('takes the name of the grant from RFC 8628 too', async () => {
    const code = await client().deviceCode();
    const reply = await client().token({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: code.textAt('device_code'),
    });
    assert.equal(refusalOf(reply), '400 authorization_pending AADSTS70016');
  });

  it('complains about a wrong code', async () => {
    const page = `${fixture.sim.authority.url}/devicelogin`;
    assert.match(await enterDeviceCode(page, 'WRONGCODE', ca()), /^Enter code That code didn’t work/u);
  });

  it('tells the device that the person declined', async () => {
    for (const choice of [{ proceed: false }, { accept: false }]) {
      const code = await client().deviceCode();
      const end = await enterDeviceCode(code.textAt('verification_uri'), code.textAt('user_code'), {
        ...ca(),
        ...choice,
      });
      assert.equal(end, 'Sign-in cancelled');
      assert.equal(refusalOf(await client().poll(code)), '400 authorization_declined AADSTS65004');
    }
  });

  it('asks for the account even where somebody is signed in', async () => {
    const browser = new SignInBrowser(fixture.sim.authority.ca);
    await signInByPages(client().page(), { browser, account: 'ada@contoso.example' });
    const code = await client().deviceCode();
    await enterDeviceCode(code.textAt('verification_uri'), code.textAt('user_code'), {
      browser,
      account: 'grace@contoso.example',
    });
    const claims = claimsOf((await client().poll(code)).textAt('id_token'));
    assert.equal(claims['preferred_username'], 'grace@contoso.example');
  });

  it('ends with its time', async () => {
    const code = await client().deviceCode();
    await wait(2_100);
    assert.equal(refusalOf(await client().poll(code)), '400 expired_token AADSTS70020');
    const page = code.textAt('verification_uri');
    assert.match(await enterDeviceCode(page, code.textAt('user_code'), ca()), /didn’t work/u);
  });

  it('is refused for another client, service or tenant', async () => {
    assert.equal(refusalOf(await client().deviceCode({ client_id: 'x' })), '400 unauthorized_client AADSTS700016');
    assert.equal(
      refusalOf(await client().deviceCode({ scope: 'https://graph.microsoft.com/Files.Read' })),
      '400 invalid_scope AADSTS70011',
    );
    assert.equal(refusalOf(await client().deviceCode({ scope: '' })), '400 invalid_request AADSTS900144');
  });
});
