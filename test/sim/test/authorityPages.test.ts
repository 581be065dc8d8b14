import assert from 'node:assert/strict';
import { alertOf, buttonsOf, headingOf, type Shown, SignInBrowser } from '../../support/signInBrowser.ts';
import { AuthorityClient, claimsOf } from './authorityClient.ts';
import { useSimulator } from './client.ts';

type Page = Extract<Shown, { kind: 'page' }>;

describe('the sign-in pages', () => {
  const fixture = useSimulator({ authority: { accounts: ['grace@contoso.example', 'lin@contoso.example'] } });
  const client = (): AuthorityClient => new AuthorityClient(fixture.sim);
  const newBrowser = (): SignInBrowser => new SignInBrowser(fixture.sim.authority.ca);

  function assertPage(shown: Shown, heading: string): asserts shown is Page {
    assert.equal(shown.kind, 'page');
    assert.equal(headingOf(shown.html), heading);
  }

  /** User names that the page offers. */
  const offered = (page: Page): string[] =>
    buttonsOf(page.html)
      .filter(({ name }) => name === 'account')
      .map(({ value }) => value);

  it('offer the accounts, and another one by its name', async () => {
    const browser = newBrowser();
    let shown = await browser.open(client().page());
    assertPage(shown, 'Pick an account');
    assert.match(shown.html, /to continue to OneDrive Sessions/u);
    assert.deepEqual(offered(shown), ['ada@contoso.example', 'grace@contoso.example', 'lin@contoso.example']);
    shown = await browser.submit(shown, { other: 'yes' });
    assertPage(shown, 'Sign in');
    assertPage(await browser.submit(shown, { back: 'yes' }), 'Pick an account');
    shown = await browser.submit(shown, { account: 'nobody', next: 'yes' });
    assertPage(shown, 'Sign in');
    assert.equal(alertOf(shown.html), 'Enter a valid email address.');
    shown = await browser.submit(shown, { account: 'New.One@contoso.example', next: 'yes' });
    assertPage(shown, 'Permissions requested');
    assert.match(shown.html, /new\.one@contoso\.example/u);
  });

  it('put the account that the application names first', async () => {
    const shown = await newBrowser().open(client().page({ login_hint: 'lin@contoso.example' }));
    assertPage(shown, 'Pick an account');
    assert.equal(offered(shown)[0], 'lin@contoso.example');
  });

  it('ask for each permission once', async () => {
    const own = client();
    const browser = newBrowser();
    let shown = await browser.open(own.page());
    assertPage(shown, 'Pick an account');
    shown = await browser.submit(shown, { account: 'ada@contoso.example' });
    assertPage(shown, 'Permissions requested');
    assert.match(shown.html, /Have full access to your files/u);
    assert.equal((await browser.submit(shown, { accept: 'yes' })).kind, 'left');
    const wider = own.scope('Files.ReadWrite', 'Sites.Read.All');
    shown = await browser.open(own.page({ scope: wider }));
    assertPage(shown, 'Permissions requested');
    assert.match(shown.html, /Sites\.Read\.All/u);
    assert.doesNotMatch(shown.html, /Files\.ReadWrite/u);
    assert.equal((await browser.submit(shown, { accept: 'yes' })).kind, 'left');
    assert.equal((await browser.open(own.page({ scope: wider }))).kind, 'left');
    assert.deepEqual(fixture.sim.authority.consented('ada@contoso.example'), ['Files.ReadWrite', 'Sites.Read.All']);
    const all = await own.signIn({}, { browser });
    assert.equal(all.at('scope'), own.scope('Files.ReadWrite', 'Sites.Read.All').replace(' offline_access', ''));
  });

  it('tell the application that the person declined', async () => {
    const answer = await client().answer({}, { accept: false });
    assert.equal(answer.get('error'), 'access_denied');
    assert.match(answer.get('error_description') ?? '', /^AADSTS65004: /u);
    assert.deepEqual([...answer.keys()].toSorted(), ['error', 'error_description', 'state']);
    assert.equal(answer.get('state'), 'some state');
    assert.deepEqual(fixture.sim.authority.consented('ada@contoso.example'), []);
  });

  it('remember in a browser who signed in, unless the application wants to know', async () => {
    const { authority } = fixture.sim;
    const browser = newBrowser();
    const own = client();
    assert.match((await own.answer({ prompt: 'none' }, { browser })).get('error_description') ?? '', /^AADSTS50058: /u);
    await own.answer({}, { browser, account: 'grace@contoso.example' });
    assert.equal((await browser.open(own.page())).kind, 'left');
    assert.ok((await own.answer({ prompt: 'none' }, { browser })).get('code'));
    assertPage(await browser.open(own.page({ prompt: 'select_account' })), 'Pick an account');
    assertPage(await browser.open(own.page({ prompt: 'login' })), 'Pick an account');
    assertPage(await browser.open(own.page({ prompt: 'consent' })), 'Permissions requested');
    assertPage(await browser.open(own.page({ login_hint: 'ada@contoso.example' })), 'Pick an account');
    assert.equal((await browser.open(own.page({ login_hint: 'Grace@contoso.example' }))).kind, 'left');
    const silent = await own.answer({ prompt: 'none', scope: own.scope('Sites.Read.All') }, { browser });
    assert.equal(silent.get('error'), 'consent_required');
    authority.reset();
    assertPage(await browser.open(own.page()), 'Pick an account');
  });

  it('let a browser change to another account', async () => {
    const browser = newBrowser();
    const own = client();
    const first = await own.signIn({}, { browser, account: 'ada@contoso.example' });
    const change = { prompt: 'select_account' };
    const next = await browser.submit(await pickPage(browser, own.page(change)), { account: 'grace@contoso.example' });
    assertPage(next, 'Permissions requested');
    const second = await own.signIn(change, { browser, account: 'grace@contoso.example' });
    const names = [first, second].map((reply) => claimsOf(reply.textAt('id_token'))['preferred_username']);
    assert.deepEqual(names, ['ada@contoso.example', 'grace@contoso.example']);
    assert.equal((await own.refresh(first)).status, 200);
    fixture.client.token = second.textAt('access_token');
    const drive = await fixture.client.graph('GET', '/me/drive');
    assert.equal(fixture.sim.drives.find(({ id }) => id === drive.at('id'))?.owner, 'grace@contoso.example');
  });

  it('keep accounts of other organizations out of a tenant', async () => {
    const guest = { account: 'ada@fabrikam.example' };
    const { domain, tenantId } = fixture.sim.authority;
    for (const tenant of [domain, tenantId]) {
      await assert.rejects(client().answer({}, guest, tenant), /AADSTS50020/u);
    }
    await assert.rejects(client().answer({}, {}, 'consumers'), /AADSTS50020/u);
    assert.ok((await client().answer({}, guest, 'organizations')).get('code'));
  });

  it('say when only an administrator can consent', async () => {
    const { authority } = fixture.sim;
    const own = client();
    const changes = { scope: own.scope('Sites.Read.All') };
    authority.requireAdminConsent(['Sites.Read.All']);
    const browser = newBrowser();
    const shown = await browser.submit(await pickPage(browser, own.page(changes)), { account: 'ada@contoso.example' });
    assertPage(shown, 'Need admin approval');
    const answer = await own.answer(changes, { browser });
    assert.equal(answer.get('error'), 'access_denied');
    assert.match(answer.get('error_description') ?? '', /^AADSTS90094: /u);
    assert.ok((await own.answer({}, { browser })).get('code'), 'others can still be granted');
  });

  it('let an administrator consent for everybody', async () => {
    const { authority } = fixture.sim;
    const own = client();
    authority.requireAdminConsent(['Sites.Read.All']);
    const browser = newBrowser();
    const address = `${authority.url}/organizations/adminconsent?client_id=${authority.clientId}`;
    const shown = await browser.open(address);
    assertPage(shown, 'Permissions requested');
    assertPage(await browser.submit(shown, { cancel: 'yes' }), 'Nothing was granted');
    assert.equal((await own.answer({ scope: own.scope('Sites.Read.All') })).get('error'), 'access_denied');
    assertPage(await browser.submit(shown, { accept: 'yes' }), 'Permissions granted');
    assert.match((await own.signIn({ scope: own.scope('Sites.Read.All') })).textAt('scope'), /Sites\.Read\.All/u);
    const stranger = await browser.open(`${authority.url}/organizations/adminconsent?client_id=somebody`);
    assert.equal(stranger.kind === 'page' ? stranger.status : 0, 400);
  });

  it('sign out of the browser', async () => {
    const own = client();
    const browser = newBrowser();
    const { url } = fixture.sim.authority;
    const tokens = await own.signIn({}, { browser });
    const logout = `${url}/common/oauth2/v2.0/logout?post_logout_redirect_uri=http%3A%2F%2Flocalhost`;
    let shown = await browser.open(logout);
    assertPage(shown, 'Do you want to sign out?');
    shown = await browser.submit(shown, { logout: 'yes' });
    assertPage(shown, 'You signed out of your account');
    assertPage(await browser.open(own.page()), 'Pick an account');
    assert.equal((await own.refresh(tokens)).status, 200, 'tokens of applications live on');
  });

  it('do not go on without a sign-in', async () => {
    const shown = await newBrowser().open(`${fixture.sim.authority.url}/common/oauth2/v2.0/interaction/none`);
    assert.equal(shown.kind === 'page' ? shown.status : 0, 400);
  });

  async function pickPage(browser: SignInBrowser, address: string): Promise<Page> {
    const shown = await browser.open(address);
    assertPage(shown, 'Pick an account');
    return shown;
  }
});
