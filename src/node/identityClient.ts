import type { During } from '../auth/aadsts.ts';
import { SignInError } from '../auth/errors.ts';
import type { SignInProblem } from '../auth/errors.ts';
import type { Registration } from '../auth/model.ts';
import type { AuthorizationRequest, DeviceCode, IdentityClient, IssuedToken, TokenVault } from '../auth/ports.ts';
import { abortReason, orAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { redact } from '../base/log.ts';
import { resolveCloud } from '../graph/clouds.ts';
import { HostGovernor } from '../graph/governor.ts';
import { isLoopback } from '../graph/hosts.ts';
import type { Transport } from '../graph/transport.ts';
import { IdentityExchange } from './identityExchange.ts';
import type { AccountInfo, AuthenticationResult, PublicClientApplication } from './msal.ts';
import { plainAuthority } from './plainAuthority.ts';
import type { PlainAuthority } from './plainAuthority.ts';
import { hasAccounts, mergeTokenCaches, parseTokenCache, withoutAccount } from './tokenCache.ts';
import type { TokenCacheText } from './tokenCache.ts';

interface Parts {
  readonly vault: TokenVault;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Logger;
}

/** One use of the library, with a cache of its own. */
interface Use {
  readonly app: PublicClientApplication;
  readonly exchange: IdentityExchange;
  readonly signal: AbortSignal;
}

/** Authorities that the library knows by heart, with their other names. */
const hostsOfClouds = (['global', 'usGovL4', 'usGovL5', 'china'] as const).map(
  (id) => new URL(resolveCloud(id).authority).host,
);

type SilentRequest = Parameters<IdentityClient['silent']>[1];

/** A client of the identity platform on MSAL, which is loaded with its first use. */
export function createIdentityClient(registration: Registration, parts: Parts): IdentityClient {
  return new MsalClient(registration, parts);
}

/**
 * Each use begins with a fresh instance of the library: one that is shared would mix what it holds in memory with what
 * other windows store meanwhile. What it learns goes into the vault entry by entry.
 */
class MsalClient implements IdentityClient {
  readonly #clientId: string;
  readonly #plain: PlainAuthority;
  readonly #parts: Parts;
  readonly #governor: HostGovernor;

  constructor({ clientId, authority }: Registration, parts: Parts) {
    this.#clientId = clientId;
    this.#plain = plainAuthority(authority);
    this.#parts = parts;
    this.#governor = new HostGovernor(parts.clock);
  }

  async pageAddress(request: AuthorizationRequest, signal: AbortSignal): Promise<string> {
    const { redirectUri, state, challenge, loginHint } = request;
    const use = await this.#use('browser', signal);
    const address = await this.#result(
      use,
      use.app.getAuthCodeUrl({
        ...this.#common(request),
        redirectUri,
        state,
        codeChallenge: challenge,
        codeChallengeMethod: 'S256',
        responseMode: 'query',
        ...(loginHint === undefined ? { prompt: 'select_account' } : { loginHint }),
      }),
    );
    return this.#plain.toService(address);
  }

  async redeem(request: Parameters<IdentityClient['redeem']>[0], signal: AbortSignal): Promise<IssuedToken> {
    const { code, verifier, redirectUri } = request;
    const use = await this.#use('browser', signal);
    const work = use.app.acquireTokenByCode({ ...this.#common(request), code, codeVerifier: verifier, redirectUri });
    return this.#keepNew(use, await this.#result(use, work));
  }

  async deviceCode(
    request: Parameters<IdentityClient['deviceCode']>[0],
    tell: (code: DeviceCode) => void,
    signal: AbortSignal,
  ): Promise<IssuedToken> {
    const use = await this.#use('deviceCode', signal);
    const work = use.app.acquireTokenByDeviceCode({
      ...this.#common(request),
      deviceCodeCallback: ({ userCode, verificationUri: page, expiresIn }) => {
        if (!isSafePage(page) || !userCode) {
          throw new SignInError('serviceProblem');
        }
        tell({ userCode, page, expiresAt: this.#parts.clock.now() + expiresIn * 1000 });
      },
    });
    return this.#keepNew(use, await this.#result(use, work));
  }

  silent(accountId: string, request: SilentRequest, signal: AbortSignal): Promise<IssuedToken> {
    // Who gives up is let go at once, but what has been asked for is still stored when it comes: the service may already
    // have replaced the refresh token.
    return orAborted(
      this.#parts.vault.exclusively(() => this.#renew(accountId, request), signal),
      signal,
    );
  }

  async forget(accountId: string): Promise<void> {
    const work = async (): Promise<void> => this.#write(withoutAccount(await this.#read(), accountId));
    try {
      await this.#parts.vault.exclusively(work, new AbortController().signal);
    } catch (error) {
      throw this.#warned('the sign-in could not be removed', error, 'unexpected');
    }
  }

  async #renew(accountId: string, request: SilentRequest): Promise<IssuedToken> {
    const before = await this.#read().catch((error: unknown) => {
      throw this.#warned('what is stored of sign-ins cannot be reached', error, 'interactionRequired');
    });
    try {
      return await this.#renewFrom(before, accountId, request);
    } catch (error) {
      if (!(error instanceof SignInError) || error.problem !== 'interactionRequired') {
        throw error;
      }
      // Where another window could not be waited for, it may have replaced the refresh token meanwhile.
      const now = await this.#read();
      if (JSON.stringify(now) === JSON.stringify(before)) {
        throw error;
      }
      return this.#renewFrom(now, accountId, request);
    }
  }

  async #renewFrom(before: TokenCacheText, accountId: string, request: SilentRequest): Promise<IssuedToken> {
    const use = await this.#use('silent', new AbortController().signal);
    const cache = use.app.getTokenCache();
    cache.deserialize(JSON.stringify(before));
    const account = await cache.getAccountByHomeId(accountId);
    if (account === null) {
      throw new SignInError('interactionRequired');
    }
    const result = await this.#result(
      use,
      use.app.acquireTokenSilent({ ...this.#common(request), account, forceRefresh: request.renew === true }),
    );
    const after = parseTokenCache(cache.serialize()) ?? {};
    await this.#keep((current) => mergeTokenCaches(before, after, current));
    return issuedToken(result);
  }

  async #keepNew({ app, signal }: Use, result: AuthenticationResult): Promise<IssuedToken> {
    const token = issuedToken(result);
    const after = parseTokenCache(app.getTokenCache().serialize()) ?? {};
    await this.#parts.vault.exclusively(() => this.#keep((current) => mergeTokenCaches({}, after, current)), signal);
    return token;
  }

  /** A token that cannot be kept is still good until its end. */
  async #keep(change: (current: TokenCacheText) => TokenCacheText): Promise<void> {
    try {
      await this.#write(change(await this.#read()));
    } catch (error) {
      this.#warned('the sign-in could not be stored', error, 'unexpected');
    }
  }

  /** Of a keyring that fails. */
  #warned(what: string, error: unknown, problem: SignInProblem): SignInError {
    this.#parts.log.warn(`${what}: ${redact(String(error))}`);
    return new SignInError(problem);
  }

  async #read(): Promise<TokenCacheText> {
    const text = await this.#parts.vault.get();
    const cache = text === undefined ? {} : parseTokenCache(text);
    if (cache === undefined) {
      this.#parts.log.warn('what is stored of sign-ins cannot be read');
    }
    return cache ?? {};
  }

  async #write(cache: TokenCacheText): Promise<void> {
    const { vault } = this.#parts;
    const text = hasAccounts(cache) ? JSON.stringify(cache) : undefined;
    // Other windows look again whenever something is written.
    if (text !== (await vault.get())) {
      await (text === undefined ? vault.delete() : vault.store(text));
    }
  }

  async #use(during: During, signal: AbortSignal): Promise<Use> {
    const { openMsal } = await import('./msal.ts');
    signal.throwIfAborted();
    const parts = { ...this.#parts, plain: this.#plain, governor: this.#governor };
    const exchange = new IdentityExchange(parts, during, signal);
    const { authority } = this.#plain;
    const { host } = new URL(authority);
    const app = openMsal({
      clientId: this.#clientId,
      authority,
      knownAuthorities: hostsOfClouds.includes(host) ? [] : [host],
      get: (...request) => exchange.get(...request),
      post: (...request) => exchange.post(...request),
    });
    return { app, exchange, signal };
  }

  #common({ scopes, claims }: { readonly scopes: readonly string[]; readonly claims?: string | undefined }) {
    return { scopes: [...scopes], ...(claims !== undefined && { claims }) };
  }

  /** What the library brings, or why not. */
  async #result<T>({ exchange, signal }: Use, work: Promise<T | null>): Promise<T> {
    try {
      const result = await orAborted(work, signal);
      if (result !== null) {
        return result;
      }
    } catch (error) {
      if (signal.aborted) {
        throw abortReason(signal);
      }
      throw exchange.problem ?? (await this.#errorOf(error));
    }
    throw new SignInError('unexpected');
  }

  /** Of an error that the library found out by itself. Its messages are not passed on: they quote the service. */
  async #errorOf(error: unknown): Promise<Error> {
    if (error instanceof SignInError) {
      return error;
    }
    const { objectionIn } = await import('./msal.ts');
    const objection = objectionIn(error);
    this.#parts.log.debug(`sign-in: the library objects: ${objection?.code ?? 'unknown'}`);
    return new SignInError(objection?.needsUser === true ? 'interactionRequired' : 'unexpected');
  }
}

function issuedToken({ accessToken, expiresOn, scopes, account }: AuthenticationResult): IssuedToken {
  if (accessToken === '' || expiresOn === null || account === null) {
    throw new SignInError('unexpected');
  }
  return {
    accessToken,
    expiresAt: expiresOn.getTime(),
    scopes: scopes.map((scope) => scope.slice(scope.lastIndexOf('/') + 1)),
    account: { id: account.homeAccountId, label: labelOf(account) },
  };
}

function labelOf({ username, name, homeAccountId }: AccountInfo): string {
  return [username, name].find((text) => text !== undefined && text !== '') ?? homeAccountId;
}

/** The page is opened in the user's browser: nothing else may be started by its address. */
function isSafePage(page: string): boolean {
  const url = URL.parse(page);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
}
