import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SignInError } from '../../src/auth/errors.ts';
import type { DeviceCode } from '../../src/auth/ports.ts';
import { claimsChallengeOf } from '../../src/graph/claimsChallenge.ts';
import { canariesIn, canariesOfCache, filesWithCanaries } from '../support/canary.ts';
import { enterDeviceCode } from '../support/signInPages.ts';
import { useSignInScene } from '../support/signInScene.ts';

const never = new AbortController().signal;

function problem(name: string): { name: string; problem: string } {
  return { name: 'SignInError', problem: name };
}

describe('sign-in with the real library', function () {
  this.timeout(30_000);
  const started = useSignInScene();

  it('leads through the browser to a token that Graph accepts', async () => {
    const scene = started();
    const { shown, ...token } = await scene.signIn(await scene.openWindow());
    assert.equal(shown, 'DONE');
    assert.ok(token.scopes.includes('Files.ReadWrite'));
    assert.equal(token.account.label, scene.sim.authority.accounts[0]);
    assert.ok(Math.abs(token.expiresAt - Date.now() - 3_600_000) < 60_000);
    assert.equal((await scene.ask(token)).status, 200);
    const [page] = scene.sim.authority.requests.filter(({ at }) => at === 'authorize');
    assert.equal(page?.prompt, 'select_account');
    assert.match(page.claims ?? '', /cp1/iu);
  });

  it('is not disturbed by answers that somebody else sends to the listener', async () => {
    const scene = started();
    const { shown } = await scene.signIn(await scene.openWindow(), {
      before: async (address) => {
        const back = new URL(address).searchParams.get('redirect_uri') ?? '';
        assert.equal((await fetch(`${back}/?code=forged&state=forged`)).status, 400);
      },
    });
    assert.equal(shown, 'DONE');
  });

  it('says that the user declined', async () => {
    const scene = started();
    await assert.rejects(scene.signIn(await scene.openWindow(), { accept: false }), problem('declined'));
    assert.equal(scene.texts.text, undefined);
  });

  it('leads over a device code to a token that Graph accepts', async () => {
    const scene = started();
    const client = await scene.openWindow();
    const told = Promise.withResolvers<DeviceCode>();
    const result = client.deviceCode({ scopes: scene.scopes() }, told.resolve, never);
    const { userCode, page } = await told.promise;
    assert.match(await enterDeviceCode(page, userCode, { ca: scene.sim.authority.ca }), /You have signed in/u);
    assert.equal((await scene.ask(await result)).status, 200);
  });

  it('says that the user declined the device code, and that it has ended', async () => {
    const scene = started();
    const client = await scene.openWindow();
    const told = Promise.withResolvers<DeviceCode>();
    const result = client.deviceCode({ scopes: scene.scopes() }, told.resolve, never);
    const failed = assert.rejects(result, problem('declined'));
    const { userCode, page } = await told.promise;
    await enterDeviceCode(page, userCode, { ca: scene.sim.authority.ca, proceed: false });
    await failed;
    scene.sim.authority.failNext({ at: 'devicePoll', aadsts: 70_020 });
    await assert.rejects(
      client.deviceCode({ scopes: scene.scopes() }, () => {}, never),
      problem('timedOut'),
    );
  });

  it('renews without the user, in each window and after each restart', async () => {
    const scene = started();
    const { account } = await scene.signIn(await scene.openWindow());
    const tokens = new Set<string>();
    for (let round = 0; round < 3; round++) {
      const client = await scene.openWindow();
      const token = await client.silent(account.id, { scopes: scene.scopes(), renew: true }, never);
      assert.equal((await scene.ask(token)).status, 200);
      tokens.add(token.accessToken);
    }
    assert.equal(tokens.size, 3);
  });

  it('asks for more when a place needs it, and keeps what was granted before', async () => {
    const scene = started();
    const client = await scene.openWindow();
    const first = await scene.signIn(client);
    const wider = scene.scopes(['Files.ReadWrite', 'Sites.Read.All']);
    await assert.rejects(client.silent(first.account.id, { scopes: wider }, never), problem('interactionRequired'));
    const more = await scene.signIn(client, {
      permissions: ['Files.ReadWrite', 'Sites.Read.All'],
      loginHint: first.account.label,
    });
    assert.equal(more.account.id, first.account.id);
    assert.ok(more.scopes.includes('Sites.Read.All') && more.scopes.includes('Files.ReadWrite'));
    assert.ok(await client.silent(first.account.id, { scopes: wider }, never));
  });

  it('tells what was granted when that is less than what was asked for', async () => {
    const scene = started();
    scene.sim.authority.withhold(['Sites.Read.All']);
    const token = await scene.signIn(await scene.openWindow(), { permissions: ['Files.ReadWrite', 'Sites.Read.All'] });
    assert.ok(!token.scopes.includes('Sites.Read.All'));
    assert.ok(token.scopes.includes('Files.ReadWrite'));
  });

  it('serves two accounts, and forgets one of them wholly', async () => {
    const scene = started();
    const client = await scene.openWindow();
    const [first = '', second = ''] = scene.sim.authority.accounts;
    const one = await scene.signIn(client, { account: first });
    const two = await scene.signIn(client, { account: second });
    assert.notEqual(one.account.id, two.account.id);
    await client.forget(one.account.id);
    assert.ok(!scene.texts.text?.includes(one.account.id));
    const silent = { scopes: scene.scopes(), renew: true };
    await assert.rejects(client.silent(one.account.id, silent, never), problem('interactionRequired'));
    assert.equal((await client.silent(two.account.id, silent, never)).account.label, second);
  });

  it('needs the user when the refresh token was revoked, and works again afterwards', async () => {
    const scene = started();
    const client = await scene.openWindow();
    const { account } = await scene.signIn(client);
    scene.sim.authority.revokeRefreshTokens();
    const silent = { scopes: scene.scopes(), renew: true };
    await assert.rejects(client.silent(account.id, silent, never), {
      ...problem('interactionRequired'),
      aadsts: 50_173,
    });
    await scene.signIn(client, { loginHint: account.label });
    assert.ok(await client.silent(account.id, silent, never));
  });

  it('answers a claims challenge by one interactive round', async () => {
    const scene = started();
    const client = await scene.openWindow();
    const token = await scene.signIn(client);
    scene.sim.authority.challenge({ claims: '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}' });
    const { status, challenge } = await scene.ask(token);
    assert.equal(status, 401);
    const claims = claimsChallengeOf(challenge);
    assert.ok(claims);
    const asked = client.silent(token.account.id, { scopes: scene.scopes(), claims }, never);
    const refused: unknown = await asked.catch((error: unknown) => error);
    assert.ok(refused instanceof SignInError && refused.problem === 'interactionRequired');
    assert.ok(refused.claims);
    const better = await scene.signIn(client, { loginHint: token.account.label, claims: refused.claims });
    assert.equal((await scene.ask(better)).status, 200);
    const renewed = await client.silent(token.account.id, { scopes: scene.scopes(), renew: true }, never);
    assert.equal((await scene.ask(renewed)).status, 200);
  });

  it('leaves no secret in the log or in a file', async () => {
    const scene = started();
    const client = await scene.openWindow();
    const { account, accessToken } = await scene.signIn(client);
    const { accessToken: next } = await client.silent(account.id, { scopes: scene.scopes(), renew: true }, never);
    scene.sim.authority.failNext({ at: 'token', aadsts: 50_173 });
    await assert.rejects(client.silent(account.id, { scopes: scene.scopes(), renew: true }, never));
    const kept = canariesOfCache(scene.texts.text ?? '');
    assert.ok(Object.keys(kept).length >= 3);
    const canaries = { ...kept, accessToken, next, label: account.label };
    assert.deepEqual(canariesIn(scene.network.log.text, canaries), []);
    assert.deepEqual(await filesWithCanaries(scene.folder, canaries), []);
    assert.match(scene.network.log.text, /debug sign-in: POST localhost:\d+ answered 400 \(invalid_grant 50173/u);
  });
});

describe('windows that sign in where a used refresh token ends everything', function () {
  this.timeout(30_000);
  const started = useSignInScene({ refreshTokens: 'revokeFamily' });

  it('renew at once, again and again', async () => {
    const scene = started();
    const windows = [await scene.openWindow(), await scene.openWindow(), await scene.openWindow()];
    const { account } = await scene.signIn(await scene.openWindow());
    for (let round = 0; round < 3; round++) {
      const request = { scopes: scene.scopes(), renew: true };
      const tokens = await Promise.all(windows.map((window) => window.silent(account.id, request, never)));
      for (const token of tokens) {
        assert.equal((await scene.ask(token)).status, 200);
      }
    }
  });
});
