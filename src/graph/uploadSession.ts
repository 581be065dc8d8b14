import { isJsonObject } from '../base/json.ts';
import type { JsonObject } from '../base/json.ts';
import { itemAddress, itemByName } from './addresses.ts';
import type { ItemRef } from './addresses.ts';
import type { GraphClient } from './client.ts';
import { parseDriveItem } from './driveItem.ts';
import type { DriveItem } from './driveItem.ts';
import { UnexpectedAnswerError } from './errors.ts';
import { exchange, readAnswer } from './exchange.ts';
import type { ExchangeServices } from './exchange.ts';
import { asObject, optionalDateAt, stringAt } from './parse.ts';
import { UploadUrl } from './uploadUrl.ts';
import type { HttpMethod, HttpRequest, HttpResponse, StreamBody } from './transport.ts';

/** How the service resolves a taken name. */
export type NameConflict = 'fail' | 'replace' | 'rename';

/** Everything that an upload session can be created with (learn.microsoft.com/graph/api/driveitem-createuploadsession). */
export interface SessionProperties {
  /** Always sent: documents and service disagree about the default. */
  readonly conflictBehavior: NameConflict;
  /** Must be the name in the address. */
  readonly name?: string;
  /** Bytes. The service checks the quota with it (documented for personal drives). */
  readonly fileSize?: number;
  /** Documented for personal drives; refused by them since 2026. */
  readonly description?: string;
  /** Milliseconds since 1970. */
  readonly fileSystemInfo?: { readonly created?: number; readonly lastModified?: number };
  readonly driveItemSource?: JsonObject;
  readonly mediaSource?: JsonObject;
  /** Keep the file invisible after its last byte until it is committed. */
  readonly deferCommit?: boolean;
  /** eTag or cTag that the item must have. */
  readonly ifMatch?: string;
  /** eTag that the item must not have; `*`: it must not exist. */
  readonly ifNoneMatch?: string;
}

/** What the service expects next. `unknown`: it did not say. `nothing`: all bytes are there, or the session is stuck. */
export type NextExpected = { readonly from: number } | 'nothing' | 'unknown';

export interface SessionState {
  readonly next: NextExpected;
  /** When the service says it will forget the session, milliseconds since 1970: a hint, it moves and it errs. */
  readonly expires?: number;
}

export interface CreatedSession extends SessionState {
  readonly url: UploadUrl;
}

/** A byte range of the file, `end` exclusive, with its bytes. */
export interface Fragment {
  readonly start: number;
  readonly end: number;
  readonly total: number;
  readonly body: StreamBody;
}

export type FragmentAnswer = { readonly item: DriveItem } | SessionState;

/** A request to create a session is worth this wait after a cancel: without its answer the session cannot be deleted. */
const createGraceMs = 10_000;

/**
 * Creates an upload session. Not repeated after a doubtful result: on business drives the first session would be in
 * the way of the second (OneDrive/onedrive-api-docs#747).
 * After an abort the answer is still awaited for a while, so check the signal and cancel the session.
 */
export function createUploadSession(
  client: GraphClient,
  target: ItemRef,
  properties: SessionProperties,
  signal: AbortSignal,
): Promise<CreatedSession> {
  return client.request(
    {
      method: 'POST',
      label: 'createUploadSession',
      address: itemAddress(client.cloud, target, 'createUploadSession'),
      headers: {
        ...(properties.ifMatch !== undefined && { 'if-match': properties.ifMatch }),
        ...(properties.ifNoneMatch !== undefined && { 'if-none-match': properties.ifNoneMatch }),
      },
      json: sessionBody(properties),
      read: (json) => {
        const answer = asObject(json, '');
        return { url: new UploadUrl(stringAt(answer, 'uploadUrl', '')), ...parseSessionState(answer) };
      },
      graceMs: createGraceMs,
    },
    signal,
  );
}

/** What a committed file becomes. */
export interface CommitProperties {
  readonly conflictBehavior: NameConflict;
  /** Milliseconds since 1970. */
  readonly lastModified?: number;
}

/**
 * Makes an item of an upload session whose bytes are all there, under a name and a rule that may be other ones than
 * the session was created with. Personal drives only. The address is that of the file, although the documents name its
 * folder (OneDrive/onedrive-api-docs#1615). Not repeated after a doubtful result: then look for the item.
 */
export function commitUploadSession(
  client: GraphClient,
  folder: { readonly driveId: string; readonly itemId: string },
  name: string,
  url: UploadUrl,
  properties: CommitProperties,
  signal: AbortSignal,
): Promise<DriveItem> {
  const { conflictBehavior, lastModified } = properties;
  return client.request(
    {
      method: 'PUT',
      label: 'commit',
      address: itemAddress(client.cloud, itemByName(folder, name), ''),
      json: {
        name,
        '@microsoft.graph.conflictBehavior': conflictBehavior,
        '@microsoft.graph.sourceUrl': url.reveal(),
        ...(lastModified !== undefined && { fileSystemInfo: { lastModifiedDateTime: isoOf(lastModified) } }),
      },
      read: (json) => parseDriveItem(json, folder.driveId),
    },
    signal,
  );
}

