import * as vscode from 'vscode';
import type { KnownAccount, Permission } from '../../auth/model.ts';
import type { Logger } from '../../base/log.ts';
import { authenticationProviderId } from '../../contributions.ts';
import { showDone, showProblem } from '../notify.ts';
import { describeError } from '../words/messages.ts';
import type { Accounts } from './accounts.ts';
import type { KeepWarning } from './keepWarning.ts';
import type { PastedSignIn } from './pastedSignIn.ts';
import { hasRegistration } from './rounds.ts';
import type { SignIn } from './signIn.ts';

export interface AccountParts {
  readonly accounts: Accounts;
  readonly signIn: SignIn;
  readonly pasted: PastedSignIn;
  readonly keepWarning: KeepWarning;
  readonly log: Logger;
}

/** Signing in as the user meets it: in commands, in the Accounts menu and wherever it is needed to go on. */
export class Account {
  readonly #parts: AccountParts;

  constructor(parts: AccountParts) {
    this.#parts = parts;
  }

  /** @returns whether somebody is signed in; asks when `quiet` is false and nobody is. */
  async ensureSignedIn(quiet: boolean): Promise<boolean> {
    const { accounts } = this.#parts;
    await accounts.refresh();
    return accounts.current !== undefined || (!quiet && (await this.#signInFirst()));
  }

  /** Signs in; where somebody has, it leads to another account. @returns whether somebody new is in use. */
  async signIn(): Promise<boolean> {
    const { accounts } = this.#parts;
    await accounts.refresh();
    const { current } = accounts;
    if (current === undefined) {
      return this.#signInFirst();
    }
    const chosen = await pickAccount(accounts.all, current);
    if (chosen === 'another') {
      return this.#throughVscode({ forceNewSession: { detail: vscode.l10n.t('To add another account.') } });
    }
    if (chosen === undefined || chosen.id === current.id) {
      return false;
    }
    await this.#use(chosen);
    return true;
  }

  /**
   * Signs in an account once more, because its sign-in is of no use any more; it is then the one in use.
   * @param id of the account; whoever is in use when it is left out. @returns whether it worked.
   */
  async signInAgain(id?: string): Promise<boolean> {
    const { accounts, signIn } = this.#parts;
    await accounts.refresh();
    const { current } = accounts;
    const account = id === undefined ? current : accounts.all.find((each) => each.id === id);
    if (account === undefined) {
      return this.#signInFirst();
    }
    if (account.kind === 'token') {
      return this.signInWithToken(undefined);
    }
    const issued = await signIn.again(account, {}, new AbortController().signal);
    if (issued !== undefined && account.id !== current?.id) {
      await this.#use(account);
    }
    return issued !== undefined;
  }

  /** Signs in with an access token, the given one or one that the user pastes. @returns whether it worked. */
  async signInWithToken(given: string | undefined): Promise<boolean> {
    const { keepWarning, pasted } = this.#parts;
    const account = await pasted.signIn(given);
    if (account) {
      void keepWarning.afterSignIn();
    }
    return account !== undefined;
  }

  /** What VS Code wants when somebody signs in by way of it. @returns `undefined`: the user gave up, and knows why. */
  async create(permissions: readonly Permission[], label?: string): Promise<KnownAccount | undefined> {
    const { accounts, keepWarning, log, pasted, signIn } = this.#parts;
    try {
      const account = await signIn.add(permissions, label, new AbortController().signal);
      if (account === undefined) {
        return undefined;
      }
      if (account === 'token') {
        return await pasted.signIn(undefined);
      }
      void showDone(vscode.l10n.t('Signed in to OneDrive as {0}.', account.label));
      void keepWarning.afterSignIn();
      return accounts.latest(account);
    } catch (error) {
      log.error(`sign-in: ${describeError(error).logText}`);
      void showProblem(error);
      return undefined;
    }
  }

  async #use({ id, label }: KnownAccount): Promise<void> {
    await this.#parts.accounts.select(id);
    void showDone(vscode.l10n.t('OneDrive is used as {0} now.', label));
  }

  /** What would fail for want of a registration says so before VS Code asks anything. */
  async #signInFirst(): Promise<boolean> {
    return hasRegistration()
      ? this.#throughVscode({ createIfNone: { detail: vscode.l10n.t('To upload files to OneDrive.') } })
      : (await this.create([])) !== undefined;
  }

  /**
   * By way of VS Code, which asks whether this extension may: then it knows that it does, lists it with the account, and
   * lets the user choose another one for it.
   */
  async #throughVscode(
    how:
      | { readonly createIfNone: vscode.AuthenticationGetSessionPresentationOptions }
      | { readonly forceNewSession: vscode.AuthenticationGetSessionPresentationOptions },
  ): Promise<boolean> {
    const { authentication } = vscode;
    const options = { ...how, clearSessionPreference: true };
    try {
      return (await authentication.getSession(authenticationProviderId, [], options)) !== undefined;
    } catch (error) {
      // VS Code hands over a sentence only. Whatever went wrong in a sign-in has been shown by `create`.
      this.#parts.log.info(`no sign-in: ${error instanceof Error ? error.name : typeof error}`);
      return false;
    }
  }
}

async function pickAccount(
  accounts: readonly KnownAccount[],
  current: KnownAccount,
): Promise<KnownAccount | 'another' | undefined> {
  const { t } = vscode.l10n;
  const items: readonly (vscode.QuickPickItem & { readonly choice?: KnownAccount | 'another' })[] = [
    ...accounts.map((account) => ({
      label: `$(account) ${account.label}`,
      ...(account.id === current.id && { description: t('in use') }),
      ...(account.kind === 'token' && { detail: t('Access token') }),
      choice: account,
    })),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: `$(add) ${t('Add Another Account...')}`, choice: 'another' },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: t('Account for OneDrive') });
  return picked?.choice;
}
