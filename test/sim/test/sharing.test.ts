import assert from 'node:assert/strict';
import { useSimulator } from './client.ts';

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