function sessionBody(properties: SessionProperties): JsonObject {
  const { conflictBehavior, fileSystemInfo, deferCommit, ifMatch: _m, ifNoneMatch: _n, ...plain } = properties;
  return {
    item: {
      '@microsoft.graph.conflictBehavior': conflictBehavior,
      ...plain,
      ...(fileSystemInfo && {
        fileSystemInfo: {
          ...(fileSystemInfo.created !== undefined && { createdDateTime: isoOf(fileSystemInfo.created) }),
          ...(fileSystemInfo.lastModified !== undefined && {
            lastModifiedDateTime: isoOf(fileSystemInfo.lastModified),
          }),
        },
      }),
    },
    ...(deferCommit !== undefined && { deferCommit }),
  };
}

function isoOf(time: number): string {
  return new Date(time).toISOString();
}

/** The requests that go to an upload URL. It is its own permission: they carry no token, and one would be refused. */
export class UploadSessionClient {
  readonly #services: ExchangeServices;

  constructor(services: ExchangeServices) {
    this.#services = services;
  }

  /**
   * Sends one fragment, once.
   * @param driveId for the finished item, if the answer does not name its drive.
   */
  async putFragment(url: UploadUrl, fragment: Fragment, driveId: string, signal: AbortSignal): Promise<FragmentAnswer> {
    const { start, end, total, body } = fragment;
    const headers = { 'content-range': `bytes ${start}-${end - 1}/${total}` };
    const response = await this.#send('PUT', 'fragment', url, signal, { headers, body });
    return this.#read(response, (json) => parseFragmentAnswer(json, driveId));
  }

  /** What the service has. @throws {GraphError} 404, 401 or 403 when it does not know the session any more. */
  async status(url: UploadUrl, signal: AbortSignal): Promise<SessionState> {
    const response = await this.#send('GET', 'upload session', url, signal);
    return this.#read(response, (json) => parseSessionState(asObject(json, '')));
  }

  /** Publishes a file whose bytes are all there. Business drives and libraries only. */
  async commit(url: UploadUrl, driveId: string, signal: AbortSignal): Promise<DriveItem> {
    const response = await this.#send('POST', 'upload session', url, signal);
    return this.#read(response, (json) => parseDriveItem(json, driveId));
  }

  /** Deletes the session with its bytes. */
  async cancel(url: UploadUrl, signal: AbortSignal): Promise<void> {
    const response = await this.#send('DELETE', 'upload session', url, signal);
    this.#read(response, () => {});
  }

  #send(
    method: HttpMethod,
    label: string,
    url: UploadUrl,
    signal: AbortSignal,
    content: Pick<HttpRequest, 'body'> & { headers?: Record<string, string> } = {},
  ): Promise<HttpResponse> {
    return exchange(this.#services, label, { method, url: url.reveal(), headers: {}, ...content }, signal);
  }

  #read<T>(response: HttpResponse, read: (json: unknown) => T): T {
    return readAnswer(response, read, this.#services.clock.now());
  }
}

/** A success is the finished item only if it has an id: there are 200 answers that describe the session. */
function parseFragmentAnswer(json: unknown, driveId: string): FragmentAnswer {
  if (isJsonObject(json) && json['id'] !== undefined) {
    return { item: parseDriveItem(json, driveId) };
  }
  return json === undefined ? { next: 'unknown' } : parseSessionState(asObject(json, ''));
}

function parseSessionState(answer: JsonObject): SessionState {
  const expires = optionalDateAt(answer, 'expirationDateTime');
  return { next: parseNextExpected(answer), ...(expires !== undefined && { expires }) };
}

/**
 * All forms in which the service tells what it expects: a list of ranges, open (`26-`) or closed (`26-99`), one or
 * several, an empty list, a bare number, another spelling of the key, nothing at all.
 */
function parseNextExpected(answer: JsonObject): NextExpected {
  const value = answer['nextExpectedRanges'] ?? answer['NextExpectedRanges'];
  if (value === undefined || value === null) {
    return 'unknown';
  }
  const ranges = Array.isArray(value) ? (value as unknown[]) : [value];
  const starts = ranges.map((range) => startOf(range));
  return starts.length === 0 ? 'nothing' : { from: Math.min(...starts) };
}

function startOf(range: unknown): number {
  const text = typeof range === 'number' ? String(range) : range;
  const start = typeof text === 'string' ? /^\s*(\d+)\s*(?:-\s*\d*\s*)?$/u.exec(text)?.[1] : undefined;
  if (start === undefined || !Number.isSafeInteger(Number(start))) {
    throw new UnexpectedAnswerError('malformed', 'nextExpectedRanges');
  }
  return Number(start);
}
