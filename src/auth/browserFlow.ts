import { orAborted } from '../base/abort.ts';
import { base64url } from '../base/base64.ts';
import type { Clock } from '../base/clock.ts';
import { TimeLimitError, withTimeLimit } from '../base/deadline.ts';
import type { Random } from '../base/random.ts';
import { signInErrorOf } from './aadsts.ts';
import { SignInError } from './errors.ts';
import type { IdentityClient, IssuedToken, RedirectAnswer, RedirectListener } from './ports.ts';

/** How long somebody may take on the sign-in page. */
const patienceMs = 5 * 60_000;

/** As many random bytes as RFC 7636, section 4.1, recommends for a verifier. */
const secretBytes = 32;

export interface BrowserFlowParts {
  readonly client: IdentityClient;
  readonly listen: () => Promise<RedirectListener>;
  /** Redirect address under which the browser reaches a port of this machine; `undefined`: it cannot. */
  readonly external: (port: number) => Promise<string | undefined>;
  /** Opens an address in the user's browser. Resolves with whether it did. */
  readonly open: (address: string) => Promise<boolean>;
  readonly random: Random;
  readonly clock: Clock;
}

export interface BrowserFlowRequest {
  /** With the address of the service before each of them. */
  readonly scopes: readonly string[];
  readonly loginHint?: string | undefined;
  /** JSON of a claims challenge. */
  readonly claims?: string | undefined;
}

/**
 * Signs in on a page in the browser, which comes back to a listener on this machine: authorization code with PKCE
 * (RFC 8252 with RFC 7636).
 * @throws {SignInError | TransportError} or the signal's reason.
 */
export async function signInByBrowser(
  parts: BrowserFlowParts,
  request: BrowserFlowRequest,
  signal: AbortSignal,
): Promise<IssuedToken> {
  signal.throwIfAborted();
  const listener = await parts.listen();
  try {
    const redirectUri = await orAborted(parts.external(listener.port), signal);
    if (redirectUri === undefined) {
      throw new SignInError('browserNotOpened');
    }
    const verifier = base64url(parts.random.secret(secretBytes));
    const state = base64url(parts.random.secret(secretBytes));
    const page = { ...request, redirectUri, state, challenge: await challengeOf(verifier) };
    const address = await parts.client.pageAddress(page, signal);
    const code = codeOf(await answerTo(parts, listener, { address, state }, signal), state);
    const { scopes, claims } = request;
    return await parts.client.redeem({ code, verifier, redirectUri, scopes, claims }, signal);
  } finally {
    await listener.close();
  }
}

/** Opens the page and waits until the browser comes back. */
async function answerTo(
  { open, clock }: BrowserFlowParts,
  listener: RedirectListener,
  { address, state }: { readonly address: string; readonly state: string },
  signal: AbortSignal,
): Promise<RedirectAnswer> {
  const left = new AbortController();
  try {
    return await withTimeLimit(clock, patienceMs, async (limit) => {
      const waiting = AbortSignal.any([signal, limit, left.signal]);
      // It may come before the call that opens the browser returns.
      const answer = listener.answer(state, waiting);
      const opened = await Promise.race([answer.then(() => true), open(address)]);
      if (!opened) {
        throw new SignInError('browserNotOpened');
      }
      return await answer;
    });
  } catch (error) {
    throw error instanceof TimeLimitError ? new SignInError('timedOut') : error;
  } finally {
    left.abort();
  }
}

function codeOf({ code, state, error, errorDescription }: RedirectAnswer, expected: string): string {
  if (state !== expected) {
    throw new SignInError('answerNotOurs');
  }
  if (error !== undefined || code === undefined) {
    throw signInErrorOf({ error, description: errorDescription }, 'browser');
  }
  return code;
}

/** SHA-256 of a verifier (RFC 7636, section 4.2). */
async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}
