import { randomBytes, randomUUID } from 'node:crypto';
import type { SimClock } from './clock.ts';
import { badToken } from './http/errors.ts';

export interface TokenRequest {
  /** Default: 3600. */
  readonly expiresInSeconds?: number;
  /** User principal name; default: the simulator's own user. */
  readonly account?: string;
  /** Default: every scope that the simulator knows. */
  readonly scopes?: readonly string[];
}

export interface Grant {
  readonly account: string;
  readonly scopes: readonly string[];
  /** Milliseconds since 1970. */
  readonly expires: number;
  /** The sign-in that it came from; undefined for tokens that a test issued. */
  readonly signIn: SignInOfToken | undefined;
}

/** What a token knows of the sign-in that it came from. */
export interface SignInOfToken {
  /** Application (client) id. */
  readonly appId: string;
  /** The client said that it can answer claims challenges. */
  readonly capable: boolean;
  /** Demands of claims challenges that the person met. */
  readonly met: ReadonlySet<string>;
}

export interface TokenIdentity {
  readonly tenantId: string;
  readonly userId: string;
  readonly upn: string;
  readonly displayName: string;
}

export const ALL_SCOPES: readonly string[] = [
  'User.Read',
  'Files.ReadWrite.All',
  'Sites.ReadWrite.All',
  'Group.Read.All',
];
const DEFAULT_LIFETIME_SECONDS = 3_600;
const GRAPH_AUDIENCE = 'https://graph.microsoft.com';

/** Access tokens: shaped like a JWT so that clients can read `exp` and `upn`, and known here by their whole text. */
export class Tokens {
  readonly #clock: SimClock;
  readonly #grants = new Map<string, Grant>();

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  issue(identity: TokenIdentity, request: TokenRequest, signIn?: SignInOfToken): string {
    const now = Math.floor(this.#clock.now() / 1_000);
    const exp = now + (request.expiresInSeconds ?? DEFAULT_LIFETIME_SECONDS);
    const scopes = request.scopes ?? ALL_SCOPES;
    const claims = {
      aud: GRAPH_AUDIENCE,
      iss: `https://sts.windows.net/${identity.tenantId}/`,
      iat: now,
      nbf: now,
      exp,
      name: identity.displayName,
      upn: identity.upn,
      preferred_username: identity.upn,
      oid: identity.userId,
      tid: identity.tenantId,
      scp: scopes.join(' '),
      ...(signIn === undefined ? {} : { appid: signIn.appId }),
      ...(signIn?.capable === true ? { xms_cc: ['CP1'] } : {}),
      jti: randomUUID(),
      ver: '1.0',
    };
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ typ: 'JWT', alg: 'none' })}.${part(claims)}.${randomBytes(24).toString('base64url')}`;
    this.#grants.set(token, { account: identity.upn, scopes, expires: exp * 1_000, signIn });
    return token;
  }

  revoke(token: string): void {
    this.#grants.delete(token);
  }

  /** Ends the tokens that came from sign-ins, of one account or all. */
  expire(account: string | undefined): void {
    for (const [token, grant] of this.#grants) {
      if (grant.signIn !== undefined && (account === undefined || grant.account === account)) {
        this.#grants.set(token, { ...grant, expires: 0 });
      }
    }
  }

  /**
   * What the Authorization header gives access to.
   * @throws ServiceError 401 when the token is unknown, revoked or expired.
   */
  check(authorization: string): Grant {
    const token = /^Bearer (\S+)$/iu.exec(authorization)?.[1];
    if (token === undefined) {
      throw badToken('Access token is empty.');
    }
    const grant = this.#grants.get(token);
    if (grant === undefined) {
      throw badToken('Access token validation failure.');
    }
    if (grant.expires <= this.#clock.now()) {
      throw badToken('Lifetime validation failed, the token is expired.');
    }
    return grant;
  }
}
