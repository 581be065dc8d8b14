import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { signInByPages, type SignInChoices } from '../../support/signInPages.ts';
import { isObject, type JsonObject } from '../http/json.ts';
import type { Authority, Simulator } from '../index.ts';
import { Reply } from './client.ts';

export const REDIRECT = 'http://localhost:40123';

/** Parameters of a request for the sign-in page; `undefined` leaves one out. */
export type PageParameters = Readonly<Record<string, string | undefined>>;

/** A client of the authority that does exactly what it is told. */
export class AuthorityClient {
  readonly authority: Authority;
  readonly #graphUrl: string;
  readonly #verifier = randomBytes(32).toString('base64url');

  constructor({ authority, graphUrl }: Simulator) {
    this.authority = authority;
    this.#graphUrl = graphUrl;
  }

  /** Names of permissions as the `scope` parameter has them. */
  scope(...permissions: readonly string[]): string {
    return ['openid profile offline_access', ...permissions.map((name) => `${this.#graphUrl}/${name}`)].join(' ');
  }

  /** Address of the sign-in page, for Files.ReadWrite unless told otherwise. */
  page(changes: PageParameters = {}, tenant = 'common'): string {
    const parameters: PageParameters = {
      client_id: this.authority.clientId,
      response_type: 'code',
      redirect_uri: REDIRECT,
      scope: this.scope('Files.ReadWrite'),
      state: 'some state',
      code_challenge: createHash('sha256').update(this.#verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...changes,
    };
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined) {
        query.set(name, value);
      }
    }
    return `${this.authority.url}/${tenant}/oauth2/v2.0/authorize?${query.toString()}`;
  }

  /** What the application gets from the sign-in page. */
  async answer(changes: PageParameters = {}, choices: SignInChoices = {}, tenant?: string): Promise<URLSearchParams> {
    const address = await signInByPages(this.page(changes, tenant), { ca: this.authority.ca, ...choices });
    return new URL(address).searchParams;
  }

  /** Signs in with a code. */
  async signIn(changes: PageParameters = {}, choices: SignInChoices = {}): Promise<Reply> {
    const answer = await this.answer(changes, choices);
    const claims = changes['claims'] === undefined ? {} : { claims: changes['claims'] };
    const reply = await this.redeem(answer.get('code') ?? '', claims);
    assert.equal(reply.status, 200, reply.text);
    return reply;
  }

  redeem(code: string, changes: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.token({
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
      code_verifier: this.#verifier,
      ...changes,
    });
  }

  /** Asks for Files.ReadWrite with the refresh token of an earlier answer. */
  refresh(earlier: Reply, changes: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.token({
      grant_type: 'refresh_token',
      refresh_token: earlier.textAt('refresh_token'),
      scope: this.scope('Files.ReadWrite'),
      ...changes,
    });
  }

  token(body: Readonly<Record<string, string>>, tenant = 'common'): Promise<Reply> {
    return this.#post(`/${tenant}/oauth2/v2.0/token`, body);
  }

  deviceCode(body: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.#post('/common/oauth2/v2.0/devicecode', { scope: this.scope('Files.ReadWrite'), ...body });
  }

  poll(code: Reply): Promise<Reply> {
    return this.token({ grant_type: 'device_code', device_code: code.textAt('device_code') });
  }

  get(path: string): Promise<Reply> {
    return this.#send('GET', path);
  }

  #post(path: string, body: Readonly<Record<string, string>>): Promise<Reply> {
    return this.#send('POST', path, new URLSearchParams({ client_id: this.authority.clientId, ...body }).toString());
  }

  async #send(method: string, path: string, body?: string): Promise<Reply> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const { url, ca } = this.authority;
    const headers = body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded;charset=utf-8' };
    request(`${url}${path}`, { method, ca, agent: false, headers })
      .once('response', (response) => {
        text(response).then((read) => resolve(new Reply(response.statusCode ?? 0, response.headers, read)), reject);
      })
      .once('error', reject)
      .end(body);
    return promise;
  }
}

/** `error`, number and suberror of a refusal in one line, for comparing. */
export function refusalOf(reply: Reply): string {
  const number = `AADSTS${String(reply.at('error_codes', 0))}`;
  assert.ok(reply.textAt('error_description').startsWith(`${number}: `));
  return [
    reply.status,
    reply.textAt('error'),
    number,
    ...(reply.at('suberror') === undefined ? [] : [reply.textAt('suberror')]),
  ].join(' ');
}

/** The middle part of a token. */
export function claimsOf(token: string): JsonObject {
  const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  assert.ok(isObject(claims));
  return claims;
}
