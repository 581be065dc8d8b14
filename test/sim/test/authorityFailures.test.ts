import assert from 'node:assert/strict';
import { AuthorityClient, refusalOf } from './authorityClient.ts';
import { useSimulator } from './client.ts';

describe('failures of the authority on demand', () => {
  const fixture = useSimulator({ authority: true });
  const client = (): AuthorityClient => new AuthorityClient(fixture.sim);

  for (const [aadsts, refusal] of [
    [50_076, '400 invalid_grant AADSTS50076 basic_action'],
    [53_003, '400 invalid_grant AADSTS53003 message_only'],
    [65_001, '400 invalid_grant AADSTS65001 consent_required'],
    [65_002, '400 invalid_request AADSTS65002'],
    [70_043, '400 invalid_grant AADSTS70043 bad_token'],
    [7_000_218, '401 invalid_client AADSTS7000218'],
    [99_999, '400 invalid_grant AADSTS99999'],
  ] as const) {
    it(`answers a renewal with AADSTS${aadsts}`, async () => {
      const tokens = await client().signIn();
      fixture.sim.authority.failNext({ at: 'token', aadsts });
      assert.equal(refusalOf(await client().refresh(tokens)), refusal);
      assert.equal((await client().refresh(tokens)).status, 200, 'once, and without using the token up');
    });
  }

  it('carry what they are told to carry', async () => {
    fixture.sim.authority.failNext({
      at: 'token',
      aadsts: 53_003,
      error: 'interaction_required',
      suberror: 'additional_action',
      claims: '{"access_token":{}}',
      status: 403,
      retryAfter: 7,
    });
    const reply = await client().redeem('x');
    assert.equal(refusalOf(reply), '403 interaction_required AADSTS53003 additional_action');
    assert.equal(reply.at('claims'), '{"access_token":{}}');
    assert.equal(reply.headers['retry-after'], '7');
  });

  it('have the ids that an administrator asks for', async () => {
    fixture.sim.authority.failNext({ at: 'token', aadsts: 50_057 });
    const reply = await client().redeem('x');
    assert.match(reply.textAt('trace_id'), /^[0-9a-f-]{36}$/u);
    assert.match(reply.textAt('correlation_id'), /^[0-9a-f-]{36}$/u);
    assert.match(reply.textAt('timestamp'), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/u);
    assert.ok(reply.textAt('error_description').includes(`Trace ID: ${reply.textAt('trace_id')}`));
  });

  it('strike as often as they are told, each request at its own place', async () => {
    const { authority } = fixture.sim;
    authority.failNext({ at: 'devicePoll', aadsts: 0, error: 'slow_down', status: 400 });
    authority.failNext({ at: 'token', aadsts: 0, status: 429, retryAfter: 3, times: 2 });
    authority.failNext({ at: 'deviceCode', aadsts: 50_059 });
    for (let times = 0; times < 2; times++) {
      const busy = await client().redeem('x');
      assert.equal(busy.status, 429);
      assert.equal(busy.headers['retry-after'], '3');
    }
    assert.equal(refusalOf(await client().redeem('x')), '400 invalid_grant AADSTS70000');
    assert.equal(refusalOf(await client().deviceCode()), '400 invalid_request AADSTS50059');
    const code = await client().deviceCode();
    assert.equal((await client().poll(code)).at('error'), 'slow_down');
    assert.equal(refusalOf(await client().poll(code)), '400 authorization_pending AADSTS70016');
    assert.deepEqual(authority.failures, []);
  });

  it('break the connection', async () => {
    for (const at of ['token', 'deviceCode', 'authorize'] as const) {
      fixture.sim.authority.failNext({ at, aadsts: 0, cut: true });
    }
    await assert.rejects(client().redeem('x'), { code: 'ECONNRESET' });
    await assert.rejects(client().deviceCode(), { code: 'ECONNRESET' });
    await assert.rejects(client().answer(), { code: 'ECONNRESET' });
  });

  it('stay on the page or go back to the application, as with Entra', async () => {
    const { authority } = fixture.sim;
    for (const aadsts of [50_011, 50_020, 65_002, 90_094, 650_056, 700_016]) {
      authority.failNext({ at: 'authorize', aadsts });
      await assert.rejects(client().answer(), new RegExp(`having trouble signing you in. AADSTS${aadsts}:`, 'u'));
    }
    for (const [aadsts, error] of [
      [65_004, 'access_denied'],
      [53_003, 'invalid_grant'],
      [50_058, 'login_required'],
    ] as const) {
      authority.failNext({ at: 'authorize', aadsts });
      const answer = await client().answer();
      assert.equal(answer.get('error'), error);
      assert.match(answer.get('error_description') ?? '', new RegExp(`^AADSTS${aadsts}: `, 'u'));
    }
    authority.failNext({ at: 'authorize', aadsts: 53_003, show: 'page' });
    await assert.rejects(client().answer(), /AADSTS53003/u);
    authority.failNext({ at: 'authorize', aadsts: 90_094, show: 'redirect', error: 'consent_required' });
    assert.equal((await client().answer()).get('error'), 'consent_required');
    authority.failNext({ at: 'authorize', aadsts: 0, status: 503 });
    await assert.rejects(client().answer());
  });

  it('can be taken back', async () => {
    fixture.sim.authority.failNext({ at: 'authorize', aadsts: 50_057, times: 9 });
    fixture.sim.authority.clearFailures();
    assert.ok((await client().answer()).get('code'));
  });
});
