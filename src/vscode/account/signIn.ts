import * as vscode from 'vscode';
import { SignInError } from '../../auth/errors.ts';
import { firstPermission } from '../../auth/model.ts';
import type { KnownAccount, Permission } from '../../auth/model.ts';
import { grantedPermissions, missingPermissions, scopesOf } from '../../auth/permissions.ts';
import type { IssuedToken } from '../../auth/ports.ts';
import type { Logger } from '../../base/log.ts';
import { settings } from '../settings.ts';
import type { Accounts } from './accounts.ts';
import type { RoundResult, Rounds } from './rounds.ts';
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
    const { graph } = settings.cloud();
    const request = { scopes: scopesOf(graph, [firstPermission, ...permissions]), loginHint: label };
    const result = await this.#parts.rounds.run(
      request,
      undefined,
      vscode.l10n.t('To upload files to OneDrive.'),
      signal,
    );
    if (result === undefined || result === 'token') {
      return result;
    }
    const account = accountOf(result, graph);
    await this.#keep(account, true);
    if (missingPermissions(account.granted, [firstPermission]).length > 0) {
      throw new SignInError('consentRequired');
    }
    return account;
  }

  /**
   * Lets an account sign in again, for another permission or because its sign-in has ended.
   * @returns `undefined` when the user gave up. @throws {SignInError} `otherAccount`.
   */
  async again(
    account: KnownAccount,
    { permissions = [], claims }: AgainRequest,
    signal: AbortSignal,
  ): Promise<IssuedToken | undefined> {
    const known = this.#parts.accounts.latest(account);
    const wanted = new Set([firstPermission, ...known.granted, ...permissions]);
    const request = {
      scopes: scopesOf(known.graph, [...wanted]),
      loginHint: known.label,
      claims,
      renew: permissions.length === 0,
    };
    const detail = vscode.l10n.t('To go on as {0}.', known.label);
    const result = await this.#parts.rounds.run(request, known, detail, signal);
    if (result === undefined || result === 'token') {
      return undefined;
    }
    const other = accountOf(result, known.graph);
    if (other.id !== known.id) {
      await this.#drop(other);
      throw new SignInError('otherAccount');
    }
    await this.#keep({ ...known, granted: other.granted }, false);
    return result.issued;
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
function accountOf(
  { issued, method, registration }: Exclude<RoundResult, string | undefined>,
  graph: string,
): KnownAccount {
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
