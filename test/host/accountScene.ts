// Signing in with accounts, at a simulator with its sign-in pages, for tests inside the extension host.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { authenticationProviderId, settingKeys } from '../../src/contributions.ts';
import { startSimulator } from '../sim/index.ts';
import type { AuthorityOptions } from '../sim/index.ts';
import { eventually } from '../support/eventually.ts';
import { enterDeviceCode, signInByPages } from '../support/signInPages.ts';
import type { SignInChoices } from '../support/signInPages.ts';
import { replacing } from './prompts.ts';
import type { World } from './setup.ts';
import { discardAll, pointTo, setFragmentSize, setSetting, signOutAll } from './setup.ts';

/** The account that the simulator's own drive belongs to, and somebody else. */
export const ada = 'ada@contoso.example';
export const grace = 'grace@contoso.example';

/** A VS Code window at a simulator with sign-in pages; nobody is signed in. */
export interface AccountScene extends World {
  /** What the person at the browser does on the pages that are opened from now on. */
  person: SignInChoices & { readonly stays?: boolean };
  /** Pages that were opened in the browser since the start of the test. */
  readonly opened: readonly string[];
}

/** Settings of VS Code that make its network trust certificates anew. */
const noProxy = 'http.noProxy';

/** Gives each test of a suite an extension in which nobody is signed in, and checks afterwards how it behaved. */
export function useAccounts(options: AuthorityOptions = {}): () => AccountScene {
  let scene: AccountScene | undefined;
  before(async () => {
    scene = await start(options);
  });
  beforeEach(() => scene?.reset());
  afterEach(() => scene?.assertCleanConduct());
  after(() => scene?.end());
  return () => {
    assert.ok(scene);
    return scene;
  };
}

async function start(options: AuthorityOptions): Promise<AccountScene> {
  const sim = await startSimulator({ authority: options });
  const folder = await mkdtemp(join(tmpdir(), 'onedrive-accounts-'));
  const { SSL_CERT_FILE: trusted } = process.env;
  process.env['SSL_CERT_FILE'] = join(folder, 'ca.pem');
  await writeFile(join(folder, 'ca.pem'), sim.authority.ca);
  await setSetting(noProxy, [`${folder.slice(-6).toLowerCase()}.invalid`]);
  await pointTo(sim.graphUrl, sim.authority.url);
  await setSetting(settingKeys.clientId, sim.authority.clientId);
  await setSetting(settingKeys.authMethod, 'browser');
  await setFragmentSize(5);
  const opened: string[] = [];
  const scene: AccountScene = {
    sim,
    folder,
    opened,
    person: { account: ada },
    async reset() {
      await discardAll();
      await signOutEverybody();
      sim.reset();
      sim.authority.reset();
      opened.length = 0;
      scene.person = { account: ada };
    },
    assertCleanConduct() {
      assert.deepEqual(sim.violations, []);
      assert.deepEqual(sim.openSessions, []);
    },
    async end() {
      await discardAll();
      await signOutEverybody();
      browser.restore();
      await pointTo(undefined);
      await Promise.all(
        [settingKeys.clientId, settingKeys.authMethod, noProxy].map((key) => setSetting(key, undefined)),
      );
      await setFragmentSize(undefined);
      if (trusted === undefined) {
        delete process.env['SSL_CERT_FILE'];
      } else {
        process.env['SSL_CERT_FILE'] = trusted;
      }
      await sim.close();
      await rm(folder, { recursive: true });
    },
  };
  const browser = replacing(vscode.env, 'openExternal', (address: unknown) => {
    opened.push(String(address));
    if (scene.person.stays !== true) {
      void browse(String(address), scene);
    }
    return Promise.resolve(true);
  });
  return scene;
}

/** What a person does in the browser with a page that was opened. */
async function browse(address: string, { person, sim: { authority } }: AccountScene): Promise<void> {
  const choices = { ca: authority.ca, ...person };
  if (/devicecode|\/device/u.test(new URL(address).pathname)) {
    await enterDeviceCode(address, await vscode.env.clipboard.readText(), choices);
    return;
  }
  const back = await signInByPages(address, choices);
  await (await fetch(back)).text();
}

/** Nothing that anybody was given is good any more. */
export function endSignIns({ sim: { authority } }: AccountScene): void {
  authority.revokeRefreshTokens();
  authority.expireAccessTokens();
}

/** What VS Code's Accounts menu lists. */
export async function listed(): Promise<string[]> {
  return (await vscode.authentication.getAccounts(authenticationProviderId)).map(({ label }) => label);
}

async function signOutEverybody(): Promise<void> {
  await signOutAll();
  await eventually(async () => assert.deepEqual(await listed(), []));
}

/**
 * Signs in as "Sign in" in the Accounts menu does, which VS Code puts there for a request that asks nobody.
 * @param scopes nobody who is signed in may have them.
 */
export async function signInFromMenu(scopes: readonly string[] = []): Promise<void> {
  let entry = '';
  await eventually(async () => {
    await vscode.authentication.getSession(authenticationProviderId, scopes, {});
    entry = (await vscode.commands.getCommands()).findLast((id) => /^onedrive:.+:signIn\d+$/u.test(id)) ?? '';
    assert.notEqual(entry, '', 'the menu offers to sign in');
  });
  await vscode.commands.executeCommand(entry);
}

/** Does something that signs in by way of VS Code, whose question whether the extension may is answered with Allow. */
export async function allowing<T>(work: () => PromiseLike<T>): Promise<T> {
  const { authentication } = vscode;
  const original = authentication.getSession.bind(authentication);
  const replaced = replacing(
    authentication,
    'getSession',
    async (id: string, scopes: readonly string[], options: vscode.AuthenticationGetSessionOptions = {}) => {
      const { createIfNone, forceNewSession } = options;
      if (createIfNone === undefined && forceNewSession === undefined) {
        return original(id, scopes, options);
      }
      replaced.restore();
      await signInFromMenu(forceNewSession === undefined ? [] : ['Files.ReadWrite.All']);
      return original(id, [], { silent: true });
    },
  );
  try {
    return await work();
  } finally {
    replaced.restore();
  }
}
