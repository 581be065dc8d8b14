import assert from 'node:assert/strict';
import { rules, useSimulator } from './client.ts';

const session = { item: { '@microsoft.graph.conflictBehavior': 'replace' } };

describe('addresses on Business', () => {
  const fixture = useSimulator({ drive: 'business' });

  /** Every form in which a file can be named for an upload session. */
  const forms: Readonly<Record<string, () => string>> = {
    'an existing file of /me/drive by id': () => `/me/drive/items/${id('/f.bin')}`,
    'an existing file of /drives by id': () => `/drives/${driveId()}/items/${id('/f.bin')}`,
    'an existing file of /me/drives by id': () => `/me/drives/${driveId()}/items/${id('/f.bin')}`,
    'an existing file of /users by principal name': () =>
      `/users/${fixture.sim.defaultAccount}/drive/items/${id('/f.bin')}`,
    'an existing file by path': () => '/me/drive/root:/f.bin:',
    'a new file by path': () => '/me/drive/root:/Reports/new.bin:',
    'a new file by parent id and name': () => `/me/drive/items/${id('/Reports')}:/new.bin:`,
    'a new file by drive id, parent id and name': () => `/drives/${driveId()}/items/${id('/Reports')}:/new.bin:`,
    'a new file by parent id and path': () => `/me/drive/items/${id('/Reports')}:/deep/er/new.bin:`,
    'a new file by drive id and path': () => `/drives/${driveId()}/root:/Reports/new.bin:`,
    'a new file below the id "root"': () => '/me/drive/items/root:/new.bin:',
    'a new file in a special folder': () => '/me/drive/special/approot:/new.bin:',
    'a new file as a child with its name in the address': () => `/me/drive/items/${id('/Reports')}/children('new.bin')`,
  };

  const id = (path: string): string => fixture.sim.item(path)?.id ?? '';
  const driveId = (): string => fixture.sim.drives[0]?.id ?? '';

  beforeEach(() => {
    fixture.sim.putItem('/f.bin', 'old');
    fixture.sim.putItem('/Reports', { folder: true });
  });

  for (const [name, address] of Object.entries(forms)) {
    for (const version of ['/v1.0', '/beta']) {
      it(`opens a session for ${name} in ${version}`, async () => {
        const reply = await fixture.client.graph('POST', `${version}${address()}/createUploadSession`, session);
        assert.equal(reply.status, 200, reply.text);
        const done = await fixture.client.fragment(reply.textAt('uploadUrl'), Buffer.from('abc'), 0);
        assert.equal(done.status, address().includes('f.bin') || address().endsWith(id('/f.bin')) ? 200 : 201);
        assert.deepEqual(rules(fixture.sim), []);
      });
    }
  }

  it('opens a session with the name as a parameter alias, quotes doubled', async () => {
    const query = `@a1='${encodeURIComponent("Reports/it''s new.bin")}'`;
    const reply = await fixture.client.graph(
      'POST',
      `/me/drive/root/children('@a1')/createUploadSession?${query}`,
      session,
    );
    assert.equal(reply.status, 200);
    await fixture.client.fragment(reply.textAt('uploadUrl'), Buffer.from('abc'), 0);
    assert.ok(fixture.sim.item("/Reports/it's new.bin"));
  });

  it('refuses a parameter alias without a value', async () => {
    const reply = await fixture.client.graph('POST', "/me/drive/root/children('@a1')/createUploadSession", session);
    assert.equal(reply.refusal, '400 invalidRequest invalidParameterFormat');
  });

  it('opens sessions in the drives of a group and of sites', async () => {
    const { sim, client } = fixture;
    const site = sim.sites.find(({ displayName }) => displayName === 'Engineering');
    const [group] = sim.groups;
    const libraries = await client.graph('GET', `/sites/${site?.id}/drives`);
    const addresses = [
      `/groups/${group?.id}/drive/root:/g.bin:`,
      `/sites/${site?.id}/drive/root:/s.bin:`,
      `/sites/contoso.sharepoint.com:/sites/engineering:/drive/root:/p.bin:`,
      `/sites/${site?.id}/drives/${libraries.textAt('value', 1, 'id')}/root:/d.bin:`,
      `/drives/${libraries.textAt('value', 0, 'id')}/root:/i.bin:`,
    ];
    for (const address of addresses) {
      assert.equal((await client.graph('POST', `${address}/createUploadSession`, session)).status, 200, address);
    }
    assert.deepEqual(
      sim.openSessions.map(({ path }) => path),
      ['/g.bin', '/s.bin', '/p.bin', '/d.bin', '/i.bin'],
    );
  });

  it('refuses a session for a folder without a name', async () => {
    for (const address of [`/me/drive/items/${id('/Reports')}`, '/me/drive/root']) {
      const reply = await fixture.client.graph('POST', `${address}/createUploadSession`, session);
      assert.equal(reply.refusal, '400 invalidRequest');
    }
  });

  it('answers 404 for a drive, parent or item that is gone', async () => {
    for (const address of ['/drives/none/root:/a:', '/me/drive/items/NONE:/a:', '/me/drive/items/NONE']) {
      const reply = await fixture.client.graph('POST', `${address}/createUploadSession`, session);
      assert.equal(reply.refusal, '404 itemNotFound');
    }
  });

  it('decodes each segment by itself', async () => {
    const name = 'a #%&+ ü.txt';
    const reply = await fixture.client.graph('PUT', `/me/drive/root:/x%20y/${encodeURIComponent(name)}:/content`, 'x');
    assert.equal(reply.at('name'), name);
    const read = await fixture.client.graph('GET', `/me/drive/root:/x%20y/${encodeURIComponent(name)}`);
    assert.equal(read.at('id'), reply.at('id'));
    assert.equal(read.textAt('parentReference', 'path'), `/drives/${driveId()}/root:/x%20y`);
    const slash = await fixture.client.graph('PUT', '/me/drive/root:/x%2Fy.txt:/content', 'x');
    assert.equal(slash.refusal, '400 invalidRequest invalidPath');
  });

  it('refuses an address that is not encoded', async () => {
    assert.equal((await fixture.client.graph('PUT', '/me/drive/root:/a#b:/content', 'x')).status, 400);
    assert.equal((await fixture.client.graph('PUT', '/me/drive/root:/a%zz:/content', 'x')).status, 400);
  });

  it('keeps a name with a literal percent sequence on Business', async () => {
    const reply = await fixture.client.graph('PUT', '/me/drive/root:/a%2541.txt:/content', 'x');
    assert.equal(reply.at('name'), 'a%41.txt');
  });

  it('takes item ids by their exact letters', async () => {
    assert.equal((await fixture.client.graph('GET', `/me/drive/items/${id('/f.bin')}`)).status, 200);
    assert.equal((await fixture.client.graph('GET', `/me/drive/items/${id('/f.bin').toLowerCase()}`)).status, 404);
  });

  it('knows no other version, resource or method', async () => {
    const { client } = fixture;
    assert.equal(
      (
        await client.send({
          method: 'GET',
          url: `${client.sim.graphUrl}/v2.0/me`,
          headers: { Authorization: `Bearer ${client.token}` },
        })
      ).status,
      404,
    );
    assert.equal((await client.graph('GET', '/me/drive/root/nothing')).status, 400);
    assert.equal((await client.graph('POST', '/me/drive/root')).status, 405);
    assert.equal((await client.graph('GET', '/me/messages')).status, 400);
    assert.equal((await client.graph('POST', '/me')).status, 400);
    assert.equal((await client.graph('POST', '/me/drive/sharedWithMe')).status, 400);
  });

  it('has no names below a file', async () => {
    const reply = await fixture.client.graph('PUT', `/me/drive/items/${id('/f.bin')}:/x.txt:/content`, 'x');
    assert.equal(reply.refusal, '404 itemNotFound');
  });
});

