import assert from 'node:assert/strict';
import { type Reply, rules, useSimulator } from './client.ts';

function names(reply: Reply): unknown[] {
  const value = reply.at('value');
  assert.ok(Array.isArray(value));
  return value.map((_, index) => reply.at('value', index, 'name'));
}

describe('children', () => {
  const fixture = useSimulator();
  const seed = (...items: string[]): void => {
    for (const name of items) {
      fixture.sim.putItem(`/F/${name}`, name);
    }
  };
  const follow = (link: string): Promise<Reply> =>
    fixture.client.send({ method: 'GET', url: link, headers: { Authorization: `Bearer ${fixture.client.token}` } });

  it('come page by page through absolute links that keep the query', async () => {
    seed('a', 'b', 'c', 'd', 'e');
    const seen: unknown[] = [];
    let reply = await fixture.client.graph('GET', '/me/drive/root:/F:/children?$top=2&$select=name,id');
    for (let page = 1; ; page++) {
      assert.equal(reply.status, 200);
      seen.push(...names(reply));
      assert.equal(reply.at('value', 0, 'size'), undefined, `page ${page} is selected too`);
      if (reply.at('@odata.nextLink') === undefined) {
        assert.equal(page, 3);
        break;
      }
      const link = reply.textAt('@odata.nextLink');
      assert.ok(link.startsWith(`${fixture.sim.graphUrl}/v1.0/me/drive/`));
      reply = await follow(link);
    }
    assert.deepEqual(seen, ['a', 'b', 'c', 'd', 'e']);
    assert.deepEqual(rules(fixture.sim), []);
  });

  it('come 200 at a time unless asked for otherwise', async () => {
    seed(...Array.from({ length: 201 }, (_, index) => `n${index}`));
    const first = await fixture.client.graph('GET', '/me/drive/root:/F:/children');
    assert.equal(names(first).length, 200);
    const all = await fixture.client.graph('GET', '/me/drive/root:/F:/children?$top=1000');
    assert.equal(names(all).length, 201);
    assert.equal(all.at('@odata.nextLink'), undefined);
  });

  it('notices a page link that was not followed as given', async () => {
    seed('a', 'b');
    const reply = await fixture.client.graph('GET', '/me/drive/root:/F:/children?$top=1');
    await follow(`${reply.textAt('@odata.nextLink')}&$select=name`);
    assert.deepEqual(rules(fixture.sim), ['nextLinkRewritten']);
  });

  it('refuses page tokens and sizes that make no sense', async () => {
    seed('a');
    for (const query of ['$skiptoken=zzz', '$top=0', '$top=-1', '$top=x', '$orderby=size', '$orderby=name%20up']) {
      const reply = await fixture.client.graph('GET', `/me/drive/root:/F:/children?${query}`);
      assert.equal(reply.status, 400, query);
    }
  });

  it('are sorted by name, up or down, without regard to case', async () => {
    seed('b', 'A', 'c10', 'c9');
    const up = await fixture.client.graph('GET', '/me/drive/root:/F:/children');
    assert.deepEqual(names(up), ['A', 'b', 'c9', 'c10']);
    assert.equal(up.at('@odata.context'), `${fixture.sim.graphUrl}/v1.0/$metadata#driveItems`);
    const beta = await fixture.client.graph('GET', '/beta/me/drive/root:/F:/children');
    assert.equal(beta.at('@odata.context'), `${fixture.sim.graphUrl}/beta/$metadata#driveItems`);
    const down = await fixture.client.graph('GET', '/me/drive/root:/F:/children?$orderby=name%20desc');
    assert.deepEqual(names(down), ['c10', 'c9', 'b', 'A']);
  });

  it('can be an empty page with a link to the page that was meant', async () => {
    seed('a', 'b');
    fixture.sim.faults.add({ route: 'listChildren', kind: 'emptyPage' });
    const empty = await fixture.client.graph('GET', '/me/drive/root:/F:/children');
    assert.deepEqual(names(empty), []);
    const next = await follow(empty.textAt('@odata.nextLink'));
    assert.deepEqual(names(next), ['a', 'b']);
    assert.deepEqual(rules(fixture.sim), []);
  });

  it('belong to folders only', async () => {
    seed('a');
    assert.equal((await fixture.client.graph('GET', '/me/drive/root:/F/a:/children')).status, 400);
    assert.equal((await fixture.client.graph('GET', '/me/drive/root:/none:/children')).status, 404);
  });

  it('links under the name that a proxy says it was reached by', async () => {
    seed('a', 'b');
    const reply = await fixture.client.graph('GET', '/me/drive/root:/F:/children?$top=1', undefined, {
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'graph.microsoft.com',
    });
    assert.match(reply.textAt('@odata.nextLink'), /^https:\/\/graph\.microsoft\.com\/v1\.0\//u);
  });
});

describe('children on Personal', () => {
  const fixture = useSimulator({ drive: 'personal' });

  it('can be sorted by size', async () => {
    fixture.sim.putItem('/a', 'xxx');
    fixture.sim.putItem('/b', 'x');
    const reply = await fixture.client.graph('GET', '/me/drive/root/children?$orderby=size');
    assert.deepEqual(names(reply), ['b', 'a']);
  });
});

describe('folders', () => {
  const fixture = useSimulator();
  const create = (body: object): Promise<Reply> => fixture.client.graph('POST', '/me/drive/root/children', body);
  const behaviour = (value: string): object => ({ '@microsoft.graph.conflictBehavior': value });

  it('are created with 201', async () => {
    const reply = await create({ name: 'Reports', folder: {}, ...behaviour('fail') });
    assert.equal(reply.status, 201);
    assert.equal(reply.at('folder', 'childCount'), 0);
    assert.equal(fixture.sim.item('/Reports')?.id, reply.at('id'));
  });

  it('fail on a taken name unless told otherwise', async () => {
    const first = fixture.sim.putItem('/Reports', { folder: true });
    fixture.sim.putItem('/file', 'x');
    assert.equal((await create({ name: 'reports', folder: {} })).refusal, '409 nameAlreadyExists');
    assert.equal((await create({ name: 'Reports', folder: {}, ...behaviour('fail') })).status, 409);
    const replaced = await create({ name: 'Reports', folder: {}, ...behaviour('replace') });
    assert.equal(replaced.status, 200);
    assert.equal(replaced.at('id'), first.id);
    const renamed = await create({ name: 'Reports', folder: {}, ...behaviour('rename') });
    assert.equal(renamed.status, 201);
    assert.equal(renamed.at('name'), 'Reports 1');
    assert.equal((await create({ name: 'file', folder: {}, ...behaviour('replace') })).status, 409);
    assert.equal((await create({ name: 'x', folder: {}, ...behaviour('merge') })).status, 201);
    assert.equal((await create({ name: 'x', folder: {}, ...behaviour('merge') })).status, 400);
  });

  it('need a name and a folder facet', async () => {
    assert.equal((await create({ name: 'Reports' })).status, 400);
    assert.equal((await create({ folder: {} })).status, 400);
    assert.equal((await create([])).status, 400);
  });

  it('are not made below a file', async () => {
    fixture.sim.putItem('/a.txt', 'x');
    const reply = await fixture.client.graph('POST', '/me/drive/root:/a.txt:/children', { name: 'F', folder: {} });
    assert.equal(reply.status, 400);
  });
});
