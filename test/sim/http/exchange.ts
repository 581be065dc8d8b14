import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SimDrive } from '../drive/drive.ts';
import { itemJson, type LinkBase } from '../drive/itemJson.ts';
import type { DriveNode } from '../drive/node.ts';
import type { FaultPlan, FaultSpec } from '../rules/faultSpec.ts';
import type { ViolationRule } from '../rules/violations.ts';
import type { Service } from '../service.ts';
import type { Grant } from '../tokens.ts';
import type { UploadSession } from '../upload/session.ts';
import { pumpBody, type PumpResult } from './bodyPump.ts';
import { accessDenied, badRequest, badToken, refuse } from './errors.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { LoggedRequest } from './requestLog.ts';

/** Largest JSON body that is read. */
const JSON_LIMIT = 4 * 1024 * 1024;

/** What makes a request another one, beside address and body. */
const IDENTIFYING_HEADERS = [
  'authorization',
  'content-range',
  'content-length',
  'if-match',
  'if-none-match',
  'workbook-session-id',
];

/** One request on its way through the simulator. */
export class Exchange {
  readonly service: Service;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly entry: LoggedRequest;
  /** Path without query, still encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  plan: FaultPlan;
  /** Headers that every answer to this request carries. */
  readonly answerHeaders: Record<string, string> = {};
  /** The upload session that the request is about. */
  session: UploadSession | undefined;
  /** A fault ended the reading of the body; the connection is to be reset. */
  cutHappened = false;
  #grant: Grant | undefined;
  #bodyText = '';

  constructor(
    service: Service,
    request: IncomingMessage,
    response: ServerResponse,
    entry: LoggedRequest,
    plan: FaultPlan,
  ) {
    this.service = service;
    this.request = request;
    this.response = response;
    this.entry = entry;
    this.plan = plan;
    const [path = '', ...query] = (request.url ?? '/').split('?');
    this.path = path;
    this.query = new URLSearchParams(query.join('?'));
  }

  get method(): string {
    return this.request.method ?? 'GET';
  }

  get now(): number {
    return this.service.clock.now();
  }

  /** Who asks; only after `authenticate`. */
  get account(): string {
    if (this.#grant === undefined) {
      throw badToken('Access token is empty.');
    }
    return this.#grant.account;
  }

  /**
   * Whether a client only wants to know that somebody is there: the plain address of the signed-in user, without a
   * token. It is refused like every request without one, but it is no mistake, however often it comes.
   */
  get isGreeting(): boolean {
    return this.method === 'GET' && this.request.url === '/v1.0/me' && this.header('authorization') === undefined;
  }

  /** Origin under which the client reached this listener, also through a proxy that ends TLS. */
  get origin(): string {
    const scheme = this.header('x-forwarded-proto') ?? ('encrypted' in this.request.socket ? 'https' : 'http');
    return `${scheme}://${this.header('x-forwarded-host') ?? this.header('host') ?? 'localhost'}`;
  }

  get links(): LinkBase {
    const { uploadOrigin, downloads } = this.service;
    return { web: uploadOrigin, download: (node, drive) => `${uploadOrigin}${downloads.issue(drive, node)}` };
  }

  /** The `@odata.context` of an answer. */
  context(of: string): string {
    return `${this.origin}/${this.path.startsWith('/beta/') ? 'beta' : 'v1.0'}/$metadata#${of}`;
  }

