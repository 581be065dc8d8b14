import type { FaultSpec, RouteName } from '../sim/index.ts';

/** How Excel for the web says that a request took too long; it can still have been carried out. */
export const late = {
  kind: 'status',
  status: 504,
  code: 'MaxRequestDurationExceeded',
  inner: ['gatewayTimeoutUncategorized'],
} as const;

type StatusFault = Extract<FaultSpec, { kind: 'status' }>;

/** First-level codes, which name the class of an error (learn.microsoft.com/graph/workbook-error-codes). */
const classes: Readonly<Record<number, string>> = {
  400: 'badRequest',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
  405: 'methodNotAllowed',
  409: 'conflict',
  413: 'requestEntityTooLarge',
  429: 'tooManyRequests',
  500: 'internalServerError',
  501: 'notImplemented',
  503: 'serviceUnavailable',
  504: 'gatewayTimeout',
};

/** A refusal with a code at the second level, where the documents promise it to be. */
export function coded(code: string, status: number): StatusFault {
  return { kind: 'status', status, code: classes[status] ?? 'generalException', inner: [code] };
}

/** A fault on the first request of a kind, and on all of them. */
export interface RouteFaults {
  readonly struck: (fault: FaultSpec) => readonly FaultSpec[];
  readonly always: (fault: FaultSpec) => readonly FaultSpec[];
}

export function faultsOn(route: RouteName): RouteFaults {
  return {
    struck: (fault) => [{ ...fault, route }],
    always: (fault) => [{ ...fault, route, times: 'always' }],
  };
}

/** What a client must do about the codes, by the table of learn.microsoft.com/graph/workbook-error-handling. */
export const codes = {
  recreate: [['invalidSessionReCreatable', 404]],
  signIn: [['invalidSessionAuthentication', 401]],
  missing: [['invalidSessionNotFound', 404]],
  otherKind: [
    ['invalidSessionRestricted', 403],
    ['invalidSessionUnexpected', 500],
    ['invalidSessionUnsupportedWorkbook', 400],
    ['unsupportedWorkbook', 400],
  ],
  wait: [
    ['gatewayTimeoutUncategorized', 504],
    ['serviceUnavailableUncategorized', 503],
    ['tooManyRequestsUncategorized', 429],
    ['transientFailure', 409],
  ],
  split: [
    ['rangeExceedsLimit', 400],
    ['payloadTooLargeUncategorized', 413],
  ],
  denied: [
    ['accessDenied', 403],
    ['forbiddenUncategorized', 403],
    ['unauthorizedUncategorized', 401],
  ],
  refused: [
    ['requestAborted', 409],
    ['itemAlreadyExists', 409],
    ['invalidArgument', 400],
    ['invalidReference', 400],
    ['insertDeleteConflict', 409],
    ['filteredRangeConflict', 409],
    ['nonBlankCellOffSheet', 409],
    ['notImplementedUncategorized', 501],
    ['methodNotAllowedUncategorized', 405],
    ['unsupportedOperation', 501],
    ['conflictUncategorized', 409],
    ['badRequestUncategorized', 400],
    ['generalException', 500],
  ],
} as const;
