import * as vscode from 'vscode';
import { orAborted } from '../../base/abort.ts';
import { base64 } from '../../base/base64.ts';
import type { Clock } from '../../base/clock.ts';
import { SignInError } from '../../auth/errors.ts';
import type { Registration } from '../../auth/model.ts';
import { parsePastedToken } from '../../auth/pastedToken.ts';
import type { IdentityClient, IssuedToken } from '../../auth/ports.ts';
import { resolveCloud } from '../../graph/clouds.ts';
import type { Cloud } from '../../graph/clouds.ts';
import type { InteractiveRequest } from './browserPrompt.ts';

/** VS Code's own provider for the accounts of a cloud. */
type ProviderId = 'microsoft' | 'microsoft-sovereign-cloud';

/** VS Code tells no end of its tokens; where the token tells none either it is asked for again after this. */
const unknownLifeMs = 5 * 60_000;

/** Values of VS Code's setting for its second provider. Source: extensions/microsoft-authentication of microsoft/vscode. */
const sovereign: Partial<Record<Cloud['id'], string>> = {
  usGovL4: 'USGovernment',
  usGovL5: 'USGovernment',
  china: 'ChinaCloud',
};

/** The provider that has accounts of this cloud; `undefined` when VS Code is not set up for it. */
export function providerFor(cloud: Cloud): ProviderId | undefined {
  if (cloud.id === 'global') {
    return 'microsoft';
  }
  const setUp = vscode.workspace.getConfiguration('microsoft-sovereign-cloud');
  const environment = setUp.get<unknown>('environment');
  if (cloud.id !== 'custom') {
    return environment === sovereign[cloud.id] ? 'microsoft-sovereign-cloud' : undefined;
  }
  const authority = setUp.get<unknown>('customEnvironment.activeDirectoryEndpointUrl');
  const isSame =
    typeof authority === 'string' &&
    URL.canParse(authority) &&
    new URL(authority).origin === new URL(cloud.authority).origin;
  return environment === 'custom' && isSame ? 'microsoft-sovereign-cloud' : undefined;
}

/** The provider that has signed in with this registration for a Graph service, whatever the settings say now. */
export function providerOf(graph: string, { authority }: Registration): ProviderId {
  const global = resolveCloud('global');
  return graph === global.graph && new URL(authority).origin === global.authority
    ? 'microsoft'
    : 'microsoft-sovereign-cloud';
}

/** Accounts that VS Code has signed in, with an app registration of ours. It keeps their tokens. */
export class VscodeIdentity implements Pick<IdentityClient, 'silent'> {
  readonly #provider: ProviderId;
  readonly #registration: Registration;
  readonly #clock: Clock;

  constructor(provider: ProviderId, registration: Registration, clock: Clock) {
    this.#provider = provider;
    this.#registration = registration;
    this.#clock = clock;
  }

  /** Lets VS Code ask the user. @throws {SignInError} */
  async prompt(
    { scopes, claims, loginHint, renew = false }: InteractiveRequest,
    detail: string,
    signal: AbortSignal,
  ): Promise<IssuedToken> {
    const account = loginHint === undefined ? undefined : await this.#account(({ label }) => label === loginHint);
    // Without an account VS Code shows those that it has, and lets the user add one.
    const who = account ? { account } : { clearSessionPreference: true };
    const wanted = this.#request(scopes, claims);
    const asking = renew
      ? vscode.authentication.getSession(this.#provider, wanted, { ...who, forceNewSession: { detail } })
      : vscode.authentication.getSession(this.#provider, wanted, { ...who, createIfNone: { detail } });
    const session = await orAborted(Promise.resolve(asking), signal).catch((error: unknown) => {
      signal.throwIfAborted();
      // VS Code hands over no more than a sentence, also when the user has only closed its question.
      throw new SignInError('cancelled', { cause: error });
    });
    return this.#issued(session, scopes);
  }

  async silent(
    accountId: string,
    { scopes, claims }: Parameters<IdentityClient['silent']>[1],
    signal: AbortSignal,
  ): Promise<IssuedToken> {
    const account = await this.#account(({ id }) => id === accountId);
    const session =
      account &&
      (await orAborted(
        Promise.resolve(
          vscode.authentication.getSession(this.#provider, this.#request(scopes, claims), { silent: true, account }),
        ),
        signal,
      ));
    if (!session) {
      throw new SignInError('interactionRequired', { claims });
    }
    return this.#issued(session, scopes);
  }

  async #account(
    matches: (account: vscode.AuthenticationSessionAccountInformation) => boolean,
  ): Promise<vscode.AuthenticationSessionAccountInformation | undefined> {
    const accounts = await vscode.authentication.getAccounts(this.#provider);
    return accounts.find(matches);
  }

  /** Client and tenant travel as scopes of their own, which VS Code takes out again (scopeData.ts there). */
  #request(
    scopes: readonly string[],
    claims: string | undefined,
  ): readonly string[] | vscode.AuthenticationWwwAuthenticateRequest {
    const { clientId, authority } = this.#registration;
    const tenant = new URL(authority).pathname.split('/').at(-1) ?? '';
    const all = [`VSCODE_CLIENT_ID:${clientId}`, `VSCODE_TENANT:${tenant}`, ...scopes];
    return claims === undefined
      ? all
      : {
          wwwAuthenticate: `Bearer error="insufficient_claims", claims="${base64(new TextEncoder().encode(claims))}"`,
          fallbackScopes: all,
        };
  }

  #issued({ accessToken, account }: vscode.AuthenticationSession, scopes: readonly string[]): IssuedToken {
    const { expiresAt } = parsePastedToken(accessToken);
    return {
      accessToken,
      expiresAt: expiresAt ?? this.#clock.now() + unknownLifeMs,
      // A session that VS Code has for these scopes was granted all of them.
      scopes,
      account: { id: account.id, label: account.label },
    };
  }
}
