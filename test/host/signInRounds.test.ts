import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { SignInError } from '../../src/auth/errors.ts';
import { settingKeys } from '../../src/contributions.ts';
import { eventually } from '../support/eventually.ts';
import { issued, knownAccount, useAccountPorts } from './accountPorts.ts';
import { replacing } from './prompts.ts';
import { setSetting } from './setup.ts';

const never = new AbortController().signal;

describe('a sign-in that takes more than one try, or that something else overtakes', () => {
  const opened = useAccountPorts();

  it('follows the cloud of the settings as it is when the user tries again', async () => {
    const ports = opened();
    const { account, accounts } = ports.parts;
    ports.redeem = () => Promise.reject(new SignInError('wrongAccountType'));
    ports.choices.push(async () => {
      await setSetting(settingKeys.cloud, 'usGovL4');
      ports.redeem = () => Promise.resolve(issued('Files.ReadWrite'));
      return 'Try Again';
    });
    await account.create([]);
    assert.deepEqual(
      ports.pages.map(({ authority, scopes }) => [authority, ...scopes]),
      [
        ['https://login.microsoftonline.com/common', 'https://graph.microsoft.com/Files.ReadWrite'],
        ['https://login.microsoftonline.us/organizations', 'https://graph.microsoft.us/Files.ReadWrite'],
      ],
    );
    assert.equal(accounts.current?.graph, 'https://graph.microsoft.us');
    assert.equal(accounts.current.registration?.authority, 'https://login.microsoftonline.us/organizations');
  });

  it('keeps nobody who did not grant Files.ReadWrite, and can be tried again', async () => {
    const ports = opened();
    const { account, accounts } = ports.parts;
    let before = 1;
    ports.redeem = () => Promise.resolve(issued('openid'));
    ports.choices.push(() => {
      before = accounts.all.length;
      ports.redeem = () => Promise.resolve(issued('Files.ReadWrite'));
      return Promise.resolve('Try Again');
    });
    const created = await account.create([]);
    assert.equal(before, 0);
    assert.deepEqual(ports.forgotten, ['ada'], 'its tokens are removed');
    assert.equal(ports.shown.length, 1);
    assert.match(ports.shown[0] ?? '', /permission that is needed has not been given/u);
    assert.equal(ports.pages.length, 2);
    assert.equal(created?.id, accounts.current?.id);
    assert.ok(created);
  });

  it('ends with a sign-out that comes before the page is finished', async () => {
    const ports = opened();
    const { accounts, consent, signOut } = ports.parts;
    await accounts.put(knownAccount('msal'), true);
    ports.comesBack = false;
    const asking = consent.ask(['Files.ReadWrite.All']);
    await eventually(() => assert.equal(ports.pages.length, 1));
    await signOut.signOut(accounts.all);
    assert.equal(await asking, false);
    assert.deepEqual(ports.shown, [], 'who signs out knows it');
  });

  it('brings nobody back who signs out while its last answer is on the way', async () => {
    const ports = opened();
    const { accounts, consent, signOut } = ports.parts;
    await accounts.put(knownAccount('msal'), true);
    const answered = Promise.withResolvers<ReturnType<typeof issued>>();
    let redeeming = false;
    ports.redeem = () => {
      redeeming = true;
      return answered.promise;
    };
    const asking = consent.ask(['Files.ReadWrite.All']);
    await eventually(() => assert.ok(redeeming));
    await signOut.signOut(accounts.all);
    answered.resolve(issued('Files.ReadWrite', 'Files.ReadWrite.All'));
    assert.equal(await asking, false);
    assert.deepEqual(accounts.all, []);
    assert.deepEqual(ports.forgotten, ['ada', 'ada'], 'also of what came late');
  });

  it('is over for what waits once the user has signed in another way, whatever message is left open', async () => {
    const ports = opened();
    const { account, accounts, renewals } = ports.parts;
    await accounts.put(knownAccount('msal'), true);
    const taken = new AbortController();
    ports.choices.push('Sign In');
    ports.redeem = () => Promise.reject(new SignInError('mfaRequired'));
    const renewing = renewals.of(knownAccount('msal'))({ problem: 'interactionRequired' }, taken.signal);
    await eventually(() => assert.equal(ports.shown.length, 2, 'the question, then what went wrong'));
    assert.equal(renewals.isWaiting, true);
    ports.redeem = () => Promise.resolve(issued('Files.ReadWrite'));
    assert.equal(await account.signInAgain(), true);
    taken.abort();
    await assert.rejects(renewing, { name: 'AbortError' });
    assert.equal(renewals.isWaiting, false);
  });
});

describe('an account of VS Code', () => {
  const opened = useAccountPorts();
  const account = { id: 'ada', label: 'ada@contoso.example' };
  const asked: string[] = [];
  let replaced: readonly { restore(): void }[] = [];

  beforeEach(async () => {
    asked.length = 0;
    await setSetting(settingKeys.cloud, 'usGovL4');
    const { authentication } = vscode;
    replaced = [
      replacing(authentication, 'getAccounts', () => Promise.resolve([account])),
      replacing(authentication, 'getSession', (provider: string, scopes: readonly string[]) => {
        asked.push(provider);
        return Promise.resolve({ id: '1', accessToken: `from-${provider}`, account, scopes });
      }),
    ];
  });

  afterEach(() => {
    for (const each of replaced) {
      each.restore();
    }
  });

  it('stays with its own cloud when the settings name another one, in silence and with the user', async () => {
    const { accounts, renewals, sources } = opened().parts;
    await accounts.put(knownAccount('vscode'), true);
    assert.equal(await sources.of(knownAccount('vscode')).getToken(never), 'from-microsoft');
    opened().choices.push('Sign In');
    await renewals.of(knownAccount('vscode'))({ problem: 'interactionRequired' }, never);
    assert.deepEqual(asked, ['microsoft', 'microsoft']);
  });

  it('of another cloud is asked of the provider for those, whatever the settings name', async () => {
    await setSetting(settingKeys.cloud, undefined);
    const { accounts, sources } = opened().parts;
    const registration = { clientId: '1', authority: 'https://login.microsoftonline.us/organizations' };
    const known = { ...knownAccount('vscode'), graph: 'https://graph.microsoft.us', registration };
    await accounts.put(known, true);
    assert.equal(await sources.of(known).getToken(never), 'from-microsoft-sovereign-cloud');
  });
});
