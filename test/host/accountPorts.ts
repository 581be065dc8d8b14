// Everything about who is signed in, on ports: no browser, no service, and secrets in memory.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { AccountBook } from '../../src/auth/accountBook.ts';
import type { KnownAccount, Registration } from '../../src/auth/model.ts';
import type { AuthorizationRequest, IdentityClient, IssuedToken, RedirectListener } from '../../src/auth/ports.ts';
import { orAborted } from '../../src/base/abort.ts';
import { systemClock } from '../../src/base/clock.ts';
import { settingKeys } from '../../src/contributions.ts';
import { AccountParts } from '../../src/vscode/account/accountParts.ts';
import { secretKeys, Secrets } from '../../src/vscode/account/secrets.ts';
import { clientParts } from '../support/graphClient.ts';
import { Keyring } from '../support/keyring.ts';
import { memoryState } from '../support/memoryState.ts';
import { ScriptedTransport } from '../support/scriptedTransport.ts';
import { replacing } from './prompts.ts';
import { setSetting } from './setup.ts';
import { accountOf, clientA } from './sharedKeyring.ts';

/** A page that was opened, and at which authority. */
type Page = AuthorizationRequest & Pick<Registration, 'authority'>;

export interface AccountPorts {
  readonly parts: AccountParts;
  readonly pages: readonly Page[];
  /** Messages that were shown. */
  readonly shown: readonly string[];
  /** Ids of the accounts whose tokens were removed. */
  readonly forgotten: readonly string[];
  /** Buttons that are chosen, in this order, perhaps after doing something else; without one a message stays open. */
  readonly choices: (string | (() => Promise<string>))[];
  /** What the page leads to, from now on. */
  redeem: IdentityClient['redeem'];
  /** Whether the browser comes back from the page. */
  comesBack: boolean;
}

/** A token for ada, who has granted these. */
export function issued(...scopes: readonly string[]): IssuedToken {
  const account = { id: 'ada', label: 'ada@contoso.example' };
  return { accessToken: `for ${scopes.join(' ')}`, expiresAt: 9e14, scopes, account };
}

/** Gives each test of a suite a window of its own, with an app registration and the browser in the settings. */
export function useAccountPorts(): () => AccountPorts {
  let ports: AccountPorts | undefined;
  const restored: { restore(): void }[] = [];
  beforeEach(async () => {
    await setSetting(settingKeys.clientId, clientA);
    await setSetting(settingKeys.authMethod, 'browser');
    const opened = open();
    ports = opened;
    const show = async (message: string): Promise<string | undefined> => {
      opened.shown.push(message);
      const choice = opened.choices.shift();
      return choice === undefined ? new Promise(() => {}) : typeof choice === 'string' ? choice : choice();
    };
    const { env, window } = vscode;
    restored.push(
      replacing(window, 'showErrorMessage', show),
      replacing(window, 'showWarningMessage', show),
      replacing(window, 'showInformationMessage', () => Promise.resolve(undefined)),
      replacing(env, 'openExternal', () => Promise.resolve(true)),
    );
    await opened.parts.start();
  });
  afterEach(async () => {
    ports?.parts.dispose();
    for (const replaced of restored.splice(0)) {
      replaced.restore();
    }
    for (const key of [settingKeys.clientId, settingKeys.authMethod, settingKeys.cloud]) {
      await setSetting(key, undefined);
    }
  });
  return () => {
    assert.ok(ports);
    return ports;
  };
}

/** An account of the global cloud that signed in earlier. */
export function knownAccount(kind: 'msal' | 'vscode'): KnownAccount {
  return accountOf('ada', { kind, label: 'ada@contoso.example' });
}

function open(): AccountPorts & { readonly shown: string[] } {
  const pages: Page[] = [];
  const forgotten: string[] = [];
  const secrets = new Secrets(new Keyring());
  const shared = { ...secrets.entry(secretKeys.accounts), exclusively: <T>(work: () => Promise<T>) => work() };
  const parts = new AccountParts({
    secrets,
    book: new AccountBook(shared),
    state: memoryState(),
    // Nobody is to run out of time.
    parts: { ...clientParts(new ScriptedTransport()), clock: systemClock },
    stopWorkOf: () => Promise.resolve(true),
    listen: () => Promise.resolve(listener()),
    clients: ({ authority }) =>
      Promise.resolve({
        pageAddress(request) {
          pages.push({ ...request, authority });
          return Promise.resolve('https://page.example/');
        },
        redeem: (request, signal) => ports.redeem(request, signal),
        deviceCode: () => Promise.reject(new Error('deviceCode: not in the script')),
        silent: () => Promise.reject(new Error('silent: not in the script')),
        forget(id) {
          forgotten.push(id);
          return Promise.resolve();
        },
      }),
  });
  const ports: AccountPorts & { readonly shown: string[] } = {
    parts,
    pages,
    forgotten,
    shown: [],
    choices: [],
    redeem: () => Promise.resolve(issued('Files.ReadWrite')),
    comesBack: true,
  };
  const listener = (): RedirectListener => ({
    port: 1,
    answer: (state, signal) =>
      ports.comesBack ? Promise.resolve({ code: 'code', state }) : orAborted(new Promise(() => {}), signal),
    close: () => Promise.resolve(),
  });
  return ports;
}
