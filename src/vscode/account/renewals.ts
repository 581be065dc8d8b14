import * as vscode from 'vscode';
import type { Renewal } from '../../auth/accountTokens.ts';
import { SignInError } from '../../auth/errors.ts';
import type { KnownAccount } from '../../auth/model.ts';
import type { IssuedToken } from '../../auth/ports.ts';
import { orAborted } from '../../base/abort.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Emitter } from '../../base/event.ts';
import { describeError } from '../words/messages.ts';
import type { AgainRequest } from './signIn.ts';

/** How the user signs in again; see `SignIn.again`. */
export type Again = (
  account: KnownAccount,
  request: AgainRequest,
  signal: AbortSignal,
) => Promise<IssuedToken | undefined>;

/** Asks the user to sign in again while something is under way, which waits for the answer. */
export class Renewals implements Disposable {
  readonly #again: Again;
  readonly #changed = new Emitter<void>();
  #open = 0;

  /** Fires when something begins to wait for the user, and when nothing does any more. */
  readonly onDidChange = this.#changed.event;

  constructor(again: Again) {
    this.#again = again;
  }

  /** Whether the user is being asked. */
  get isWaiting(): boolean {
    return this.#open > 0;
  }

  of(account: KnownAccount): Renewal {
    return async ({ claims }, signal) => {
      this.#count(1);
      try {
        return await this.#ask(account, claims, signal);
      } finally {
        this.#count(-1);
      }
    };
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #ask(account: KnownAccount, claims: string | undefined, signal: AbortSignal): Promise<IssuedToken | undefined> {
    const { t } = vscode.l10n;
    const signIn = t('Sign In');
    let message =
      claims === undefined
        ? t('Your sign-in to OneDrive as {0} has ended. Sign in again to go on.', account.label)
        : t('Your organisation asks you to confirm that you are {0}. Sign in again to go on.', account.label);
    for (;;) {
      const asking = Promise.resolve(vscode.window.showWarningMessage(message, signIn));
      if ((await orAborted(asking, signal)) !== signIn) {
        return undefined;
      }
      try {
        const issued = await this.#again(account, { claims }, signal);
        if (issued) {
          return issued;
        }
      } catch (error) {
        if (!(error instanceof SignInError)) {
          throw error;
        }
        message = describeError(error).message;
      }
    }
  }

  #count(change: number): void {
    const before = this.isWaiting;
    this.#open += change;
    if (this.isWaiting !== before) {
      this.#changed.fire();
    }
  }
}
