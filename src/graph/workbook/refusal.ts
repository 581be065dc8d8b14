import { GraphError } from '../errors.ts';
import { failureKind } from '../retry.ts';
import type { FailureKind } from '../retry.ts';

/**
 * What to do about a refusal.
 * `recreate`: the session has ended; the request goes on in a new one. `signIn`: the same, after a new sign-in.
 * `conflict`: somebody else holds the workbook; a scratch session may work. `otherKind`: this kind of session cannot be,
 * another may. `missing`: the workbook is gone. `wait`: the same request again, later. `split`: ask for less at a time.
 * `stop`: the same request will be refused again.
 */
export type WorkbookAction = 'recreate' | 'signIn' | 'conflict' | 'otherKind' | 'missing' | 'wait' | 'split' | 'stop';

/** What a refused request of a workbook means. */
export interface WorkbookRefusal {
  readonly action: WorkbookAction;
  /** Whether the session that the request was in is of no use any more. */
  readonly endsSession: boolean;
}

/**
 * Source: learn.microsoft.com/graph/workbook-error-handling, its table of second-level codes. Those with a capital at the
 * beginning, and `responsePayload…`, are older ones that are still seen: GenericFileOpenError comes and goes
 * (microsoft-graph-explorer-v4#4031), FileOpenUserUnauthorized (#3014), DeploymentInvalidEditSession
 * (microsoft-graph-docs#2259), EditModeAccessDenied (n8n-io/n8n#34244), responsePayloadSizeLimitExceeded
 * (microsoft-graph-docs#15709).
 */
const rows: readonly (readonly [action: WorkbookAction, endsSession: boolean, codes: string])[] = [
  ['recreate', true, 'invalidSessionReCreatable'],
  ['signIn', true, 'invalidSessionAuthentication'],
  ['conflict', true, 'invalidSessionAccessConflict'],
  ['conflict', false, 'accessConflict'],
  ['missing', true, 'invalidSessionNotFound DeploymentInvalidEditSession'],
  [
    'otherKind',
    true,
    `invalidSessionRestricted invalidSessionUnexpected invalidSessionUnsupportedWorkbook unsupportedWorkbook
    EditModeAccessDenied`,
  ],
  ['stop', true, 'internalServerErrorUncategorized'],
  [
    'wait',
    false,
    `gatewayTimeoutUncategorized serviceUnavailableUncategorized tooManyRequestsUncategorized transientFailure
    GenericFileOpenError`,
  ],
  ['split', false, 'rangeExceedsLimit payloadTooLargeUncategorized responsePayloadSizeLimitExceeded'],
  [
    'stop',
    false,
    `requestAborted accessDenied forbiddenUncategorized unauthorizedUncategorized itemNotFound itemAlreadyExists
    invalidArgument invalidReference insertDeleteConflict filteredRangeConflict nonBlankCellOffSheet
    notImplementedUncategorized methodNotAllowedUncategorized unsupportedOperation conflictUncategorized
    badRequestUncategorized generalException FileOpenUserUnauthorized`,
  ],
];

const byCode: ReadonlyMap<string, WorkbookRefusal> = new Map(
  rows.flatMap(([action, endsSession, codes]) =>
    codes
      .toLowerCase()
      .split(/\s+/u)
      .map((code) => [code, { action, endsSession }]),
  ),
);

const unknownRefusal: WorkbookRefusal = { action: 'stop', endsSession: false };

/** What an error means for a workbook; `undefined` when it is no refusal: nobody answered, or not the service. */
export function workbookRefusal(error: unknown): WorkbookRefusal | undefined {
  if (!(error instanceof GraphError)) {
    return undefined;
  }
  // The second level has the code that the documents name; the first has either that or a class of errors.
  const [first = '', second = '', ...deeper] = error.codes;
  // As a class of errors it means anything.
  const outer = first.toLowerCase() === 'generalexception' ? '' : first;
  for (const code of [second, outer, ...deeper]) {
    const refusal = byCode.get(code.toLowerCase());
    if (refusal !== undefined) {
      return refusal;
    }
  }
  const passing = failureKind(error) !== 'permanent';
  return passing ? { action: 'wait', endsSession: false } : unknownRefusal;
}

/** How the client treats failures of requests to workbooks, whose codes say more than the status. */
export function workbookFailureKind(error: unknown): FailureKind {
  const refusal = workbookRefusal(error);
  if (refusal === undefined) {
    return failureKind(error);
  }
  if (refusal.action !== 'wait') {
    return 'permanent';
  }
  return failureKind(error) === 'throttled' ? 'throttled' : 'transient';
}
