import * as vscode from 'vscode';
import { SignInError } from '../../auth/errors.ts';
import type { Permission } from '../../auth/model.ts';
import { missingPermissions } from '../../auth/permissions.ts';
import type { Accounts } from './accounts.ts';
import type { SignIn } from './signIn.ts';

/** Permissions that places outside the user's own drive need: asked for when the user goes there, not before. */
export class Consent {
  readonly #accounts: Accounts;
  readonly #signIn: SignIn;

  constructor(accounts: Accounts, signIn: SignIn) {
    this.#accounts = accounts;
    this.#signIn = signIn;
  }

  /** Those that the account in use has not been granted. Nobody knows what a pasted token can do, so it lacks none. */
  missing(wanted: readonly Permission[]): readonly Permission[] {
    const { current } = this.#accounts;
    return current === undefined || current.kind === 'token' ? [] : missingPermissions(current.granted, wanted);
  }

  /**
   * Lets the user give permissions on the sign-in page.
   * @returns whether they are granted now; `false`: the user gave up. @throws {SignInError} when they were refused.
   */
  async ask(wanted: readonly Permission[]): Promise<boolean> {
    const { current } = this.#accounts;
    if (current !== undefined && this.missing(wanted).length > 0) {
      if ((await this.#signIn.again(current, { permissions: wanted }, new AbortController().signal)) === undefined) {
        return false;
      }
      if (this.missing(wanted).length > 0) {
        throw new SignInError('declined');
      }
      void vscode.window.setStatusBarMessage(vscode.l10n.t('OneDrive: access is allowed.'), 3000);
    }
    return true;
  }
}
