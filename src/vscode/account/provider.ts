import * as vscode from 'vscode';
import { readAccounts } from '../../auth/accountBook.ts';
import { firstPermission } from '../../auth/model.ts';
import type { KnownAccount } from '../../auth/model.ts';
import type { TextStore } from '../../auth/ports.ts';
import { Rerun } from '../../base/rerun.ts';
import { authenticationProviderId } from '../../contributions.ts';
import { showSignedIn } from '../context.ts';
import { settings } from '../settings.ts';

/** What the Accounts menu and other extensions ask for, beside the list. */
export interface SessionService {
  /** An access token with these scopes, without asking the user; `undefined` when there is none. */
  tokenFor(account: KnownAccount, scopes: readonly string[]): Promise<string | undefined>;
  /**
   * Lets the user sign in.
   * @param scopes that are needed beside the first. @param label account to offer.
   * @returns `undefined` when the user gave up, after being told what was wrong.
   */
  create(scopes: readonly string[], label: string | undefined): Promise<KnownAccount | undefined>;
  remove(id: string): Promise<void>;
}

type SessionsChange = vscode.AuthenticationProviderAuthenticationSessionsChangeEvent;

/**
 * The accounts as VS Code knows them. A list is read from the book alone; only what needs a token or the user loads the
 * rest. Listed sessions hold no token.
 */
export class AccountsProvider implements vscode.AuthenticationProvider, vscode.Disposable {
  readonly #book: TextStore;
  readonly #service: () => Promise<SessionService>;
  readonly #changed = new vscode.EventEmitter<SessionsChange>();
  readonly #refreshing = new Rerun(() => this.#refreshOnce());
  #listed: readonly vscode.AuthenticationSession[] = [];
  #offered = false;

  readonly onDidChangeSessions = this.#changed.event;

  constructor(book: TextStore, service: () => Promise<SessionService>) {
    this.#book = book;
    this.#service = service;
  }

  async getSessions(
    scopes: readonly string[] | undefined,
    { account: only }: vscode.AuthenticationProviderSessionOptions = {},
  ): Promise<vscode.AuthenticationSession[]> {
    // Not by their names: one person can be an account of ours and one of VS Code.
    const accounts = (await this.#accounts()).filter(({ id }) => only === undefined || only.id === id);
    if (scopes === undefined || scopes.length === 0 || accounts.length === 0) {
      return accounts.map(sessionOf);
    }
    const service = await this.#service();
    const sessions = accounts.map(async (account) => {
      const accessToken = await service.tokenFor(account, scopes);
      return accessToken === undefined ? [] : [{ ...sessionOf(account), scopes, accessToken }];
    });
    return (await Promise.all(sessions)).flat();
  }

  /** @throws {vscode.CancellationError} when the user gave up, after being told what was wrong. */
  async createSession(
    scopes: readonly string[],
    { account }: vscode.AuthenticationProviderSessionOptions = {},
  ): Promise<vscode.AuthenticationSession> {
    const created = await (await this.#service()).create(scopes, account?.label);
    const [session] = created ? await this.getSessions(scopes, { account: sessionOf(created).account }) : [];
    if (!session) {
      throw new vscode.CancellationError();
    }
    if (scopes.length > 0) {
      // VS Code takes the entry out of the Accounts menu when a session with the very scopes of the entry is added.
      this.#changed.fire({ added: [session], removed: [], changed: [] });
    }
    return session;
  }

  async removeSession(id: string): Promise<void> {
    await (await this.#service()).remove(id);
  }

  /** Looks who has signed in, and tells VS Code what has changed. */
  refresh(): Promise<void> {
    return this.#refreshing.request();
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #refreshOnce(): Promise<void> {
    const before = new Map(this.#listed.map((session) => [session.id, session]));
    const listed = (await this.#accounts()).map(sessionOf);
    this.#listed = listed;
    const ids = new Set(listed.map(({ id }) => id));
    const change = {
      added: listed.filter(({ id }) => !before.has(id)),
      removed: [...before.values()].filter(({ id }) => !ids.has(id)),
      changed: listed.filter((session) => {
        const earlier = before.get(session.id);
        return earlier !== undefined && earlier.account.label !== session.account.label;
      }),
    };
    if (Object.values(change).some((sessions) => sessions.length > 0)) {
      this.#changed.fire(change);
    }
    await showSignedIn(listed.length > 0);
    this.#offerSignIn(listed.length === 0);
  }

  /**
   * Puts "Sign in" into the Accounts menu: what VS Code makes of a request that is neither silent nor interactive. It
   * takes it out when a session with the same scopes comes, of which there must be one: it takes none for the empty text.
   */
  #offerSignIn(isNeeded: boolean): void {
    if (isNeeded && !this.#offered) {
      vscode.authentication.getSession(authenticationProviderId, [firstPermission], {}).then(
        () => {},
        () => {
          // The window ends.
        },
      );
    }
    this.#offered = isNeeded;
  }

  /** Addresses of a custom cloud that cannot be used count as signed out; what needs them tells what is wrong. */
  async #accounts(): Promise<readonly KnownAccount[]> {
    try {
      return readAccounts(await this.#book.get(), settings.cloud().graph).accounts;
    } catch {
      return [];
    }
  }
}

function sessionOf({ id, label }: KnownAccount): vscode.AuthenticationSession {
  return { id, account: { id, label }, scopes: [firstPermission], accessToken: '' };
}
