import * as vscode from 'vscode';
import { showWarning } from '../notify.ts';
import type { Accounts } from './accounts.ts';
import type { Secrets } from './secrets.ts';

/** Whether accounts were signed in when this was written. */
const keptKey = 'onedrive.accountsKept';
/** Whether they were gone when a window started, although nobody had signed out. */
const forgottenKey = 'onedrive.accountsForgotten';

/**
 * Says once in a window that a sign-in does not outlast it: where there is no keyring, and where VS Code keeps secrets
 * in memory only, which shows when accounts are gone that nobody has signed out.
 */
export class KeepWarning {
  readonly #state: vscode.Memento;
  readonly #secrets: Pick<Secrets, 'isVolatile'>;
  readonly #accounts: Pick<Accounts, 'isAnybodyKnown' | 'onDidChange'>;
  #told = false;

  constructor(
    state: vscode.Memento,
    secrets: Pick<Secrets, 'isVolatile'>,
    accounts: Pick<Accounts, 'isAnybodyKnown' | 'onDidChange'>,
  ) {
    this.#state = state;
    this.#secrets = secrets;
    this.#accounts = accounts;
  }

  /** Looks whether what was kept before is still there. Accounts must have been read. */
  async start(): Promise<void> {
    if (this.#state.get(keptKey) === true) {
      await this.#state.update(forgottenKey, !this.#accounts.isAnybodyKnown);
    }
    await this.#note();
    this.#accounts.onDidChange(() => this.#note());
  }

  async afterSignIn(): Promise<void> {
    if (this.#told || !(this.#secrets.isVolatile || this.#state.get(forgottenKey) === true)) {
      return;
    }
    this.#told = true;
    await showWarning(
      vscode.l10n.t(
        'Your sign-in lasts until this window is closed: VS Code cannot keep secrets on this system. A keyring helps, such as gnome-keyring.',
      ),
    );
  }

  async #note(): Promise<void> {
    const kept = this.#accounts.isAnybodyKnown;
    if (this.#state.get(keptKey, false) !== kept) {
      await this.#state.update(keptKey, kept);
    }
  }
}
