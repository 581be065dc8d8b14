import type { HttpRequest, HttpResponse, Transport } from '../../src/graph/transport.ts';
import { responseOf } from './scriptedTransport.ts';
import type { PlainReply, Reply } from './scriptedTransport.ts';

/** A request to the authority: the form of a POST. */
export interface AskedOf {
  readonly url: URL;
  readonly form: URLSearchParams;
}

export const tenantId = '11111111-2222-3333-4444-555555555555';

/**
 * A small identity platform behind the port of HTTP. Each refresh token is good once: with a used one all that came of
 * it ends, as the security rules for public clients have it (RFC 9700, section 4.14.2).
 */
export class FakeAuthority implements Transport {
  readonly asked: AskedOf[] = [];
  /** Scopes that are granted instead of those that were asked for. */
  grants: readonly string[] | undefined;
  /** For so many requests there is an answer from here instead. */
  readonly instead: Reply[] = [];
  /** How long an answer to a refresh takes. */
  pause: Promise<unknown> = Promise.resolve();
  /** User who signs in next. */
  user = 'megan';
  expiresIn = 3600;

  /** Of each refresh token: its user, as long as it is good. */
  readonly #good = new Map<string, string>();
  readonly #used = new Map<string, string>();
  #issued = 0;

  get grantTypes(): string[] {
    return this.asked.map(({ form }) => form.get('grant_type') ?? '-');
  }

  revoke(user: string): void {
    for (const [token, owner] of this.#good) {
      if (owner === user) {
        this.#good.delete(token);
      }
    }
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    signal.throwIfAborted();
    const url = new URL(request.url);
    const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
    this.asked.push({ url, form });
    const instead = this.instead.shift();
    if (instead instanceof Error) {
      throw instead;
    }
    if (typeof instead === 'function') {
      return instead({ ...request, body: new Uint8Array() }, signal);
    }
    return responseOf(instead ?? (await this.#answer(url, form)));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #answer(url: URL, form: URLSearchParams): Promise<PlainReply> {
    if (url.pathname.endsWith('/.well-known/openid-configuration')) {
      return { status: 200, json: descriptionOf(url) };
    }
    if (url.pathname.endsWith('/devicecode')) {
      const page = 'https://microsoft.com/devicelogin';
      return {
        status: 200,
        json: {
          device_code: 'DEVICE-SECRET',
          user_code: 'ABCD1234',
          verification_uri: page,
          expires_in: 900,
          interval: 5,
        },
      };
    }
    let { user } = this;
    if (form.get('grant_type') === 'refresh_token') {
      await this.pause;
      const token = form.get('refresh_token') ?? '';
      const owner = this.#good.get(token);
      if (owner === undefined) {
        this.revoke(this.#used.get(token) ?? '');
        return refusal(70008);
      }
      this.#good.delete(token);
      this.#used.set(token, owner);
      user = owner;
    }
    return { status: 200, json: this.#tokens(user, form.get('scope') ?? '') };
  }

  #tokens(user: string, scope: string): object {
    const id = String(++this.#issued);
    const refreshToken = `SECRET-RT-${user}-${id}`;
    this.#good.set(refreshToken, user);
    return {
      token_type: 'Bearer',
      scope: (this.grants ?? scope.split(' ').filter((each) => each.includes('.'))).join(' '),
      expires_in: this.expiresIn,
      ext_expires_in: this.expiresIn,
      access_token: `SECRET-AT-${user}-${id}`,
      refresh_token: refreshToken,
      id_token: [
        encoded({ alg: 'none' }),
        encoded({ oid: user, tid: tenantId, sub: user, preferred_username: `${user}@contoso.com`, ver: '2.0' }),
        'SECRET-SIGNATURE',
      ].join('.'),
      client_info: encoded({ uid: user, utid: tenantId }),
    };
  }
}

/** An error of the identity platform, as it writes them. */
export function refusal(
  code: number,
  error = 'invalid_grant',
  more: Readonly<Record<string, unknown>> = {},
): { status: number; json: object } {
  return {
    status: 400,
    json: {
      error,
      error_description: `AADSTS${code}: nobody@contoso.com. Trace ID: t. Correlation ID: c.`,
      error_codes: [code],
      correlation_id: '99999999-8888-7777-6666-555555555555',
      ...more,
    },
  };
}

function descriptionOf({ origin, pathname }: URL): object {
  const base = origin + pathname.replace(/\/v2\.0\/\.well-known\/.*/u, '');
  return {
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  };
}

function encoded(claims: object): string {
  return Buffer.from(JSON.stringify(claims)).toString('base64url');
}
