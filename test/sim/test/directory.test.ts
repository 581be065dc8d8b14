import assert from 'node:assert/strict';
import { rules, useSimulator } from './client.ts';

describe('drives', () => {
  const fixture = useSimulator({ quota: 1_000 });

  it('tell kind, owner and quota', async () => {
    const { client, sim } = fixture;
    const states: unknown[] = [];
    for (const [size, expected] of [
      [0, 'normal'],
      [901, 'nearing'],
      [991, 'critical'],
      [1_000, 'exceeded'],
    ] as const) {
      sim.putItem('/a', { size });
      const drive = await client.graph('GET', '/me/drive');
      assert.equal(drive.at('driveType'), 'business');
      assert.equal(drive.at('id'), sim.drives[0]?.id);
      assert.equal(drive.at('owner', 'user', 'email'), sim.defaultAccount);
      assert.equal(drive.at('quota', 'total'), 1_000);
      assert.equal(drive.at('quota', 'used'), size);
      assert.equal(drive.at('quota', 'remaining'), 1_000 - size);
      assert.equal(drive.at('quota', 'state'), expected);
      states.push(expected);
    }
    assert.equal(states.length, 4);
  });

  it('are listed for me, a user, a group and a site, and found by id', async () => {
    const { client, sim } = fixture;
    const own = sim.drives[0]?.id;
    assert.equal((await client.graph('GET', '/me/drives')).at('value', 0, 'id'), own);
    assert.equal((await client.graph('GET', `/users/${sim.defaultAccount}/drives`)).at('value', 0, 'id'), own);
    assert.equal((await client.graph('GET', `/drives/${own}`)).at('id'), own);
    const group = await client.graph('GET', `/groups/${sim.groups[0]?.id}/drives`);
    assert.equal(group.at('value', 0, 'driveType'), 'documentLibrary');
    assert.equal((await client.graph('GET', '/groups/none/drives')).status, 404);
    assert.equal((await client.graph('GET', '/users/none/drives')).status, 404);
    assert.equal((await client.graph('GET', '/drives/none')).status, 404);
  });

  it('of somebody else are closed', async () => {
    const { client, sim } = fixture;
    const other = await client.graph('GET', '/users/grace@contoso.example/drive');
    assert.equal(other.refusal, '403 accessDenied');
    const theirs = sim.drives.find(({ owner }) => owner === 'grace@contoso.example')?.id ?? '';
    const item = sim.putItem('/secret.txt', 'x', theirs);
    assert.equal((await client.graph('GET', `/drives/${theirs}/items/${item.id}`)).status, 403);
    assert.equal((await client.graph('PUT', `/drives/${theirs}/root:/x:/content`, 'x')).status, 403);
  });

  it('belong to the account of the token', async () => {
    const { client, sim } = fixture;
    await client.graph('PUT', '/me/drive/root:/mine.txt:/content', 'x');
    client.token = sim.issueToken({ account: 'Grace@contoso.example' });
    assert.equal((await client.graph('GET', '/me')).at('userPrincipalName'), 'grace@contoso.example');
    assert.equal((await client.graph('GET', '/me/drive/root:/mine.txt')).status, 404);
  });
});

