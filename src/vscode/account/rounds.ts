import * as vscode from 'vscode';
import { authorityOf } from '../../auth/authority.ts';
import { SignInError } from '../../auth/errors.ts';
import { flowOrder, mayTryNext } from '../../auth/flowOrder.ts';
import type { KnownAccount, Permission, Registration, SignInMethod } from '../../auth/model.ts';
import { scopesOf } from '../../auth/permissions.ts';
import type { IdentityClients, IssuedToken } from '../../auth/ports.ts';
import { orAborted } from '../../base/abort.ts';
import type { Logger } from '../../base/log.ts';
import { settings } from '../settings.ts';
import { describeError } from '../words/messages.ts';
import type { BrowserParts, InteractiveRequest } from './browserPrompt.ts';
import { promptByBrowser } from './browserPrompt.ts';
import { promptByDeviceCode } from './deviceCodePrompt.ts';
import { offerHelp } from './signInHelp.ts';
import { providerFor, providerOf, VscodeIdentity } from './vscodeIdentity.ts';

type RoundMethod = Exclude<SignInMethod, 'token'>;

/** Where somebody signs in, and for which Graph service. */
interface Target {
  /** Origin of the service. */
  readonly graph: string;
  readonly registration: Registration;
}

/** A sign-in that has come to its end. */
export interface SignedIn extends Target {
  readonly issued: IssuedToken;
  readonly method: RoundMethod;
}

/** What became of the user: signed in, wants to paste a token, or gave up. */
export type RoundResult = SignedIn | 'token' | undefined;

export interface RoundRequest extends Pick<InteractiveRequest, 'loginHint' | 'claims' | 'renew'> {
  readonly permissions: readonly Permission[];
  /** Who has to sign in, with the registration that it has; without it anybody may, as the settings say. */
  readonly account?: KnownAccount;
  /** What it is for, where VS Code asks. */
  readonly detail: string;
  /** Looks whether the sign-in is of use. @throws {SignInError} when it is not; the user may then try again. */
  readonly accept?: (signedIn: SignedIn) => Promise<void>;
}

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

  /** Each try follows the settings as they are then: the user may have put them right. @throws the signal's reason. */
  async run(request: RoundRequest, signal: AbortSignal): Promise<RoundResult> {
    const { account, permissions, detail, accept, ...rest } = request;
    let method: RoundMethod | undefined;
    let chosen = false;
    let { claims } = rest;
    for (;;) {
      try {
        const target = targetFor(account);
        const methods = methodsFor(account);
        method = methods.find((each) => each === method) ?? methods[0] ?? 'browser';
        this.#parts.log.info(`sign-in: ${method}`);
        const asked = { ...rest, scopes: scopesOf(target.graph, permissions), claims, chosen };
        const issued = await this.#by(method, target, asked, detail, signal);
        const signedIn = { ...target, issued, method };
        await accept?.(signedIn);
        return signedIn;
      } catch (error) {
        signal.throwIfAborted();
        this.#parts.log.info(`sign-in: ${describeError(error).logText}`);
        claims = error instanceof SignInError ? (error.claims ?? claims) : claims;
        const next = isInTheWay(error) && method ? after(method, methodsFor(account)) : undefined;
        const canPaste = account === undefined;
        const registration = (): Registration => targetFor(account).registration;
        // The message stays; whoever waits does not.
        const answer = await orAborted(offerHelp(error, { next, canPaste, registration }), signal);
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
    { graph, registration }: Target,
    request: InteractiveRequest,
    detail: string,
    signal: AbortSignal,
  ): Promise<IssuedToken> {
    const { clients, clock } = this.#parts;
    if (method === 'vscode') {
      return new VscodeIdentity(providerOf(graph, registration), registration, clock).prompt(request, detail, signal);
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
    targetFor(undefined);
    return true;
  } catch {
    return false;
  }
}

/** @throws {SignInError | CloudError} when the settings name no app registration that could be asked. */
function targetFor(account: KnownAccount | undefined): Target {
  if (account?.registration) {
    return { graph: account.graph, registration: account.registration };
  }
  const cloud = settings.cloud();
  const clientId = settings.clientId();
  if (typeof clientId === 'string') {
    throw new SignInError(clientId === 'missing' ? 'clientIdMissing' : 'unknownApp');
  }
  const registration = { clientId: clientId.id, authority: authorityOf(cloud, settings.tenant()) };
  return { graph: cloud.graph, registration };
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
