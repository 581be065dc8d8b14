import type { RouteName } from './routeNames.ts';

/** Graph itself, or the host of upload and download addresses. */
export type Host = 'graph' | 'upload';

/** One request as the service saw it, without secrets. */
export interface LoggedRequest {
  readonly number: number;
  /** Simulator time in milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly host: Host;
  route: RouteName;
  /** Path and query; tokens and ids of upload sessions are written as `***`. */
  path: string;
  /** Path of the item in its drive, where known. */
  file: string | undefined;
  /** Number of the upload session, counted from 1 in order of creation. */
  session: number | undefined;
  /** 0 when no answer was sent. */
  status: number;
  /** `error.code` of a refusal. */
  code: string | undefined;
  readonly requestId: string;
  readonly clientRequestId: string | undefined;
  /** Request headers that matter to the protocol, by lower-case name; Authorization only as `Bearer ***`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of the request's body that were read. */
  requestBytes: number;
  responseBytes: number;
  /** Real milliseconds from the request's headers to the end of the answer; undefined while it runs. */
  durationMs: number | undefined;
  /** Kinds of the faults that struck. */
  faults: readonly string[];
}

const KEPT_HEADERS = [
  'accept',
  'client-request-id',
  'content-length',
  'content-range',
  'content-type',
  'if-match',
  'if-none-match',
  'prefer',
  'range',
  'transfer-encoding',
  'user-agent',
];

/** The headers worth keeping. */
export function loggedHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = headers[name];
    if (value !== undefined) {
      kept[name] = [value].flat().join(', ');
    }
  }
  if (headers['authorization'] !== undefined) {
    kept['authorization'] = 'Bearer ***';
  }
  return kept;
}

/** Replaces what gives access by `***`: tokens in queries, the ids of upload sessions, keys of workbook sessions. */
export function maskPath(path: string): string {
  return path
    .replaceAll(/(tempauth|guid|token|access_token|sessionId)=[^&]*/giu, '$1=***')
    .replaceAll(/(sessionInfoResource|tableRowOperationResult)\(.*\)/gu, '$1(***)')
    .replaceAll(/^\/(rup|download|monitor)\/[^?]*/gu, '/$1/***');
}

/** All requests since the start, oldest first. */
export class RequestLog {
  readonly #list: LoggedRequest[] = [];
  #count = 0;

  get list(): readonly LoggedRequest[] {
    return this.#list;
  }

  begin(entry: Omit<LoggedRequest, 'number'>): LoggedRequest {
    this.#count += 1;
    const logged: LoggedRequest = { number: this.#count, ...entry };
    this.#list.push(logged);
    return logged;
  }

  clear(): void {
    this.#list.length = 0;
  }
}
