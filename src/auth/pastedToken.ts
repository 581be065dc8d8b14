import { eitherBase64Bytes } from '../base/base64.ts';
import type { Clock } from '../base/clock.ts';
import { parseJsonObject } from '../base/json.ts';
import type { JsonObject } from '../base/json.ts';
import { SignInRequiredError } from '../graph/tokens.ts';
import type { TokenDemand, TokenSource } from '../graph/tokens.ts';
import type { TextStore } from './ports.ts';

/** What a pasted text says about itself. Only a JWT says anything; nothing here is proof of anything. */
export interface PastedToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
  /** Name of the account for display. */
  readonly account?: string;
}

/** `empty`: nothing but space. `notAToken`: several words, or characters that no token has. */
export type TokenTextProblem = 'empty' | 'notAToken';

/** A pasted text that cannot be an access token. The text itself is kept out of the message. */
export class TokenTextError extends Error {
  override readonly name = 'TokenTextError';
  readonly problem: TokenTextProblem;

  constructor(problem: TokenTextProblem) {
    super(`pasted access token: ${problem}`);
    this.problem = problem;
  }
}

/**
 * Reads what somebody pasted as an access token: space around it and a `Bearer` before it do no harm.
 * @throws {TokenTextError}
 */
export function parsePastedToken(text: string): PastedToken {
  const token = text.trim().replace(/^Bearer\s+/iu, '');
  if (token === '' || /^Bearer$/iu.test(token)) {
    throw new TokenTextError('empty');
  }
  // What an Authorization header may carry: RFC 6750, section 2.1.
  if (!/^[\w.~+/-]+=*$/u.test(token)) {
    throw new TokenTextError('notAToken');
  }
  return { token, ...claimsOf(token) };
}

function claimsOf(token: string): Omit<PastedToken, 'token'> {
  const claims = payloadOf(token);
  if (claims === undefined) {
    return {};
  }
  const { exp } = claims;
  const account = [claims['preferred_username'], claims['upn'], claims['unique_name'], claims['name']].find(isText);
  return {
    ...(typeof exp === 'number' && Number.isFinite(exp) && { expiresAt: exp * 1000 }),
    ...(account !== undefined && { account }),
  };
}

/** The claims of a JWT; `undefined` for the opaque tokens of personal accounts. */
function payloadOf(token: string): JsonObject | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) {
    return undefined;
  }
  try {
    const bytes = eitherBase64Bytes(parts[1] ?? '');
    return parseJsonObject(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The token that somebody pasted, until its time has passed or Graph refuses it. */
export class PastedTokenSource implements TokenSource {
  readonly #store: TextStore;
  readonly #clock: Clock;
  readonly account: string | undefined;

  /** @param account whose token it is, once that is known */
  constructor(store: TextStore, clock: Clock, account?: string) {
    this.#store = store;
    this.#clock = clock;
    this.account = account;
  }

  /** What is known about the stored token; `undefined` when there is none. */
  async current(): Promise<PastedToken | undefined> {
    const text = await this.#store.get();
    return text === undefined ? undefined : parsePastedToken(text);
  }

  async getToken(signal: AbortSignal, demand?: TokenDemand): Promise<string> {
    const current = await this.current();
    signal.throwIfAborted();
    if (current === undefined) {
      throw new SignInRequiredError('signedOut', this.account);
    }
    if (current.expiresAt !== undefined && current.expiresAt <= this.#clock.now()) {
      throw new SignInRequiredError('expired', this.account);
    }
    if (current.token === demand?.rejected) {
      throw new SignInRequiredError('rejected', this.account);
    }
    return current.token;
  }
}
