import assert from 'node:assert/strict';
import { makeWorkbook } from '../../support/xlsx.ts';
import { MINUTE, SECOND } from '../clock.ts';
import { type Reply, rules, type TestClient, useSimulator } from './client.ts';

const bytes = makeWorkbook([['a', 1]]);
const path = '/me/drive/root:/Book.xlsx:/workbook';

function create(
  client: TestClient,
  persistChanges: unknown = true,
  headers: Record<string, string> = {},
): Promise<Reply> {
  return client.graph('POST', `${path}/createSession`, { persistChanges }, headers);
}

function inSession(client: TestClient, action: string, id: string): Promise<Reply> {
  return client.graph('POST', `${path}/${action}`, undefined, { 'workbook-session-id': id });
}

/** GET of an address that the service gave. */
function follow(client: TestClient, url: string): Promise<Reply> {
  return client.send({ method: 'GET', url, headers: { Authorization: `Bearer ${client.token}` } });
}

for (const drive of ['business', 'documentLibrary'] as const) {
  describe(`workbook sessions on a ${drive} drive`, () => {
    const test = useSimulator({ drive });

    it('are opened at once in the kind that was asked for', async () => {
      const { sim, client } = test;
      sim.putItem('/Book.xlsx', bytes);
      for (const persistChanges of [true, false]) {
        const reply = await create(client, persistChanges, { Prefer: 'respond-async' });
        assert.equal(reply.status, 201);
        assert.equal(reply.at('persistChanges'), persistChanges);
        assert.ok(reply.textAt('id').includes('&session='));
      }
      assert.deepEqual(
        sim.workbookSessions.map(({ path, persistChanges }) => ({ path, persistChanges })),
        [
          { path: '/Book.xlsx', persistChanges: true },
          { path: '/Book.xlsx', persistChanges: false },
        ],
      );
      assert.deepEqual(rules(sim), []);
    });

    for (const [kind, persistChanges, idle] of [
      ['persistent', true, 5 * MINUTE],
      ['scratch', false, 7 * MINUTE],
    ] as const) {
      it(`end after ${idle / MINUTE} minutes without use when they are ${kind}, and live on while they are refreshed`, async () => {
        const { sim, client } = test;
        sim.putItem('/Book.xlsx', bytes);
        const id = (await create(client, persistChanges)).textAt('id');
        for (let round = 0; round < 3; round += 1) {
          sim.clock.advance(idle - MINUTE);
          assert.equal((await inSession(client, 'refreshSession', id)).status, 204);
        }
        sim.clock.advance(idle + SECOND);
        const late = await inSession(client, 'refreshSession', id);
        assert.equal(late.refusal, '404 InvalidSession invalidSessionReCreatable');
        assert.deepEqual(sim.workbookSessions, []);
      });
    }

    it('are gone when they were closed', async () => {
      const { sim, client } = test;
      sim.putItem('/Book.xlsx', bytes);
      const id = (await create(client)).textAt('id');
      assert.equal((await inSession(client, 'closeSession', id)).status, 204);
      assert.deepEqual(sim.workbookSessions, []);
      const again = await inSession(client, 'closeSession', id);
      assert.equal(again.refusal, '404 InvalidSession invalidSessionReCreatable');
    });

    it('belong to one workbook', async () => {
      const { sim, client } = test;
      sim.putItem('/Book.xlsx', bytes);
      sim.putItem('/Other.xlsx', bytes);
      const id = (await create(client)).textAt('id');
      const other = await client.graph('POST', '/me/drive/root:/Other.xlsx:/workbook/refreshSession', undefined, {
        'workbook-session-id': id,
      });
      assert.equal(other.refusal, '404 InvalidSession invalidSessionReCreatable');
    });

    it('need the header, a kind, a workbook and a scope', async () => {
      const { sim, client } = test;
      sim.putItem('/Book.xlsx', bytes);
      sim.putItem('/old.xls', 'x');
      sim.putItem('/list.csv', 'x');
      const bare = await client.graph('POST', `${path}/refreshSession`);
      assert.equal(bare.refusal, '400 InvalidSession badRequestUncategorized');
      assert.equal((await create(client, 'yes')).refusal, '400 invalidRequest badRequestUncategorized');
      for (const name of ['old.xls', 'list.csv']) {
        const reply = await client.graph('POST', `/me/drive/root:/${name}:/workbook/createSession`, {
          persistChanges: true,
        });
        assert.equal(reply.refusal, '404 DeploymentInvalidEditSession unsupportedWorkbook');
      }
      client.token = sim.issueToken({ scopes: ['User.Read'] });
      assert.equal((await create(client)).refusal, '403 accessDenied');
    });
  });
}

