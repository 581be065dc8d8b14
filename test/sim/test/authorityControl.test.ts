import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { get } from 'node:https';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { AuthorityClient, refusalOf } from './authorityClient.ts';
import { type Reply, useSimulator } from './client.ts';

describe('control of the authority over HTTP', () => {
  const fixture = useSimulator({ authority: true });
  const client = (): AuthorityClient => new AuthorityClient(fixture.sim);
  const control = (method: string, path: string, body?: object): Promise<Reply> =>
    fixture.client.control(method, `/authority${path}`, body);

  it('tells where it is', async () => {
    const reply = await control('GET', '');
    const { url, ca, clientId } = fixture.sim.authority;
    assert.deepEqual([reply.at('url'), reply.at('ca'), reply.at('clientId')], [url, ca, clientId]);
    assert.deepEqual(reply.at('accounts'), ['ada@contoso.example', 'grace@contoso.example']);
  });

  it('lets requests fail, and takes it back', async () => {
    const failure = {
      at: 'token',
      aadsts: 53_003,
      error: 'interaction_required',
      suberror: 'basic_action',
      claims: '{}',
      times: 2,
      status: 403,
      retryAfter: 1,
      cut: true,
      show: 'page',
    };
    assert.deepEqual(JSON.parse((await control('POST', '/failures', [failure, { at: 'devicePoll' }])).text), [
      failure,
      { at: 'devicePoll', aadsts: 0 },
    ]);
    assert.equal((await control('GET', '/failures')).at(1, 'at'), 'devicePoll');
    await control('DELETE', '/failures');
    assert.deepEqual(fixture.sim.authority.failures, []);
  });

  for (const [what, failure, message] of [
    ['another request', { at: 'home', aadsts: 1 }, /^at is one of authorize/u],
    ['a number that is none', { at: 'token', aadsts: '1' }, /^aadsts is a number/u],
    ['another way to show it', { at: 'token', show: 'film' }, /^show is page or redirect/u],
  ] as const) {
    it(`refuses a failure for ${what}`, async () => {
      const reply = await control('POST', '/failures', failure);
      assert.equal(reply.status, 400);
      assert.match(reply.textAt('error'), message);
    });
  }

  it('ends tokens of one kind or both', async () => {
    const graph = (): Promise<Reply> => fixture.client.graph('GET', '/me/drive');
    const tokens = await client().signIn();
    fixture.client.token = tokens.textAt('access_token');
    await control('POST', '/revoke', { tokens: 'refresh', aadsts: 700_082, account: 'ada@contoso.example' });
    assert.equal((await graph()).status, 200);
    assert.equal(refusalOf(await client().refresh(tokens)), '400 invalid_grant AADSTS700082 bad_token');
    const again = await client().signIn();
    fixture.client.token = again.textAt('access_token');
    await control('POST', '/revoke', { tokens: 'access' });
    assert.equal((await graph()).status, 401);
    const renewed = await client().refresh(again);
    assert.equal(renewed.status, 200);
    fixture.client.token = renewed.textAt('access_token');
    await control('POST', '/revoke', {});
    assert.equal((await graph()).status, 401);
    assert.equal((await client().refresh(renewed)).status, 400);
  });

  it('sets challenges, permissions and life times', async () => {
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
    const capable = await client().signIn({ claims: '{"access_token":{"xms_cc":{"values":["cp1"]}}}' });
    fixture.client.token = capable.textAt('access_token');
    await control('POST', '/challenge', { claims, account: 'ada@contoso.example' });
    assert.equal((await fixture.client.graph('GET', '/me')).status, 401);
    await control('DELETE', '/challenge');
    assert.equal((await fixture.client.graph('GET', '/me')).status, 200);
    assert.equal((await control('POST', '/challenge', {})).textAt('error'), 'claims is missing');

    await control('POST', '/settings', { accessTokenSeconds: 5, refreshTokens: 'reusable' });
    const renewed = await client().refresh(capable);
    assert.equal(renewed.at('expires_in'), 5);
    assert.equal((await client().refresh(capable)).status, 200);
    assert.match((await control('POST', '/settings', { refreshTokens: 'x' })).textAt('error'), /^refreshTokens is/u);

    await control('POST', '/permissions', { withheld: ['Files.ReadWrite'], adminOnly: ['Sites.Read.All'] });
    assert.equal((await client().refresh(capable)).at('scope'), 'openid profile');
    const answer = await client().answer({ scope: client().scope('Sites.Read.All') });
    assert.match(answer.get('error_description') ?? '', /^AADSTS90094/u);
    assert.equal((await control('POST', '/permissions', { adminOnly: 'x' })).textAt('error'), 'adminOnly is a list');

    assert.equal((await control('GET', '/requests')).at(0, 'at'), 'authorize');
    await control('POST', '/reset');
    assert.deepEqual(fixture.sim.authority.requests, []);
  });
});

describe('control of an authority that is not there', () => {
  const fixture = useSimulator();

  it('says how to get one', async () => {
    const reply = await fixture.client.control('GET', '/authority');
    assert.equal(reply.status, 400);
    assert.match(reply.textAt('error'), /authority: true/u);
  });
});

describe('the command line with --authority', () => {
  let child: ChildProcess | undefined;

  afterEach(() => void child?.kill('SIGKILL'));

  it('tells the address and keeps the certificate while it serves', async function () {
    if (process.platform === 'win32') {
      // Signals end a process there at once.
      this.skip();
    }
    const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
    child = spawn(process.execPath, [cli, '--json', '--authority'], { stdio: ['ignore', 'pipe', 'inherit'] });
    assert.ok(child.stdout !== null);
    const [line] = await once(createInterface(child.stdout), 'line');
    const told: unknown = JSON.parse(String(line));
    const of = (key: string): string => String(Object.getOwnPropertyDescriptor(told, key)?.value);
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    get(`${of('authority')}/common/v2.0/.well-known/openid-configuration`, {
      ca: readFileSync(of('caFile')),
      agent: false,
    })
      .once('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      })
      .once('error', reject);
    assert.equal(await promise, 200);
    assert.match(of('clientId'), /^[0-9a-f-]{36}$/u);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
    assert.equal(existsSync(of('caFile')), false);
  });
});