describe('what others shared', () => {
  const fixture = useSimulator();
  const owner = 'grace@contoso.example';

  it('is listed with the drive and id to use it by, with everything below it', async () => {
    const { client, sim } = fixture;
    sim.issueToken({ account: owner });
    const theirs = sim.drives.find((drive) => drive.owner === owner)?.id ?? '';
    const folder = sim.putItem('/Shared', { folder: true }, theirs);
    const secret = sim.putItem('/Other/secret.txt', 'x', theirs);
    sim.share('/Shared', sim.defaultAccount, owner);
    const list = await client.graph('GET', '/me/drive/sharedWithMe');
    assert.equal(list.at('value', 0, 'name'), 'Shared');
    const driveId = list.textAt('value', 0, 'remoteItem', 'parentReference', 'driveId');
    assert.equal(driveId, theirs);
    assert.equal(list.at('value', 0, 'remoteItem', 'id'), folder.id);
    const put = await client.graph('PUT', `/drives/${driveId}/items/${folder.id}:/new.txt:/content`, 'x');
    assert.equal(put.status, 201);
    assert.equal((await client.graph('GET', `/drives/${driveId}/items/${secret.id}`)).status, 403);
    assert.deepEqual(rules(sim), []);
  });

  it('is listed without a scope that ends in All, but cannot be used', async () => {
    const { client, sim } = fixture;
    sim.issueToken({ account: owner });
    const theirs = sim.drives.find((drive) => drive.owner === owner)?.id ?? '';
    const folder = sim.putItem('/Plans', { folder: true }, theirs);
    sim.share('/Plans', sim.defaultAccount, owner);
    const address = `/drives/${theirs}/items/${folder.id}`;
    client.token = sim.issueToken({ scopes: ['User.Read', 'Files.ReadWrite'] });
    const list = await client.graph('GET', '/me/drive/sharedWithMe');
    assert.ok(list.text.includes(folder.id));
    assert.equal((await client.graph('GET', address)).refusal, '403 accessDenied');
    assert.equal((await client.graph('GET', '/me/drive/root')).status, 200);
    client.token = sim.issueToken({ scopes: ['Files.Read.All'] });
    assert.equal((await client.graph('GET', address)).status, 200);
    assert.equal((await client.graph('PUT', `${address}:/x.txt:/content`, 'x')).refusal, '403 accessDenied');
    client.token = sim.issueToken({ scopes: ['User.Read'] });
    assert.equal((await client.graph('GET', '/me/drive/sharedWithMe')).refusal, '403 accessDenied');
  });
});

describe('sites and groups', () => {
  const fixture = useSimulator();

  it('are searched, followed and found by id and path', async () => {
    const { client, sim } = fixture;
    const found = await client.graph('GET', '/sites?search=engin');
    const engineering = sim.sites.find(({ displayName }) => displayName === 'Engineering');
    assert.equal(found.at('value', 0, 'id'), engineering?.id);
    assert.equal(found.at('value', 1), undefined);
    const followed = await client.graph('GET', '/me/followedSites');
    assert.deepEqual(
      [followed.at('value', 0, 'displayName'), followed.at('value', 1, 'displayName')],
      ['Engineering', 'Marketing'],
    );
    assert.equal((await client.graph('GET', `/sites/${engineering?.id}`)).at('displayName'), 'Engineering');
    assert.equal((await client.graph('GET', '/sites/root')).at('displayName'), 'Contoso');
    const byPath = await client.graph('GET', '/sites/contoso.sharepoint.com:/sites/Engineering');
    assert.equal(byPath.at('id'), engineering?.id);
    assert.equal((await client.graph('GET', '/sites/contoso.sharepoint.com:/sites/none')).status, 404);
    assert.equal((await client.graph('GET', '/sites/none')).status, 404);
    const drives = await client.graph('GET', `/sites/${engineering?.id}/drives`);
    assert.deepEqual([drives.at('value', 0, 'name'), drives.at('value', 1, 'name')], ['Documents', 'Designs']);
  });

  it('list the groups of the account', async () => {
    const reply = await fixture.client.graph('GET', '/me/memberOf/microsoft.graph.group');
    assert.equal(reply.at('value', 0, 'displayName'), 'Team');
    assert.equal(reply.at('value', 0, 'id'), fixture.sim.groups[0]?.id);
  });

  it('come in pages', async () => {
    const { client, sim } = fixture;
    for (let number = 0; number < 5; number++) {
      sim.addSite(`Lab ${number}`, ['Documents', 'Data', 'Raw'], true);
      sim.addGroup(`Crew ${number}`, number === 0 ? 'security' : 'unified');
    }
    const labs = sim.sites.find(({ displayName }) => displayName === 'Lab 0')?.id;
    for (const [address, expected] of [
      ['/sites?search=lab&$top=2', 5],
      ['/me/followedSites?$top=3', 7],
      ['/me/memberOf/microsoft.graph.group?$top=4', 6],
      [`/sites/${labs}/drives?$top=2`, 3],
    ] as const) {
      const ids = new Set<unknown>();
      let pages = 0;
      for (let next: unknown = address; typeof next === 'string'; pages++) {
        const page = await client.graph('GET', next.slice(next.startsWith('/') ? 0 : `${sim.graphUrl}/v1.0`.length));
        for (let index = 0; page.at('value', index) !== undefined; index++) {
          ids.add(page.at('value', index, 'id'));
        }
        next = page.at('@odata.nextLink');
      }
      assert.equal(ids.size, expected, address);
      assert.ok(pages > 1, address);
    }
    assert.deepEqual(rules(sim), []);
  });

  it("are found beside everybody's OneDrive", async () => {
    const { client, sim } = fixture;
    sim.issueToken({ account: 'grace@contoso.example' });
    const found = await client.graph('GET', '/sites?search=grace');
    assert.match(found.textAt('value', 0, 'webUrl'), /\/personal\/grace_contoso_example$/u);
  });

  it('tells only the ids of groups without a scope for groups', async () => {
    const { client, sim } = fixture;
    client.token = sim.issueToken({ scopes: ['User.Read'] });
    const reply = await client.graph('GET', '/me/memberOf/microsoft.graph.group');
    assert.equal(reply.at('value', 0, 'displayName'), null);
    assert.equal(reply.at('value', 0, 'id'), sim.groups[0]?.id);
  });

  it('need their scopes', async () => {
    const { client, sim } = fixture;
    client.token = sim.issueToken({ scopes: ['Files.ReadWrite'] });
    for (const path of ['/sites?search=x', '/me/followedSites', '/sites/root', '/me/memberOf']) {
      assert.equal((await client.graph('GET', path)).refusal, '403 accessDenied', path);
    }
  });
});

