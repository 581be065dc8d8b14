import assert from 'node:assert/strict';
import { rules, until, useSimulator } from './client.ts';

describe('tokens', () => {
  const fixture = useSimulator();

  it('look like a JWT with the claims that clients read', () => {
    const { sim } = fixture;
    const token = sim.issueToken({ expiresInSeconds: 600 });
    const [header = '', payload = ''] = token.split('.');
    assert.equal(token.split('.').length, 3);
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const claim = (name: string): unknown => Object.getOwnPropertyDescriptor(claims, name)?.value;
    assert.ok(Math.abs(Number(claim('exp')) - sim.clock.now() / 1_000 - 600) < 2);
    assert.equal(claim('upn'), 'ada@contoso.example');
    assert.match(String(claim('oid')), /^[0-9a-f-]{36}$/u);
    assert.match(String(claim('tid')), /^[0-9a-f-]{36}$/u);
    assert.match(String(claim('scp')), /Files\.ReadWrite\.All/u);
    assert.match(Buffer.from(header, 'base64url').toString(), /JWT/u);
  });

  it('are needed for Graph', async () => {
    const { client, sim } = fixture;
    const reply = await client.send({ method: 'GET', url: `${sim.graphUrl}/v1.0/me/drive` });
    assert.equal(reply.refusal, '401 InvalidAuthenticationToken');
    assert.ok(reply.headers['www-authenticate']);
    assert.deepEqual(rules(sim), ['missingToken']);
    const sites = await client.send({ method: 'GET', url: `${sim.graphUrl}/v1.0/sites?search=x` });
    assert.equal(sites.refusal, '401 InvalidAuthenticationToken', 'before any scope is looked at');
  });

  it('are not needed to find out that somebody is there, however often', async () => {
    const { client, sim } = fixture;
    for (let turn = 0; turn < 3; turn++) {
      const reply = await client.send({ method: 'GET', url: `${sim.graphUrl}/v1.0/me` });
      assert.equal(reply.refusal, '401 InvalidAuthenticationToken');
    }
    assert.deepEqual(rules(sim), []);
  });

  it('are refused when invented, expired, revoked or of another kind', async () => {
    const { client, sim } = fixture;
    const status = async (authorization: string): Promise<number> =>
      (await client.send({ method: 'GET', url: `${sim.graphUrl}/v1.0/me`, headers: { authorization } })).status;
    const short = sim.issueToken({ expiresInSeconds: 10 });
    const revoked = sim.issueToken();
    sim.revokeToken(revoked);
    assert.equal(await status(`Bearer ${short}`), 200);
    sim.clock.advance(11_000);
    assert.equal(await status(`Bearer ${short}`), 401);
    assert.equal(await status(`Bearer ${revoked}`), 401);
    assert.equal(await status(`Bearer ${client.token}x`), 401);
    assert.equal(await status(`Basic ${client.token}`), 401);
    assert.equal(await status(`bearer ${client.token}`), 200);
  });
});

describe('tokens of personal accounts', () => {
  const fixture = useSimulator({ drive: 'personal' });

  it('name the tenant that means "personal"', () => {
    const payload = fixture.sim.issueToken().split('.')[1] ?? '';
    assert.match(Buffer.from(payload, 'base64url').toString(), /"tid":"9188040d-6c67-4c5b-b112-36a304b66dad"/u);
  });
});

describe('every answer', () => {
  const fixture = useSimulator();

  it('carries request ids and a date, refusals also in the body', async () => {
    const { client, sim } = fixture;
    const own = '11111111-2222-4333-8444-555555555555';
    const found = await client.graph('GET', '/me/drive', undefined, { 'client-request-id': own });
    assert.match(found.headers['request-id']?.toString() ?? '', /^[0-9a-f-]{36}$/u);
    assert.equal(found.headers['client-request-id'], own);
    assert.ok(Math.abs(Date.parse(found.headers.date ?? '') - sim.clock.now()) < 2_000);
    const missing = await client.graph('GET', '/me/drive/root:/none', undefined, { 'client-request-id': own });
    assert.equal(missing.refusal, '404 itemNotFound');
    assert.ok(missing.at('error', 'message'));
    assert.equal(missing.at('error', 'innerError', 'request-id'), missing.headers['request-id']);
    assert.equal(missing.at('error', 'innerError', 'client-request-id'), own);
    assert.match(missing.textAt('error', 'innerError', 'date'), /^\d{4}-\d\d-\d\dT/u);
    assert.equal(sim.requests.at(-1)?.requestId, missing.headers['request-id']);
    assert.equal(sim.requests.at(-1)?.clientRequestId, own);
    assert.equal(sim.requests.at(-1)?.code, 'itemNotFound');
  });

  it('of the upload host spells the inner error in lower case and names SharePoint’s own id', async () => {
    const { client } = fixture;
    const url = await client.uploadUrl('/a.bin');
    await client.cancel(url);
    const reply = await client.status(url);
    assert.equal(reply.at('error', 'innererror', 'code'), 'uploadSessionNotFound');
    assert.equal(reply.headers['sprequestguid'], reply.headers['request-id']);
  });
});

describe('bodies', () => {
  const fixture = useSimulator();

  it('are not taken above 4 MiB of JSON', async () => {
    const reply = await fixture.client.createSession('/a.bin', { description: 'x'.repeat(4 * 1024 * 1024) });
    assert.equal(reply.status, 413);
  });

  it('that never came do nothing', async () => {
    const { client, sim } = fixture;
    const url = `${sim.graphUrl}/v1.0/me/drive/root:/a.bin:/createUploadSession`;
    const headers = { Authorization: `Bearer ${client.token}`, 'Content-Length': '100' };
    await assert.rejects(client.send({ method: 'POST', url, headers, giveUpAfter: 50 }), /gave up/u);
    await until(() => sim.requests.at(-1)?.durationMs !== undefined);
    assert.deepEqual(sim.openSessions, []);
  });
});

describe('the request log', () => {
  const fixture = useSimulator();

  it('tells host, route, bytes and times, and can be cleared', async () => {
    const { client, sim } = fixture;
    await client.graph('PUT', '/me/drive/root:/F/a.txt:/content', 'hello');
    const [request] = sim.requests;
    assert.equal(request?.host, 'graph');
    assert.equal(request.route, 'putContent');
    assert.equal(request.file, '/F/a.txt');
    assert.equal(request.path, '/v1.0/me/drive/root:/F/a.txt:/content');
    assert.equal(request.status, 201);
    assert.equal(request.requestBytes, 5);
    assert.ok(request.responseBytes > 100);
    assert.ok((request.durationMs ?? -1) > 0);
    sim.clearRequests();
    assert.deepEqual(sim.requests, []);
  });
});
