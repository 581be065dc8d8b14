import * as vscode from 'vscode';
import type { KnownAccount } from '../../auth/model.ts';
import type { Logger } from '../../base/log.ts';
import { showDone, showWarning } from '../notify.ts';
import { describeError } from '../words/messages.ts';
import type { Accounts } from './accounts.ts';
import { secretKeys } from './secrets.ts';
import type { Secrets } from './secrets.ts';
import type { TokenSources } from './tokenSources.ts';

export interface SignOutParts {
  readonly accounts: Accounts;
  readonly secrets: Secrets;
  readonly sources: TokenSources;
  readonly log: Logger;
  /** Ends what goes on as these accounts. @returns `false` when the user wants it to go on. */
  readonly stopWorkOf: (accounts: readonly KnownAccount[]) => Promise<boolean>;
}

/** Signs accounts out: whatever works with them stops, then their tokens go. */
export class SignOut {
  readonly #parts: SignOutParts;

  constructor(parts: SignOutParts) {
    this.#parts = parts;
  }

  /** Asks which one when there are several, in whatever cloud. */
  async ask(): Promise<void> {
    const { accounts } = this.#parts;
    await accounts.refresh();
    const { currentIfAny: current, everywhere } = accounts;
    const leaving = everywhere.length > 1 ? await pickLeaving(everywhere, current) : everywhere;
    if (leaving !== undefined) {
      await this.signOut(leaving);
    }
  }

  /** @returns whether they are signed out: the user may want something to go on. */
  async signOut(leaving: readonly KnownAccount[]): Promise<boolean> {
    const { accounts, log, stopWorkOf, secrets } = this.#parts;
    if (!(await stopWorkOf(leaving))) {
      return false;
    }
    let tokensLeft = false;
    for (const account of leaving) {
      tokensLeft = !(await this.#remove(account)) || tokensLeft;
    }
    log.info(`signed out: ${leaving.length}`);
    const accountsLeft = leaving.length > 0 && secrets.mayBeLeft(secretKeys.accounts);
    if (accountsLeft || tokensLeft) {
      log.warn('VS Code could not remove all of it');
      void showWarning(
        accountsLeft
          ? vscode.l10n.t(
              'OneDrive is signed out in this window only: VS Code could not remove your sign-in from where it keeps secrets, so it can be back after a restart. Unlock the keyring of your system, reload the window, and sign out again.',
            )
          : vscode.l10n.t(
              'You are signed out of OneDrive, but VS Code could not remove your tokens from where it keeps secrets. Unlock the keyring of your system, then sign in and out again.',
            ),
      );
      return true;
    }
    const { currentIfAny: current } = accounts;
    void showDone(
      current === undefined
        ? vscode.l10n.t('Signed out of OneDrive.')
        : vscode.l10n.t('Signed out of OneDrive. It is used as {0} now.', current.label),
    );
    return true;
  }

  /** @returns whether nothing is left of its tokens on this machine. */
  async #remove(account: KnownAccount): Promise<boolean> {
    const { accounts, log, sources } = this.#parts;
    // First, or what is under way would find no tokens and ask the user for new ones.
    await accounts.remove(account.id);
    try {
      await sources.forget(account);
    } catch (error) {
      log.warn(`tokens were not removed: ${describeError(error).logText}`);
      return false;
    }
    return !sources.mayBeLeft(account);
  }
}

async function pickLeaving(
  all: readonly KnownAccount[],
  current: KnownAccount | undefined,
): Promise<readonly KnownAccount[] | undefined> {
  const { t } = vscode.l10n;
  const items: readonly (vscode.QuickPickItem & { readonly leaving?: readonly KnownAccount[] })[] = [
    ...all.map((account) => ({
      label: `$(account) ${account.label}`,
      ...(account.id === current?.id && { description: t('in use') }),
      // The same person can be there once for each cloud.
      ...(account.graph !== current?.graph && { description: account.graph }),
      leaving: [account],
    })),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: `$(sign-out) ${t('All Accounts')}`, leaving: all },
  ];
  return (await vscode.window.showQuickPick(items, { title: t('Sign Out of OneDrive') }))?.leaving;
}