describe('sharing links', () => {
  const fixture = useSimulator();
  const link = (body: object): ReturnType<typeof fixture.client.graph> =>
    fixture.client.graph('POST', '/me/drive/root:/a.txt:/createLink', body);
  beforeEach(() => {
    fixture.sim.putItem('/a.txt', 'x');
  });

  it('are new with 201, the same with 200, and for the organization by default', async () => {
    const first = await link({ type: 'view' });
    assert.equal(first.status, 201);
    assert.equal(first.at('link', 'scope'), 'organization');
    assert.equal(first.at('link', 'type'), 'view');
    const again = await link({ type: 'view' });
    assert.equal(again.status, 200);
    assert.equal(again.at('link', 'webUrl'), first.at('link', 'webUrl'));
    const edit = await link({ type: 'edit', scope: 'anonymous', expirationDateTime: '2030-01-01T00:00:00Z' });
    assert.equal(edit.status, 201);
    assert.deepEqual(edit.at('roles'), ['write']);
    assert.equal(edit.at('expirationDateTime'), '2030-01-01T00:00:00Z');
  });

  it('are not embedded or given passwords on Business, nor of unknown types', async () => {
    assert.equal((await link({ type: 'embed' })).status, 400);
    assert.equal((await link({ type: 'view', password: 'x' })).status, 400);
    assert.equal((await link({ type: 'own' })).status, 400);
    assert.equal((await link({ type: 'view', scope: 'all' })).status, 400);
  });

  it('open in a browser, as do the web addresses of items', async () => {
    const { client } = fixture;
    const created = await link({ type: 'view' });
    const item = await client.graph('GET', '/me/drive/root:/a.txt');
    for (const url of [created.textAt('link', 'webUrl'), item.textAt('webUrl')]) {
      const page = await client.send({ method: 'GET', url });
      assert.equal(page.status, 200);
      assert.match(page.text, /<h1>a\.txt<\/h1>/u);
    }
    assert.equal((await client.send({ method: 'GET', url: `${client.sim.uploadOrigin}/nothing` })).status, 404);
    assert.equal((await client.send({ method: 'POST', url: item.textAt('webUrl') })).status, 405);
  });

  it('and web addresses lead back to the item through /shares', async () => {
    const { client, sim } = fixture;
    const folder = sim.putItem('/F', { folder: true });
    const web = (await client.graph('GET', '/me/drive/root:/F')).textAt('webUrl');
    const shared = (await client.graph('POST', '/me/drive/root:/F:/createLink', { type: 'edit' })).textAt(
      'link',
      'webUrl',
    );
    for (const url of [web, shared]) {
      const id = `u!${Buffer.from(url).toString('base64url')}`;
      const found = await client.graph('GET', `/shares/${id}/driveItem`);
      assert.equal(found.at('id'), folder.id);
    }
    assert.equal((await client.graph('GET', '/shares/xyz/driveItem')).status, 400);
    const noPrefix = Buffer.from(web).toString('base64url');
    assert.equal((await client.graph('GET', `/shares/s!${noPrefix}/driveItem`)).status, 400);
    const none = `u!${Buffer.from('http://localhost/none').toString('base64url')}`;
    assert.equal((await client.graph('GET', `/shares/${none}/driveItem`)).status, 404);
  });
});

