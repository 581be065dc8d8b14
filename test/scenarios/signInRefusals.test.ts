import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SignInError } from '../../src/auth/errors.ts';
import { TransportError } from '../../src/graph/transport.ts';
import { useSignInScene } from '../support/signInScene.ts';

const never = new AbortController().signal;

function problem(name: string): { name: string; problem: string } {
  return { name: 'SignInError', problem: name };
}

describe('sign-in that is refused', function () {
  this.timeout(30_000);
  const started = useSignInScene();

  it('knows each number that the service gives instead of a token', async () => {
    const scene = started();
    const client = await scene.openWindow();
    const { account } = await scene.signIn(client);
    const numbers = [
      50_020, 50_034, 50_053, 50_055, 50_057, 50_074, 50_076, 50_079, 50_097, 50_105, 50_126, 50_132, 50_133, 50_173,
      50_194, 53_000, 53_001, 53_003, 65_001, 65_002, 65_005, 70_000, 70_008, 70_011, 70_043, 90_002, 90_094, 500_011,
      530_032, 650_052, 650_056, 700_016, 700_082, 7_000_218,
    ];
    for (const aadsts of numbers) {
      scene.sim.authority.failNext({ at: 'token', aadsts });
      const refused: unknown = await client
        .silent(account.id, { scopes: scene.scopes(), renew: true }, never)
        .catch((error: unknown) => error);
      assert.ok(refused instanceof SignInError, String(aadsts));
      assert.equal(refused.aadsts, aadsts);
      assert.notEqual(refused.problem, 'unexpected', String(aadsts));
      assert.ok(refused.correlationId, String(aadsts));
    }
    assert.ok(await client.silent(account.id, { scopes: scene.scopes(), renew: true }, never));
  });

  it('tells a busy service and a broken line from a refusal', async () => {
    const scene = started();
    const client = await scene.openWindow();
    const { account } = await scene.signIn(client);
    const renew = (): Promise<unknown> => client.silent(account.id, { scopes: scene.scopes(), renew: true }, never);
    scene.sim.authority.failNext({ at: 'token', aadsts: 0, cut: true });
    await assert.rejects(renew(), (error) => error instanceof TransportError);
    scene.sim.authority.failNext({ at: 'token', aadsts: 0, status: 503 });
    await assert.rejects(renew(), problem('serviceProblem'));
    assert.ok(await renew());
    scene.sim.authority.failNext({ at: 'token', aadsts: 0, status: 429, retryAfter: 30 });
    await assert.rejects(renew(), problem('throttled'));
    const before = scene.sim.authority.requests.length;
    await assert.rejects(renew(), problem('throttled'));
    assert.equal(scene.sim.authority.requests.filter(({ at }) => at === 'token').length > 0, true);
    assert.ok(scene.sim.authority.requests.slice(before).every(({ at }) => at === 'discovery'));
  });

  it('does not know tenants and applications that there are not', async () => {
    const scene = started();
    await assert.rejects(scene.signIn(await scene.openWindow('nobody.example')), problem('tenantUnknown'));
  });

  for (const [aadsts, name] of [
    [50_105, 'userNotAssigned'],
    [53_003, 'blockedByPolicy'],
    [65_004, 'declined'],
    [90_094, 'adminConsentRequired'],
    [650_056, 'appMisconfigured'],
  ] as const) {
    it(`says what AADSTS${aadsts} means when the browser comes back with it`, async () => {
      const scene = started();
      scene.sim.authority.failNext({ at: 'authorize', aadsts, show: 'redirect' });
      await assert.rejects(scene.signIn(await scene.openWindow()), { ...problem(name), aadsts });
      assert.equal((await scene.signIn(await scene.openWindow())).shown, 'DONE', 'the next one works');
    });
  }

  for (const [at, aadsts, name] of [
    ['deviceCode', 7_000_218, 'publicClientOff'],
    ['deviceCode', 700_016, 'unknownApp'],
    ['devicePoll', 53_003, 'deviceCodeBlocked'],
    ['devicePoll', 50_097, 'deviceCodeBlocked'],
    ['devicePoll', 50_020, 'accountNotInTenant'],
  ] as const) {
    it(`says what AADSTS${aadsts} means for a device code (${at})`, async () => {
      const scene = started();
      const client = await scene.openWindow();
      scene.sim.authority.failNext({ at, aadsts });
      await assert.rejects(
        client.deviceCode({ scopes: scene.scopes() }, () => {}, never),
        { ...problem(name), aadsts },
      );
    });
  }

  it('ends at once when a device code is cancelled', async () => {
    const scene = started();
    const client = await scene.openWindow();
    const stop = new AbortController();
    const reason = new Error('enough');
    const begun = client.deviceCode({ scopes: scene.scopes() }, () => stop.abort(reason), stop.signal);
    await assert.rejects(begun, (error) => error === reason);
    assert.ok(!scene.sim.authority.requests.some(({ grant }) => grant === 'device_code'));
  });
});
