import assert from 'node:assert/strict';
import { settingKeys } from '../../src/contributions.ts';
import { secretKeys, tokenEntry } from '../../src/vscode/account/secrets.ts';
import { eventually } from '../support/eventually.ts';
import { responseOf } from '../support/scriptedTransport.ts';
import { setSetting } from './setup.ts';
import { accountOf, clientA, clientB, never, useSharedKeyring } from './sharedKeyring.ts';
import type { Window } from './sharedKeyring.ts';

const gov = 'https://graph.microsoft.us';

describe('accounts in several windows', () => {
  const started = useSharedKeyring();

  function labels({ parts }: Window): string[] {
    return parts.accounts.all.map(({ label }) => label);
  }

  /** A token for whoever is in use. */
  function tokenOf({ parts }: Window): Promise<string> {
    const { current } = parts.accounts;
    assert.ok(current);
    return parts.sources.of(current).getToken(never);
  }

  it('go on with what waits in one when the user signs in again in another', async () => {
    const shared = started();
    const mine = await shared.openWindow();
    await mine.parts.account.create([]);
    shared.good.clear();
    const other = await shared.openWindow();
    const told = shared.shown.length;
    const waiting = tokenOf(other);
    await eventually(() => assert.equal(shared.shown.length, told + 1));
    assert.equal(await mine.parts.account.signInAgain(), true);
    assert.equal(await waiting, `silently by ${clientA} ada`);
    assert.equal(other.parts.renewals.isWaiting, false);
  });

  it('look at nothing because of what they have stored themselves', async () => {
    const shared = started();
    await (await shared.openWindow()).parts.account.create([]);
    shared.good.clear();
    const mine = await shared.openWindow();
    void tokenOf(mine).catch(() => {});
    await eventually(() => assert.equal(mine.silents.length, 1));
    await mine.secrets.entry(secretKeys.tokens).store('of another account');
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(mine.silents.length, 1);
    await shared.keyring.store(secretKeys.tokens, 'of another window');
    await eventually(() => assert.equal(mine.silents.length, 2));
    mine.parts.sources.dropSignedOut();
  });

  it('take tokens from the registration that somebody signed in with last', async () => {
    const shared = started();
    const mine = await shared.openWindow();
    await mine.parts.account.create([]);
    assert.equal(await tokenOf(mine), `silently by ${clientA} ada`);
    await setSetting(settingKeys.clientId, clientB);
    shared.good.clear();
    await mine.parts.account.create([]);
    const { current } = mine.parts.accounts;
    assert.ok(current);
    const demand = { rejected: `silently by ${clientA} ada` };
    assert.equal(await mine.parts.sources.of(current).getToken(never, demand), `silently by ${clientB} ada`);
  });

  it('lose nobody while the keyring cannot be read', async () => {
    const shared = started();
    const mine = await shared.openWindow();
    await mine.parts.account.create([]);
    shared.keyring.reads = false;
    shared.person = 'grace';
    await mine.parts.account.create([]);
    shared.keyring.reads = true;
    await mine.parts.accounts.refresh();
    assert.deepEqual(labels(mine), ['ada', 'grace']);
    assert.ok(labels(await shared.openWindow()).includes('ada'));
  });

  it('do not bring back an account that has just signed out elsewhere', async () => {
    const shared = started();
    const mine = await shared.openWindow();
    await mine.parts.account.create([]);
    shared.silentScopes = ['openid'];
    // The event has not come yet.
    shared.beforeSilent = () => shared.keyring.texts.delete(secretKeys.accounts);
    await tokenOf(mine);
    await eventually(() => assert.deepEqual(labels(mine), []));
    assert.equal(shared.keyring.texts.get(secretKeys.accounts)?.includes('ada') ?? false, false);
  });

  it('correct what an account has been granted, by the scopes of its token', async () => {
    const shared = started();
    const mine = await shared.openWindow();
    await mine.parts.accounts.put(accountOf('ada', { granted: ['Files.ReadWrite', 'Sites.Read.All'] }), true);
    shared.good.add(clientA);
    await tokenOf(mine);
    await eventually(() => assert.deepEqual(mine.parts.accounts.current?.granted, ['Files.ReadWrite']));
  });

  it('keep the pasted token of a cloud that the settings begin to name while another one is looked at', async () => {
    const shared = started();
    const { parts, secrets, transport } = await shared.openWindow();
    const kept = accountOf('1', { kind: 'token', graph: gov });
    await parts.accounts.put(kept, true);
    await tokenEntry(secrets, kept.id).store('of the other cloud');
    transport.add(
      async () => {
        await setSetting(settingKeys.cloud, 'usGovL4');
        return responseOf({ status: 200, json: { id: 'drive', driveType: 'personal' } });
      },
      { status: 200, json: { id: 'root' } },
    );
    assert.equal(await parts.account.signInWithToken('pasted'), true);
    assert.deepEqual(parts.accounts.of(gov), [kept]);
    assert.equal(await tokenEntry(secrets, kept.id).get(), 'of the other cloud');
    assert.equal(parts.accounts.of('https://graph.microsoft.com').length, 1);
  });
});