describe('a workbook that takes long to open', () => {
  const test = useSimulator({ workbooks: { openMs: 40 * SECOND } });

  it('is opened by an operation that is polled without a session', async () => {
    const { sim, client } = test;
    const { driveId, id: itemId } = sim.putItem('/Book.xlsx', bytes);
    const accepted = await create(client, false, { Prefer: 'respond-async' });
    assert.equal(accepted.status, 202);
    assert.equal(accepted.text, '');
    const location = String(accepted.headers['location']);
    const item = `/drives/${encodeURIComponent(driveId)}/items/${itemId}/workbook`;
    assert.ok(location.startsWith(`${sim.graphUrl}/v1.0${item}/operations/`), location);
    sim.clock.advance(20 * SECOND);
    assert.equal((await follow(client, location)).at('status'), 'running');
    assert.deepEqual(sim.workbookSessions, []);
    sim.clock.advance(20 * SECOND);
    const done = await follow(client, location);
    assert.equal(done.at('status'), 'succeeded');
    const resource = done.textAt('resourceLocation');
    assert.ok(resource.startsWith(`${sim.graphUrl}/beta${item}/sessionInfoResource(key='`), resource);
    const session = await follow(client, resource);
    assert.equal(session.at('persistChanges'), false);
    assert.equal((await inSession(client, 'refreshSession', session.textAt('id'))).status, 204);
    assert.equal((await follow(client, location)).at('resourceLocation'), resource);
    assert.equal(sim.workbookSessions.length, 1);
    assert.equal(
      sim.requests.some((request) => request.path.includes(/key='([^']*)'/u.exec(resource)?.[1] ?? '')),
      false,
      'the log shows no key',
    );
  });

  it('is too slow for who does not prefer an operation', async () => {
    const { sim, client } = test;
    sim.putItem('/Book.xlsx', bytes);
    const reply = await create(client);
    assert.equal(reply.refusal, '504 MaxRequestDurationExceeded gatewayTimeoutUncategorized');
  });

  it('is forgotten when nobody asks for four minutes, and needs the token', async () => {
    const { sim, client } = test;
    sim.putItem('/Book.xlsx', bytes);
    const location = String((await create(client, true, { Prefer: 'respond-async' })).headers['location']);
    assert.equal((await client.send({ method: 'GET', url: location })).status, 401);
    sim.clock.advance(4 * MINUTE + SECOND);
    assert.equal((await follow(client, location)).status, 404);
  });
});

describe('a workbook that cannot be opened', () => {
  const failure = ['generalException', 'invalidSessionUnsupportedWorkbook'];

  describe('at once', () => {
    const test = useSimulator({ workbooks: { failure } });

    it('is refused', async () => {
      test.sim.putItem('/Book.xlsx', bytes);
      assert.equal((await create(test.client)).refusal, '500 generalException invalidSessionUnsupportedWorkbook');
    });
  });

  describe('after a while', () => {
    const test = useSimulator({ workbooks: { failure, openMs: SECOND } });

    it('is told with status 200', async () => {
      const { sim, client } = test;
      sim.putItem('/Book.xlsx', bytes);
      const location = String((await create(client, true, { Prefer: 'respond-async' })).headers['location']);
      sim.clock.advance(SECOND);
      const reply = await follow(client, location);
      assert.deepEqual([reply.status, reply.at('status')], [200, 'failed']);
      assert.deepEqual([reply.at('error', 'code'), reply.at('error', 'innerError', 'code')], failure);
      assert.deepEqual(sim.workbookSessions, []);
    });
  });
});

describe('workbook sessions on a personal drive', () => {
  const test = useSimulator({ drive: 'personal' });

  it('are refused', async () => {
    test.sim.putItem('/Book.xlsx', bytes);
    assert.equal((await create(test.client)).refusal, '403 AccessDenied forbiddenUncategorized');
  });
});
