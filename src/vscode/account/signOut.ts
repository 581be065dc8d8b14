import * as vscode from 'vscode';
import type { KnownAccount } from '../../auth/model.ts';
import type { Logger } from '../../base/log.ts';
import { showDone } from '../notify.ts';
import { describeError } from '../words/messages.ts';
import type { Accounts } from './accounts.ts';
import type { TokenSources } from './tokenSources.ts';

export interface SignOutParts {
  readonly accounts: Accounts;
  readonly sources: TokenSources;
  readonly log: Logger;
  /** Pauses what runs as these accounts. @returns `false` when the user wants it to go on. */
  readonly pauseUploadsOf: (accounts: readonly KnownAccount[]) => Promise<boolean>;
}

/** Signs accounts out: whatever works with them stops, then their tokens go. */
export class SignOut {
  readonly #parts: SignOutParts;

  constructor(parts: SignOutParts) {
    this.#parts = parts;
  }

  /** Asks which one when there are several. */
  async ask(): Promise<void> {
    const { accounts } = this.#parts;
    await accounts.refresh();
    const { all, current } = accounts;
    const leaving = all.length > 1 ? await pickLeaving(all, current) : all;
    if (leaving !== undefined) {
      await this.signOut(leaving);
    }
  }

  /** @returns whether they are signed out: the user may want uploads to go on. */
  async signOut(leaving: readonly KnownAccount[]): Promise<boolean> {
    const { accounts, log, sources, pauseUploadsOf } = this.#parts;
    if (!(await pauseUploadsOf(leaving))) {
      return false;
    }
    for (const account of leaving) {
      // First, or what is under way would find no tokens and ask the user for new ones.
      await accounts.remove(account.id);
      await sources.forget(account).catch((error: unknown) => {
        log.warn(`tokens were not removed: ${describeError(error).logText}`);
      });
    }
    log.info(`signed out: ${leaving.length}`);
    const { current } = accounts;
    void showDone(
      current === undefined
        ? vscode.l10n.t('Signed out of OneDrive.')
        : vscode.l10n.t('Signed out of OneDrive. It is used as {0} now.', current.label),
    );
    return true;
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
      leaving: [account],
    })),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: `$(sign-out) ${t('All Accounts')}`, leaving: all },
  ];
  return (await vscode.window.showQuickPick(items, { title: t('Sign Out of OneDrive') }))?.leaving;
}