  /** A request header; the values of a repeated one are joined. */
  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return value === undefined ? undefined : [value].flat().join(', ');
  }

  itemJson(drive: SimDrive, node: DriveNode): Record<string, Json> {
    return itemJson(drive, node, this.links);
  }

  useSession(session: UploadSession): void {
    this.session = session;
    this.entry.session = session.ordinal;
  }

  /** The fault that cuts the connection, if it does so within a body of that length. */
  cutWithin(length: number): Extract<FaultSpec, { kind: 'cut' }> | undefined {
    const cut = this.plan.of('cut');
    return cut !== undefined && cut.afterBytes <= length ? cut : undefined;
  }

  violate(rule: ViolationRule, detail: string): void {
    const request = `${this.method} ${this.entry.path}`;
    this.service.violations.add({ rule, detail, request, at: this.now });
  }

  /** Checks the bearer token. @throws ServiceError 401, also with a claims challenge */
  authenticate(): void {
    const authorization = this.header('authorization');
    if (authorization === undefined) {
      if (!this.isGreeting) {
        this.violate('missingToken', 'no Authorization header');
      }
      throw badToken('Access token is empty.');
    }
    const { tokens, challenges } = this.service;
    const grant = tokens.check(authorization);
    challenges.check(grant);
    this.#grant = grant;
  }

  /** Whether the token has one of the scopes. */
  hasScope(...scopes: readonly string[]): boolean {
    return this.#grant?.scopes.some((scope) => scopes.includes(scope)) === true;
  }

  /** @throws ServiceError 403 unless the token has one of the scopes. */
  requireScope(...scopes: readonly string[]): void {
    if (!this.hasScope(...scopes)) {
      throw accessDenied('Insufficient privileges to complete the operation.');
    }
  }

  /** Reads the body into the sink at the speed of the line. */
  async pump(sink: (piece: Buffer) => void | Promise<void>): Promise<PumpResult> {
    const { shaper } = this.service;
    const result = await pumpBody(this.request, {
      sink: (piece) => {
        this.entry.requestBytes += piece.length;
        return sink(piece);
      },
      pace: (bytes) => shaper.carry(this.request.socket, bytes),
      cutAfter: this.plan.of('cut')?.afterBytes,
    });
    if (result.end === 'cut') {
      this.cutHappened = true;
    }
    return result;
  }

  /** Reads file content into the sink, which gets a wrong first byte where a fault asks for it. */
  async pumpContent(sink: (piece: Buffer) => void | Promise<void>): Promise<PumpResult> {
    let corrupt = this.plan.of('corrupt') !== undefined;
    return this.pump((piece) => {
      if (corrupt && piece.length > 0) {
        corrupt = false;
        piece.writeUInt8(piece.readUInt8(0) ^ 1, 0);
      }
      return sink(piece);
    });
  }

  /** Reads what is left of the body and throws it away, so that the connection can go on. */
  async drain(): Promise<void> {
    if (!this.cutHappened && !this.request.readableEnded && !this.request.destroyed) {
      await this.pump(() => undefined);
    }
  }

  /** The JSON body; an empty one counts as `{}`. @throws ServiceError 400, or `tooLarge` */
  async json(
    limit = JSON_LIMIT,
    tooLarge = refuse(413, 'invalidRequest', 'The request body is too large.'),
  ): Promise<JsonObject> {
    const pieces: Buffer[] = [];
    let size = 0;
    const { end } = await this.pump((piece) => {
      size += piece.length;
      if (size <= limit) {
        pieces.push(piece);
      }
    });
    if (end !== 'complete') {
      throw badRequest('The request was not complete.');
    }
    if (size > limit) {
      throw tooLarge;
    }
    this.#bodyText = Buffer.concat(pieces).toString('utf8');
    if (this.#bodyText.trim() === '') {
      return {};
    }
    let parsed: unknown;
    try {
      parsed = JSON.parse(this.#bodyText);
    } catch {
      throw badRequest('The request body is not valid JSON.');
    }
    if (!isObject(parsed)) {
      throw badRequest('The request body is not a JSON object.');
    }
    return parsed;
  }

  /** What tells this request from others; for the rule on useless retries. */
  identity(): { method: string; key: string } {
    const parts = IDENTIFYING_HEADERS.map((name) => this.header(name) ?? '');
    const key = createHash('sha256')
      .update([this.method, this.request.url, ...parts, this.#bodyText].join('\n'))
      .digest('hex');
    return { method: this.method, key };
  }
}
