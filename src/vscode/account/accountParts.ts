import type { Memento } from 'vscode';
import type { AccountBook } from '../../auth/accountBook.ts';
import type { KnownAccount } from '../../auth/model.ts';
import type { IdentityClients } from '../../auth/ports.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Account } from './account.ts';
import { Accounts } from './accounts.ts';
import type { ListenForRedirect } from './browserPrompt.ts';
import { Connection } from './connection.ts';
import type { ClientParts } from './connection.ts';
import { Consent } from './consent.ts';
import { KeepWarning } from './keepWarning.ts';
import { PastedSignIn } from './pastedSignIn.ts';
import type { SessionService } from './provider.ts';
import { Renewals } from './renewals.ts';
import { Rounds } from './rounds.ts';
import { secretKeys } from './secrets.ts';
import type { Secrets } from './secrets.ts';
import { sessionService } from './sessions.ts';
import { SignIn } from './signIn.ts';
import { SignOut } from './signOut.ts';
import { TokenSources } from './tokenSources.ts';

export interface AccountNeeds {
  readonly secrets: Secrets;
  /** Of the accounts in these secrets. */
  readonly book: AccountBook;
  /** Shared by all windows. */
  readonly state: Memento;
  /** What Graph clients are made of. */
  readonly parts: ClientParts;
  readonly clients: IdentityClients;
  readonly listen: ListenForRedirect;
  /** Ends what goes on as these accounts. @returns `false` when the user wants it to go on. */
  readonly stopWorkOf: (accounts: readonly KnownAccount[]) => Promise<boolean>;
}

/** Everything about who is signed in, put together. */
export class AccountParts implements Disposable {
  readonly accounts: Accounts;
  readonly sources: TokenSources;
  readonly connection: Connection;
  readonly account: Account;
  readonly consent: Consent;
  readonly renewals: Renewals;
  readonly signOut: SignOut;
  readonly sessions: SessionService;
  readonly #keepWarning: KeepWarning;
  readonly #subscriptions: readonly Disposable[];

  constructor({ secrets, book, state, parts, clients, listen, stopWorkOf }: AccountNeeds) {
    const { clock, random, log } = parts;
    const accounts = new Accounts(secrets, book);
    const renewals = new Renewals((account, request, signal) => signIn.again(account, request, signal));
    const sources = new TokenSources({
      accounts,
      secrets,
      clients,
      clock,
      renewalOf: (account) => renewals.of(account),
    });
    const rounds = new Rounds({ clients, clock, random, log, listen });
    const signIn = new SignIn({ accounts, sources, rounds, log });
    this.accounts = accounts;
    this.sources = sources;
    this.renewals = renewals;
    this.connection = new Connection(parts, accounts, (account) => sources.of(account));
    this.#keepWarning = new KeepWarning(state, secrets, accounts);
    const pasted = new PastedSignIn({ accounts, connection: this.connection, secrets, clock, random, log });
    this.account = new Account({ accounts, signIn, pasted, keepWarning: this.#keepWarning, log });
    this.consent = new Consent(accounts, signIn);
    this.signOut = new SignOut({ accounts, secrets, sources, log, stopWorkOf });
    this.sessions = sessionService({ accounts, account: this.account, signOut: this.signOut, sources, log });
    this.#subscriptions = [
      accounts.onDidChange(() => sources.dropSignedOut()),
      secrets.onDidChange((key) => (key === secretKeys.accounts ? accounts.refresh() : undefined)),
      secrets.onDidChange((key) => (key === secretKeys.tokens ? sources.look() : undefined)),
    ];
  }

  /** Reads who is signed in. */
  async start(): Promise<void> {
    await this.accounts.refresh();
    await this.#keepWarning.start();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
    this.renewals.dispose();
    this.accounts.dispose();
  }
}
