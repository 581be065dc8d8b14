import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { IdentityClient, TokenVault } from '../../../src/auth/ports.ts';
import { createIdentityClient } from '../../../src/node/identityClient.ts';
import { tokenVault } from '../../../src/node/tokenVault.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeAuthority, tenantId } from '../../support/fakeAuthority.ts';
import { fastClock } from '../../support/fastClock.ts';
import { useLeases } from '../../support/leaseWindows.ts';
import { ManualClock } from '../../support/manualClock.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { MemoryText } from '../../support/memoryText.ts';
import { responseOf } from '../../support/scriptedTransport.ts';

const factor = 40;
const never = new AbortController().signal;
const scopes = ['https://graph.microsoft.com/Files.ReadWrite'];
const megan = `megan.${tenantId}`;

describe('identity clients of several windows', function () {
  this.timeout(30_000);
  const { open } = useLeases(factor);
  let authority: FakeAuthority;
  let texts: MemoryText;

  beforeEach(() => {
    authority = new FakeAuthority();
    texts = new MemoryText();
  });

  function clientOn(vault: TokenVault): IdentityClient {
    const registration = { clientId: 'app', authority: 'https://login.microsoftonline.com/common' };
    const parts = { vault, transport: authority, clock: new ManualClock(), log: new MemoryLog() };
    return createIdentityClient(registration, parts);
  }

  async function openWindow(): Promise<IdentityClient> {
    return clientOn(tokenVault(texts, await open(), fastClock(factor)));
  }

  function signIn(client: IdentityClient): Promise<unknown> {
    return client.redeem({ code: 'c', verifier: 'v'.repeat(43), redirectUri: 'http://localhost', scopes }, never);
  }

  it('renew at once without using a refresh token twice', async () => {
    const windows = [await openWindow(), await openWindow(), await openWindow()];
    await Promise.all(windows.map((window) => signIn(window)));
    for (const _ of [1, 2]) {
      const tokens = await Promise.all(windows.map((window) => window.silent(megan, { scopes, renew: true }, never)));
      assert.equal(new Set(tokens.map(({ accessToken }) => accessToken)).size, 3);
    }
    assert.ok(await windows[0]?.silent(megan, { scopes, renew: true }, never), 'the last one stored is good');
  });

  it('ask once when all need the next token', async () => {
    const windows = [await openWindow(), await openWindow()];
    authority.expiresIn = 1;
    await signIn(await openWindow());
    authority.expiresIn = 3600;
    const tokens = await Promise.all(windows.map((window) => window.silent(megan, { scopes }, never)));
    assert.deepEqual(authority.grantTypes, ['authorization_code', 'refresh_token']);
    assert.equal(tokens[0]?.accessToken, tokens[1]?.accessToken);
  });

  it('keep what each of them stores', async () => {
    const windows = await Promise.all(
      ['megan', 'alex'].map(async (user) => ({ account: `${user}.${tenantId}`, user, client: await openWindow() })),
    );
    for (const { user, client } of windows) {
      authority.user = user;
      await signIn(client);
    }
    await Promise.all(windows.map(({ account, client }) => client.silent(account, { scopes, renew: true }, never)));
    const third = await openWindow();
    for (const { account, user } of windows) {
      const { accessToken } = await third.silent(account, { scopes, renew: true }, never);
      assert.match(accessToken, new RegExp(user, 'u'));
    }
  });

  describe('that cannot wait for each other', () => {
    it('look for what another one has stored before they ask the user', async () => {
      const [mine, other] = [clientOn(texts), clientOn(texts)];
      await signIn(mine);
      const { promise, resolve } = Promise.withResolvers<void>();
      authority.pause = promise;
      // The other one's request is on its way when ours has been answered and stored.
      authority.instead.push(async () => {
        await eventually(() => assert.equal(texts.writes, 2));
        return responseOf({ status: 400, json: { error: 'invalid_grant', error_codes: [70008] } });
      });
      const late = other.silent(megan, { scopes, renew: true }, never);
      await eventually(() => assert.equal(authority.asked.length, 2));
      const early = mine.silent(megan, { scopes, renew: true }, never);
      resolve();
      assert.equal((await early).accessToken, 'SECRET-AT-megan-2');
      assert.equal((await late).accessToken, 'SECRET-AT-megan-3');
    });

    it('do not bring back who has signed out meanwhile', async () => {
      const [mine, other] = [clientOn(texts), clientOn(texts)];
      await signIn(mine);
      const { promise, resolve } = Promise.withResolvers<void>();
      authority.pause = promise;
      const renewed = mine.silent(megan, { scopes, renew: true }, never);
      await eventually(() => assert.equal(authority.asked.length, 2));
      await other.forget(megan);
      resolve();
      await renewed;
      assert.equal(texts.text, undefined);
    });
  });
});
