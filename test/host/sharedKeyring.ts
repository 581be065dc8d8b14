// Windows that share a keyring, each with everything about who is signed in: no browser, no service.
import * as vscode from 'vscode';
import { AccountBook } from '../../src/auth/accountBook.ts';
import { SignInError } from '../../src/auth/errors.ts';
import type { KnownAccount } from '../../src/auth/model.ts';
import type { IssuedToken } from '../../src/auth/ports.ts';
import { settingKeys } from '../../src/contributions.ts';
import { AccountParts } from '../../src/vscode/account/accountParts.ts';
import { secretKeys, Secrets } from '../../src/vscode/account/secrets.ts';
import { clientParts } from '../support/graphClient.ts';
import { Keyring } from '../support/keyring.ts';
import { ScriptedTransport } from '../support/scriptedTransport.ts';
import { replacing } from './prompts.ts';
import { setSetting } from './setup.ts';

export const never = new AbortController().signal;

/** Two app registrations. */
export const [clientA, clientB] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];

/** A window: what it is made of, and what it did. */
export interface Window {
  readonly parts: AccountParts;
  readonly secrets: Secrets;
  readonly transport: ScriptedTransport;
  /** Registrations that were asked for tokens without the user. */
  readonly silents: readonly string[];
}

/** What all windows of a test have in common. */
export interface SharedKeyring {
  readonly keyring: Keyring;
  /** Registrations whose refresh tokens are good: those that somebody signed in with. */
  readonly good: Set<string>;
  /** Who sits at the browser. */
  person: string;
  /** What a token without the user is for, in words of the service. */
  silentScopes: readonly string[];
  /** Called before such a token comes. */
  beforeSilent: () => void;
  /** Whether the tokens of an account can be removed. */
  forgets: boolean;
  /** Accounts whose tokens were removed. */
  readonly forgotten: readonly string[];
  /** Questions and warnings, which stay open, and what was told, in the order in which they appeared. */
  readonly shown: readonly string[];
  /** Picks this in every list. */
  pick: string | undefined;
  openWindow(): Promise<Window>;
}

/** An account of a service. */
export function accountOf(name: string, change: Partial<KnownAccount> = {}): KnownAccount {
  const { graph = 'https://graph.microsoft.com', kind = 'msal' } = change;
  return {
    id: `${kind}:${new URL(graph).host}:${name}`,
    kind,
    label: name,
    graph,
    ...(kind !== 'token' && { keeperId: name }),
    registration: { clientId: clientA, authority: 'https://login.microsoftonline.com/common' },
    granted: ['Files.ReadWrite'],
    ...change,
  };
}

/** Gives each test of a suite an empty keyring, and the first registration in the settings. */
export function useSharedKeyring(): () => SharedKeyring {
  let shared: SharedKeyring;
  let end: () => void;
  const restored: { restore(): void }[] = [];
  beforeEach(async () => {
    await setSetting(settingKeys.clientId, clientA);
    await setSetting(settingKeys.authMethod, 'browser');
    const shown: string[] = [];
    ({ shared, end } = share(shown));
    const tell = (message: string): Promise<undefined> => {
      shown.push(message);
      return new Promise(() => {});
    };
    const pick = (items: readonly vscode.QuickPickItem[]): Promise<unknown> =>
      Promise.resolve(items.find(({ label }) => label === shared.pick));
    restored.push(
      ...(['showWarningMessage', 'showErrorMessage', 'showInformationMessage'] as const).map((name) =>
        replacing(vscode.window, name, tell),
      ),
      replacing(vscode.window, 'showQuickPick', pick),
      replacing(vscode.env, 'openExternal', () => Promise.resolve(true)),
    );
  });
  afterEach(async () => {
    end();
    for (const replaced of restored.splice(0)) {
      replaced.restore();
    }
    for (const key of [settingKeys.clientId, settingKeys.authMethod, settingKeys.cloud]) {
      await setSetting(key, undefined);
    }
  });
  return () => shared;
}

function share(shown: readonly string[]): { readonly shared: SharedKeyring; readonly end: () => void } {
  const opened: { dispose(): void }[] = [];
  const forgotten: string[] = [];
  const shared: SharedKeyring = {
    keyring: new Keyring(),
    good: new Set(),
    person: 'ada',
    silentScopes: ['Files.ReadWrite'],
    beforeSilent: () => {},
    forgets: true,
    forgotten,
    shown,
    pick: undefined,
    async openWindow() {
      const window = openWindow(shared, forgotten);
      opened.push(window.parts, window.secrets);
      await window.parts.start();
      return window;
    },
  };
  const end = (): void => {
    for (const part of opened) {
      part.dispose();
    }
  };
  return { shared, end };
}

function openWindow(shared: SharedKeyring, forgotten: string[]): Window {
  const secrets = new Secrets(shared.keyring);
  const transport = new ScriptedTransport();
  const ports = clientParts(transport);
  const silents: string[] = [];
  const tokens = secrets.entry(secretKeys.tokens);
  const issue = (how: string, name: string, scopes: readonly string[]): IssuedToken => ({
    accessToken: `${how} ${name}`,
    expiresAt: ports.clock.now() + 3_600_000,
    scopes,
    account: { id: name, label: name },
  });
  const parts = new AccountParts({
    secrets,
    book: new AccountBook({ ...secrets.entry(secretKeys.accounts), exclusively: (work) => work() }),
    state: { keys: () => [], get: () => undefined, update: () => Promise.resolve() },
    parts: ports,
    stopWorkOf: () => Promise.resolve(true),
    listen: () =>
      Promise.resolve({
        port: 1,
        answer: (state: string) => Promise.resolve({ code: 'code', state }),
        close: () => Promise.resolve(),
      }),
    clients: ({ clientId }) =>
      Promise.resolve({
        pageAddress: () => Promise.resolve('https://page.example/'),
        async redeem() {
          shared.good.add(clientId);
          await tokens.store(`${clientId} ${ports.random.id()}`);
          return issue('signed in', shared.person, ['Files.ReadWrite']);
        },
        deviceCode: () => Promise.reject(new Error('deviceCode: not in the script')),
        async silent(name) {
          silents.push(clientId);
          shared.beforeSilent();
          if (!shared.good.has(clientId)) {
            throw new SignInError('interactionRequired');
          }
          return issue(`silently by ${clientId}`, name, shared.silentScopes);
        },
        async forget(name) {
          if (!shared.forgets) {
            throw new SignInError('unexpected');
          }
          forgotten.push(name);
        },
      }),
  });
  return { parts, secrets, transport, silents };
}
