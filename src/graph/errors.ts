import { isJsonObject, parseJson } from '../base/json.ts';
import type { HttpResponse } from './transport.ts';

/** What Graph answered instead of what was asked for. Decide on `code` and `status`, never on the message text. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly status: number;
  /** The most specific code that is known; else the outermost one; `unknown` when the body was no Graph error. */
  readonly code: string;
  /** All codes from the outermost to the innermost. */
  readonly codes: readonly string[];
  readonly requestId?: string;
  /** What the service asked to wait. */
  readonly retryAfterMs?: number;

  constructor(details: {
    status: number;
    code: string;
    codes: readonly string[];
    requestId?: string | undefined;
    retryAfterMs?: number | undefined;
  }) {
    super(`${details.status} ${details.code}`);
    this.status = details.status;
    this.code = details.code;
    this.codes = details.codes;
    if (details.requestId !== undefined) {
      this.requestId = details.requestId;
    }
    if (details.retryAfterMs !== undefined) {
      this.retryAfterMs = details.retryAfterMs;
    }
  }

  /** Whether a code occurs anywhere in the chain; the service is not consistent about upper and lower case. */
  has(code: string): boolean {
    return this.codes.some((each) => each.toLowerCase() === code.toLowerCase());
  }
}

/**
 * `html`: a page for people, as proxies and sign-in portals send it. `redirect`: somebody in between wants us elsewhere.
 * `otherOrigin`: it names an address outside Graph for a request that would carry the access token, which was not sent.
 * `malformed`: no JSON, cut-off JSON, or JSON of another shape.
 */
export type UnexpectedAnswer = 'html' | 'redirect' | 'otherOrigin' | 'malformed';

/** The answer was not of the service's making, or not complete. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
  readonly kind: UnexpectedAnswer;
  /** Where in the JSON, if it was JSON. */
  readonly at: string;
  readonly status?: number;
  readonly requestId?: string;

  constructor(kind: UnexpectedAnswer, at = '', answer?: { status: number; requestId?: string | undefined }) {
    super(`unexpected answer: ${kind}${at === '' ? '' : ` at ${at}`}${answer ? ` (status ${answer.status})` : ''}`);
    this.kind = kind;
    this.at = at;
    if (answer !== undefined) {
      this.status = answer.status;
    }
    if (answer?.requestId !== undefined) {
      this.requestId = answer.requestId;
    }
  }
}

/**
 * Codes with a meaning of their own, in lower case.
 * Source: learn.microsoft.com/graph/errors, the error page of the OneDrive API documentation and, of workbooks, the
 * second-level codes of learn.microsoft.com/graph/workbook-error-handling.
 */
const knownCodes = new Set(
  `accessDenied activityLimitReached generalException invalidRange invalidRequest itemNotFound malwareDetected
  nameAlreadyExists notAllowed notSupported resourceModified resyncRequired serviceNotAvailable quotaLimitReached
  unauthenticated accessRestricted cannotSnapshotTree childItemCountExceeded entityTagDoesNotMatch expiredToken
  fragmentLengthMismatch fragmentOutOfOrder fragmentOverlap invalidAcceptType invalidParameterFormat invalidPath
  invalidQueryOption invalidStartIndex lockMismatch lockNotFoundOrAlreadyExpired lockOwnerMismatch
  malformedEntityTag maxDocumentCountExceeded maxFileSizeExceeded maxFolderCountExceeded maxFragmentLengthExceeded
  maxItemCountExceeded maxQueryLengthExceeded maxStreamSizeExceeded parameterIsTooLong parameterIsTooSmall
  pathIsTooLong pathTooDeep propertyNotUpdateable resourceLocked serviceReadOnly throttledRequest tooManyResults
  uploadSessionFailed uploadSessionIncomplete uploadSessionNotFound virusSuspicious zeroOrFewerResults
  insufficientQuota InvalidAuthenticationToken tokenExpired
  accessConflict badRequestUncategorized conflictUncategorized forbiddenUncategorized gatewayTimeoutUncategorized
  internalServerErrorUncategorized invalidSessionAccessConflict invalidSessionAuthentication invalidSessionNotFound
  invalidSessionReCreatable invalidSessionRestricted invalidSessionUnexpected invalidSessionUnsupportedWorkbook
  requestAborted serviceUnavailableUncategorized tooManyRequestsUncategorized transientFailure
  unauthorizedUncategorized unsupportedWorkbook filteredRangeConflict insertDeleteConflict invalidArgument
  invalidReference itemAlreadyExists methodNotAllowedUncategorized nonBlankCellOffSheet notImplementedUncategorized
  payloadTooLargeUncategorized rangeExceedsLimit unsupportedOperation`
    .toLowerCase()
    .split(/\s+/u),
);

const deepestError = 10;

/** The error for an answer that is not a success, whatever its body is. */
export function graphErrorOf(response: HttpResponse, retryAfterMs: number | undefined): GraphError {
  return graphErrorIn(parseJson(response.body), response, retryAfterMs);
}

/** The error that an answer tells of in its JSON, whatever its status is: operations fail with status 200. */
export function graphErrorIn(json: unknown, response: HttpResponse, retryAfterMs?: number): GraphError {
  const codes = codesOf(json);
  const known = codes.filter((code) => knownCodes.has(code.toLowerCase()));
  return new GraphError({
    status: response.status,
    code: known.at(-1) ?? codes[0] ?? 'unknown',
    codes,
    requestId: requestIdOf(response),
    retryAfterMs,
  });
}

/**
 * Codes that workbooks answer with status 401 although the token can be good: no right to the file or to its cells, a
 * session that has to be made anew (learn.microsoft.com/graph/workbook-error-codes), or a personal account without Excel
 * (microsoft-graph-explorer-v4#3014).
 */
const notAboutToken = new Set([
  'unauthorizeduncategorized',
  'invalidsessionauthentication',
  'fileopenuserunauthorized',
]);

/** Whether an answer with status 401 says that another token could help. */
export function isAboutToken(response: HttpResponse): boolean {
  return !codesOf(parseJson(response.body)).some((code) => notAboutToken.has(code.toLowerCase()));
}

/** Id under which the service's operators find the request. */
export function requestIdOf(response: HttpResponse): string | undefined {
  return response.headers.get('request-id') ?? response.headers.get('sprequestguid');
}

function codesOf(answer: unknown): string[] {
  const codes: string[] = [];
  let level = isJsonObject(answer) ? answer['error'] : undefined;
  while (isJsonObject(level) && codes.length < deepestError) {
    const code = level['code'];
    if (typeof code === 'string' && code !== '') {
      codes.push(code);
    }
    level = level['innererror'] ?? level['innerError'];
  }
  return codes;
}