describe('addresses on Personal', () => {
  const fixture = useSimulator({ drive: 'personal' });

  it('decodes a literal percent sequence once more', async () => {
    const reply = await fixture.client.graph('PUT', '/me/drive/root:/a%2541.txt:/content', 'x');
    assert.equal(reply.at('name'), 'aA.txt');
    const slash = await fixture.client.graph('PUT', '/me/drive/root:/a%252Fb.txt:/content', 'x');
    assert.equal(slash.refusal, '400 invalidRequest invalidPath');
  });

  it('has no children(name) form, groups or sites', async () => {
    const { client } = fixture;
    const child = await client.graph('POST', "/me/drive/root/children('a.bin')/createUploadSession", session);
    assert.equal(child.refusal, '400 invalidRequest');
    assert.equal((await client.graph('GET', '/groups/x/drive')).status, 400);
    assert.equal((await client.graph('GET', '/sites?search=x')).status, 400);
    assert.equal((await client.graph('GET', '/me/followedSites')).status, 400);
  });

  it('takes its drive id in any case and without leading zeros', async () => {
    const id = fixture.sim.drives[0]?.id ?? '';
    const short = id.toLowerCase().replace(/^0+/u, '');
    assert.notEqual(short, id);
    assert.equal((await fixture.client.graph('GET', `/drives/${short}/root`)).status, 200);
  });
});

describe('addresses in a cloud without colon paths', () => {
  const fixture = useSimulator({ behaviours: { refuseColonPaths: true } });

  it('opens sessions by children(name) only', async () => {
    assert.equal((await fixture.client.createSession('/a.bin')).status, 400);
    const reply = await fixture.client.graph('POST', "/me/drive/root/children('a.bin')/createUploadSession", session);
    assert.equal(reply.status, 200);
  });
});

describe('short drive ids on Personal', () => {
  const fixture = useSimulator({ drive: 'personal', behaviours: { shortDriveIds: true } });

  it('shows them in items and takes them back', async () => {
    fixture.sim.putItem('/a.txt', 'x');
    const item = await fixture.client.graph('GET', '/me/drive/root:/a.txt');
    const shown = item.textAt('parentReference', 'driveId');
    assert.equal(shown, fixture.sim.drives[0]?.id.toLowerCase().replace(/^0+/u, ''));
    assert.equal((await fixture.client.graph('GET', `/drives/${shown}/items/${item.textAt('id')}`)).status, 200);
  });
});
