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
