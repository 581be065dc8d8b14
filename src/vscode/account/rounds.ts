import * as vscode from 'vscode';
import { authorityOf } from '../../auth/authority.ts';
import { SignInError } from '../../auth/errors.ts';
import { flowOrder, mayTryNext } from '../../auth/flowOrder.ts';
import type { KnownAccount, Registration, SignInMethod } from '../../auth/model.ts';
import type { IdentityClients, IssuedToken } from '../../auth/ports.ts';
import type { Logger } from '../../base/log.ts';
import { settings } from '../settings.ts';
import { describeError } from '../words/messages.ts';
import type { BrowserParts, InteractiveRequest } from './browserPrompt.ts';
import { promptByBrowser } from './browserPrompt.ts';
import { promptByDeviceCode } from './deviceCodePrompt.ts';
import { offerHelp } from './signInHelp.ts';
import { providerFor, VscodeIdentity } from './vscodeIdentity.ts';

type RoundMethod = Exclude<SignInMethod, 'token'>;

/** What became of the user: signed in, wants to paste a token, or gave up. */
export type RoundResult =
  | { readonly issued: IssuedToken; readonly method: RoundMethod; readonly registration: Registration }
  | 'token'
  | undefined;

export interface RoundParts extends BrowserParts {
  readonly clients: IdentityClients;
  readonly log: Logger;
}

/** Signing in with the user at the screen: in the way that suits this place, and when that is refused in the next. */
export class Rounds {
  readonly #parts: RoundParts;

  constructor(parts: RoundParts) {
    this.#parts = parts;
  }

  /**
   * @param account that has to sign in, with the registration that it has; without it anybody may, as the settings say.
   * @param detail what it is for, where VS Code asks.
   */
  async run(
    request: InteractiveRequest,
    account: KnownAccount | undefined,
    detail: string,
    signal: AbortSignal,
  ): Promise<RoundResult> {
    let method: RoundMethod | undefined;
    let chosen = false;
    let { claims } = request;
    for (;;) {
      try {
        const registration = registrationFor(account);
        method ??= methodsFor(account)[0] ?? 'browser';
        this.#parts.log.info(`sign-in: ${method}`);
        const issued = await this.#by(method, registration, { ...request, claims, chosen }, detail, signal);
        return { issued, method, registration };
      } catch (error) {
        signal.throwIfAborted();
        this.#parts.log.info(`sign-in: ${describeError(error).logText}`);
        claims = error instanceof SignInError ? (error.claims ?? claims) : claims;
        const next = isInTheWay(error) && method ? after(method, methodsFor(account)) : undefined;
        const canPaste = account === undefined;
        const answer = await offerHelp(error, { next, canPaste, registration: () => registrationFor(account) });
        if (answer === 'token' || answer === undefined) {
          return answer;
        }
        if (answer !== 'again') {
          method = answer;
          chosen = true;
        }
      }
    }
  }

  async #by(
    method: RoundMethod,
    registration: Registration,
    request: InteractiveRequest,
    detail: string,
    signal: AbortSignal,
  ): Promise<IssuedToken> {
    const { clients, clock } = this.#parts;
    if (method === 'vscode') {
      const provider = providerFor(settings.cloud()) ?? 'microsoft';
      return new VscodeIdentity(provider, registration, clock).prompt(request, detail, signal);
    }
    const client = await clients(registration);
    return method === 'browser'
      ? promptByBrowser(client, this.#parts, request, signal)
      : promptByDeviceCode(client, clock, request, signal);
  }
}

/** Whether the settings name an app registration that could be asked. */
export function hasRegistration(): boolean {
  try {
    registrationFor(undefined);
    return true;
  } catch {
    return false;
  }
}

/** @throws {SignInError | CloudError} when the settings name no app registration that could be asked. */
function registrationFor(account: KnownAccount | undefined): Registration {
  if (account?.registration) {
    return account.registration;
  }
  const cloud = settings.cloud();
  const clientId = settings.clientId();
  if (typeof clientId === 'string') {
    throw new SignInError(clientId === 'missing' ? 'clientIdMissing' : 'unknownApp');
  }
  return { clientId: clientId.id, authority: authorityOf(cloud, settings.tenant()) };
}

/** Ways to sign in that can work here, the best first. Who keeps an account's tokens stays the same. */
function methodsFor(account: KnownAccount | undefined): readonly RoundMethod[] {
  if (account?.kind === 'vscode') {
    return ['vscode'];
  }
  const hasVscode = account === undefined && providerFor(settings.cloud()) !== undefined;
  const usable = (setting: Parameters<typeof flowOrder>[1]): RoundMethod[] =>
    flowOrder(surroundings(), setting)
      .filter((method) => method !== 'token')
      .filter((method) => method !== 'vscode' || hasVscode);
  const chosen = usable(settings.authMethod());
  return chosen.length > 0 ? chosen : usable('auto');
}

function after(method: RoundMethod, methods: readonly RoundMethod[]): RoundMethod | undefined {
  return methods[methods.indexOf(method) + 1];
}

function surroundings(): Parameters<typeof flowOrder>[0] {
  const { remoteName: remote, uiKind } = vscode.env;
  return { ui: uiKind === vscode.UIKind.Desktop ? 'desktop' : 'web', remote };
}

function isInTheWay(error: unknown): boolean {
  return error instanceof SignInError && mayTryNext(error.problem);
}
