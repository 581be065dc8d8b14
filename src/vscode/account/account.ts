import * as vscode from 'vscode';
import type { Logger } from '../../base/log.ts';
import type { PastedToken } from '../../auth/pastedToken.ts';
import { parsePastedToken } from '../../auth/pastedToken.ts';
import { SignInRequiredError } from '../../graph/tokens.ts';
import { formatDuration } from '../words/format.ts';
import { describeError } from '../words/messages.ts';
import { showingIfSlow } from '../slowWork.ts';

/** What signing in asks of the rest. */
export interface AccountServices {
  /** The stored token of the cloud in use; `undefined` when nobody is signed in. */
  stored(): Promise<PastedToken | undefined>;
  /**
   * Asks the cloud in use whose token this is, and keeps it for that cloud.
   * @returns the owner's name, as far as it is known. @throws when Graph does not take the token.
   */
  accept(token: string, signal: AbortSignal): Promise<string | undefined>;
  forget(): Promise<void>;
  now(): number;
}

/** Who is signed in, as the user meets it: the prompts and the messages. */
export class Account {
  readonly #services: AccountServices;
  readonly #log: Logger;

  constructor(services: AccountServices, log: Logger) {
    this.#services = services;
    this.#log = log;
  }

  /** @returns whether somebody is signed in; asks when `quiet` is false and nobody is. */
  async ensureSignedIn(quiet: boolean): Promise<boolean> {
    if (await this.#services.stored()) {
      return true;
    }
    return !quiet && (await this.signIn(undefined));
  }

  /**
   * Signs in with an access token, the given one or one that the user pastes.
   * @returns whether it worked. @throws {SignInRequiredError} when a given token is not accepted.
   */
  async signIn(given: string | undefined): Promise<boolean> {
    const text = given ?? (await this.#askForToken());
    if (text === undefined) {
      return false;
    }
    const token = parsePastedToken(text);
    if (token.expiresAt !== undefined && token.expiresAt <= this.#services.now()) {
      throw new SignInRequiredError('expired');
    }
    const owner = await showingIfSlow(vscode.l10n.t('Signing in to OneDrive…'), (signal) =>
      this.#services.accept(token.token, signal),
    );
    this.#log.info('signed in with a pasted access token');
    void vscode.window.showInformationMessage(this.#welcome(token, owner));
    return true;
  }

  async signOut(): Promise<void> {
    await this.#services.forget();
    this.#log.info('signed out');
    void vscode.window.showInformationMessage(vscode.l10n.t('Signed out of OneDrive.'));
  }

  async #askForToken(): Promise<string | undefined> {
    return vscode.window.showInputBox({
      title: vscode.l10n.t('Sign In with Access Token'),
      prompt: vscode.l10n.t('Paste an access token for Microsoft Graph with the permission Files.ReadWrite.'),
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) => (value === '' ? undefined : problemOf(value)),
    });
  }

  #welcome(token: PastedToken, owner: string | undefined): string {
    const who = owner ?? token.account;
    const signedIn =
      who === undefined ? vscode.l10n.t('Signed in to OneDrive.') : vscode.l10n.t('Signed in to OneDrive as {0}.', who);
    if (token.expiresAt === undefined) {
      return signedIn;
    }
    const left = formatDuration(token.expiresAt - this.#services.now());
    return `${signedIn} ${vscode.l10n.t('The access token ends in {0}.', left)}`;
  }
}

function problemOf(text: string): string | undefined {
  try {
    parsePastedToken(text);
    return undefined;
  } catch (error) {
    return describeError(error).reason;
  }
}