describe('a sharing link to a folder of somebody else', () => {
  const fixture = useSimulator();
  const owner = 'grace@contoso.example';
  const theirs = (): string => fixture.sim.drives.find((drive) => drive.owner === owner)?.id ?? '';

  async function linkTo(scope: string): Promise<{ id: string; share: string }> {
    const { client, sim } = fixture;
    const ownToken = client.token;
    client.token = sim.issueToken({ account: owner });
    const { id } = sim.putItem('/Offered', { folder: true }, theirs());
    const link = await client.graph('POST', '/me/drive/root:/Offered:/createLink', { type: 'edit', scope });
    client.token = ownToken;
    const share = `/shares/u!${Buffer.from(link.textAt('link', 'webUrl')).toString('base64url')}/driveItem`;
    return { id, share };
  }

  const open = (share: string, prefer?: string): ReturnType<typeof fixture.client.send> =>
    fixture.client.send({
      method: 'GET',
      url: `${fixture.sim.graphUrl}/v1.0${share}`,
      headers: { Authorization: `Bearer ${fixture.client.token}`, ...(prefer !== undefined && { Prefer: prefer }) },
    });

  it('gives lasting access when it is redeemed, none beyond the request when only looked at', async () => {
    const { id, share } = await linkTo('organization');
    const item = `/drives/${theirs()}/items/${id}`;
    assert.equal((await open(share)).status, 403);
    assert.equal((await open(share, 'redeemSharingLinkIfNecessary')).status, 200);
    assert.equal((await fixture.client.graph('GET', item)).status, 403);
    assert.equal((await open(share, 'redeemSharingLink')).status, 200);
    assert.equal((await fixture.client.graph('GET', item)).status, 200);
    assert.equal((await open(share)).status, 200);
  });

  it('is of no use to who was not named in it', async () => {
    const { share } = await linkTo('users');
    assert.equal((await open(share, 'redeemSharingLink')).status, 403);
  });
});

describe('sharing links on Personal', () => {
  const fixture = useSimulator({ drive: 'personal' });

  it('are for anyone by default, can be embedded, and know no organization', async () => {
    const { client, sim } = fixture;
    sim.putItem('/a.txt', 'x');
    const link = (body: object): ReturnType<typeof client.graph> =>
      client.graph('POST', '/me/drive/root:/a.txt:/createLink', body);
    assert.equal((await link({ type: 'view', password: 'x' })).at('hasPassword'), true);
    const embed = await link({ type: 'embed' });
    assert.equal(embed.at('link', 'scope'), 'anonymous');
    assert.match(embed.textAt('link', 'webHtml'), /^<iframe/u);
    assert.equal((await link({ type: 'view', scope: 'organization' })).status, 400);
  });
});

describe('a tenant without anonymous links', () => {
  const fixture = useSimulator({ behaviours: { anonymousLinks: false } });

  it('refuses them', async () => {
    fixture.sim.putItem('/a.txt', 'x');
    const body = { type: 'view', scope: 'anonymous' };
    const reply = await fixture.client.graph('POST', '/me/drive/root:/a.txt:/createLink', body);
    assert.equal(reply.refusal, '403 accessDenied');
  });
});
