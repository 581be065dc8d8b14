import * as vscode from 'vscode';
import { SignInError } from '../../auth/errors.ts';
import { firstPermission } from '../../auth/model.ts';
import type { KnownAccount, Permission } from '../../auth/model.ts';
import { grantedPermissions, missingPermissions } from '../../auth/permissions.ts';
import type { IssuedToken } from '../../auth/ports.ts';
import type { Logger } from '../../base/log.ts';
import type { Accounts } from './accounts.ts';
import type { RoundResult, Rounds, SignedIn } from './rounds.ts';
import type { TokenSources } from './tokenSources.ts';

export interface SignInParts {
  readonly accounts: Accounts;
  readonly sources: TokenSources;
  readonly rounds: Rounds;
  readonly log: Logger;
}

/** What an account that is known is asked for once more. */
export interface AgainRequest {
  readonly permissions?: readonly Permission[];
  /** JSON of a claims challenge. */
  readonly claims?: string | undefined;
}

/** Signs accounts in, and writes down who they are and what they were granted. */
export class SignIn {
  readonly #parts: SignInParts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /**
   * Signs in somebody, who is then the account in use.
   * @param permissions beside the first. @param label account to offer.
   * @returns `token`: wants to paste one; `undefined`: gave up.
   */
  async add(
    permissions: readonly Permission[],
    label: string | undefined,
    signal: AbortSignal,
  ): Promise<KnownAccount | 'token' | undefined> {
    const request = {
      permissions: [firstPermission, ...permissions],
      loginHint: label,
      detail: vscode.l10n.t('To upload files to OneDrive.'),
      accept: (signedIn: SignedIn) => this.#accept(accountOf(signedIn)),
    };
    const result = await this.#parts.rounds.run(request, signal);
    if (result === undefined || result === 'token') {
      return result;
    }
    const account = accountOf(result);
    await this.#keep(account, true);
    return account;
  }

  /**
   * Lets an account sign in again, for another permission or because its sign-in has ended.
   * @returns `undefined` when the user gave up, or has signed the account out meanwhile.
   * @throws {SignInError} `otherAccount`.
   */
  async again(
    account: KnownAccount,
    { permissions = [], claims }: AgainRequest,
    signal: AbortSignal,
  ): Promise<IssuedToken | undefined> {
    const { accounts } = this.#parts;
    const known = accounts.latest(account);
    const request = {
      permissions: [...new Set([firstPermission, ...known.granted, ...permissions])],
      account: known,
      loginHint: known.label,
      claims,
      detail: vscode.l10n.t('To go on as {0}.', known.label),
      renew: permissions.length === 0,
    };
    const result = await this.#untilSignedOut(known, signal, (left) => this.#parts.rounds.run(request, left));
    if (result === undefined || result === 'token') {
      return undefined;
    }
    const other = accountOf(result);
    // Its page may have been finished in the very moment; what came must not bring the account back.
    if (!accounts.has(known)) {
      await this.#drop(other);
      return undefined;
    }
    if (other.id !== known.id) {
      await this.#drop(other);
      throw new SignInError('otherAccount');
    }
    await this.#keep({ ...known, granted: other.granted }, false);
    return result.issued;
  }

  /** @throws {SignInError} when nothing could be uploaded as this account. */
  async #accept(account: KnownAccount): Promise<void> {
    if (missingPermissions(account.granted, [firstPermission]).length > 0) {
      await this.#drop(account);
      throw new SignInError('consentRequired');
    }
  }

  /** Lets the user sign in as long as the account is there. @returns `undefined` when it signed out meanwhile. */
  async #untilSignedOut(
    account: KnownAccount,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<RoundResult>,
  ): Promise<RoundResult> {
    const { accounts } = this.#parts;
    const gone = new AbortController();
    const subscription = accounts.onDidChange(() => {
      if (!accounts.has(account)) {
        gone.abort();
      }
    });
    try {
      return await work(AbortSignal.any([signal, gone.signal]));
    } catch (error) {
      if (gone.signal.aborted && !signal.aborted) {
        return undefined;
      }
      throw error;
    } finally {
      subscription.dispose();
    }
  }

  async #keep(account: KnownAccount, select: boolean): Promise<void> {
    const { accounts, sources, log } = this.#parts;
    await accounts.put(account, select);
    sources.reset(account);
    log.info(`signed in (${account.kind}), granted: ${account.granted.join(' ')}`);
  }

  /** Tokens of somebody who is not known here are not kept. */
  async #drop(account: KnownAccount): Promise<void> {
    const { accounts, sources } = this.#parts;
    if (!accounts.has(account)) {
      await sources.forget(account);
    }
  }
}

/** One person is another account in each cloud: tokens of one are of no use in the other. */
function accountOf({ graph, issued, method, registration }: SignedIn): KnownAccount {
  const kind = method === 'vscode' ? 'vscode' : 'msal';
  const { id, label } = issued.account;
  return {
    id: `${kind}:${new URL(graph).host}:${id}`,
    kind,
    label,
    graph,
    keeperId: id,
    registration,
    granted: grantedPermissions(issued.scopes),
  };
}
