import * as vscode from 'vscode';
import type { KnownAccount } from '../../auth/model.ts';
import { parsePastedToken, PastedTokenSource } from '../../auth/pastedToken.ts';
import type { PastedToken } from '../../auth/pastedToken.ts';
import type { TextStore } from '../../auth/ports.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import { SignInRequiredError } from '../../graph/tokens.ts';
import { settings } from '../settings.ts';
import { showingIfSlow } from '../slowWork.ts';
import { formatDuration } from '../words/format.ts';
import { describeError } from '../words/messages.ts';
import type { Accounts } from './accounts.ts';
import type { Connection } from './connection.ts';
import { tokenEntry } from './secrets.ts';
import type { Secrets } from './secrets.ts';

export interface PastedSignInParts {
  readonly accounts: Accounts;
  readonly connection: Connection;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** Signing in with an access token from elsewhere: no registration, and over when the token is. */
export class PastedSignIn {
  readonly #parts: PastedSignInParts;

  constructor(parts: PastedSignInParts) {
    this.#parts = parts;
  }

  /**
   * Signs in with the given token, or one that the user pastes.
   * @returns `undefined` when the user gave up. @throws {TokenTextError | SignInRequiredError} and what Graph says.
   */
  async signIn(given: string | undefined): Promise<KnownAccount | undefined> {
    const text = given ?? (await askForToken());
    if (text === undefined) {
      return undefined;
    }
    const token = parsePastedToken(text);
    const { clock, connection, log, random } = this.#parts;
    if (token.expiresAt !== undefined && token.expiresAt <= clock.now()) {
      throw new SignInRequiredError('expired');
    }
    const { graph } = settings.cloud();
    // Each token is an account of its own: what still works with an earlier one must not go on as somebody else.
    const id = `token:${random.id()}`;
    const only: TextStore = { get: async () => token.token, store: async () => {}, delete: async () => {} };
    const source = new PastedTokenSource(only, clock);
    // What every later request needs: a token for something else, or of somebody without a drive, fails here.
    const owner = await showingIfSlow(vscode.l10n.t('Signing in to OneDrive…'), (signal) =>
      connection.identify({ id }, source, signal),
    );
    const label = owner.name ?? token.account ?? vscode.l10n.t('Access token');
    const account: KnownAccount = { id, kind: 'token', label, graph, drive: owner.id, granted: [] };
    await this.#keep(account, token);
    log.info('signed in with a pasted access token');
    void vscode.window.showInformationMessage(this.#welcome(token, owner.name ?? token.account));
    return account;
  }

  /** There is one pasted token at a time for each cloud. */
  async #keep(account: KnownAccount, { token }: PastedToken): Promise<void> {
    const { accounts, secrets } = this.#parts;
    const earlier = accounts.of(account.graph).filter(({ kind }) => kind === 'token');
    await tokenEntry(secrets, account.id).store(token);
    await accounts.put(account, true);
    for (const { id } of earlier) {
      await accounts.remove(id);
      await tokenEntry(secrets, id).delete();
    }
  }

  #welcome({ expiresAt }: PastedToken, who: string | undefined): string {
    const signedIn =
      who === undefined ? vscode.l10n.t('Signed in to OneDrive.') : vscode.l10n.t('Signed in to OneDrive as {0}.', who);
    if (expiresAt === undefined) {
      return signedIn;
    }
    const left = formatDuration(expiresAt - this.#parts.clock.now());
    return `${signedIn} ${vscode.l10n.t('The access token ends in {0}.', left)}`;
  }
}

function askForToken(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Sign In with Access Token'),
    prompt: vscode.l10n.t('Paste an access token for Microsoft Graph with the permission Files.ReadWrite.'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => (value === '' ? undefined : problemOf(value)),
  });
}

function problemOf(text: string): string | undefined {
  try {
    parsePastedToken(text);
    return undefined;
  } catch (error) {
    return describeError(error).reason;
  }
}
