import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { GraphError, UnexpectedAnswerError } from '../../../../src/graph/errors.ts';
import { workbookFailureKind, workbookRefusal } from '../../../../src/graph/workbook/refusal.ts';
import { refused } from '../../../support/graphErrors.ts';
import { lostConnection } from '../../../support/scriptedTransport.ts';

/** The table of learn.microsoft.com/graph/workbook-error-handling, and the older codes. */
const table: readonly (readonly [expected: string, ...codes: string[]])[] = [
  ['recreate, ends', 'invalidSessionReCreatable'],
  ['signIn, ends', 'invalidSessionAuthentication'],
  ['conflict, ends', 'invalidSessionAccessConflict'],
  ['conflict', 'accessConflict'],
  ['missing, ends', 'invalidSessionNotFound', 'DeploymentInvalidEditSession'],
  ['otherKind, ends', 'invalidSessionRestricted', 'invalidSessionUnexpected', 'invalidSessionUnsupportedWorkbook'],
  ['otherKind, ends', 'unsupportedWorkbook', 'EditModeAccessDenied'],
  ['stop, ends', 'internalServerErrorUncategorized'],
  ['wait', 'gatewayTimeoutUncategorized', 'serviceUnavailableUncategorized', 'tooManyRequestsUncategorized'],
  ['wait', 'transientFailure', 'GenericFileOpenError'],
  ['split', 'rangeExceedsLimit', 'payloadTooLargeUncategorized', 'responsePayloadSizeLimitExceeded'],
  ['stop', 'requestAborted', 'accessDenied', 'forbiddenUncategorized', 'unauthorizedUncategorized', 'itemNotFound'],
  ['stop', 'itemAlreadyExists', 'invalidArgument', 'invalidReference', 'insertDeleteConflict'],
  ['stop', 'filteredRangeConflict', 'nonBlankCellOffSheet', 'notImplementedUncategorized', 'unsupportedOperation'],
  ['stop', 'methodNotAllowedUncategorized', 'conflictUncategorized', 'badRequestUncategorized', 'generalException'],
  ['stop', 'FileOpenUserUnauthorized'],
];

function meaningOf(error: unknown): string {
  const refusal = workbookRefusal(error);
  return refusal === undefined ? 'none' : `${refusal.action}${refusal.endsSession ? ', ends' : ''}`;
}

describe('workbookRefusal', () => {
  for (const [expected, ...codes] of table) {
    for (const code of codes) {
      it(`takes ${code} on the second level, in any case, for: ${expected}`, () => {
        for (const status of [400, 403, 404, 429, 500, 503, 504]) {
          assert.equal(meaningOf(refused(status, 'generalException', code)), expected);
          assert.equal(meaningOf(refused(status, 'AccessDenied', code.toUpperCase(), 'transientFailure')), expected);
        }
      });
    }
  }

  for (const [what, error, expected] of [
    ['the first level when the second says nothing', refused(409, 'accessConflict', 'somethingNew'), 'conflict'],
    ['the first level when there is no other', refused(413, 'ResponsePayloadSizeLimitExceeded'), 'split'],
    ['a deeper level after these', refused(500, 'new', 'newer', 'invalidSessionNotFound'), 'missing, ends'],
    [
      'the second level before the first',
      refused(504, 'MaxRequestDurationExceeded', 'gatewayTimeoutUncategorized'),
      'wait',
    ],
    ['the status for a class of errors that means anything', refused(504, 'generalException'), 'wait'],
    ['the status for an unknown code', refused(503, 'unknown'), 'wait'],
    ['the status for too many requests', refused(429, 'activityLimitReached'), 'wait'],
    ['any other status for final', refused(422, 'unknown'), 'stop'],
    ['a broken line for no refusal', lostConnection(), 'none'],
    ['an answer of another shape for no refusal', new UnexpectedAnswerError('malformed'), 'none'],
  ] as const) {
    it(`takes ${what}`, () => {
      assert.equal(meaningOf(error), expected);
    });
  }
});

describe('workbookFailureKind', () => {
  for (const [error, kind] of [
    [refused(500, 'generalException', 'internalServerErrorUncategorized'), 'permanent'],
    [refused(504, 'x', 'requestAborted'), 'permanent'],
    [refused(500, 'x', 'rangeExceedsLimit'), 'permanent'],
    [refused(409, 'x', 'transientFailure'), 'transient'],
    [refused(500, 'GenericFileOpenError'), 'transient'],
    [refused(504, 'x', 'gatewayTimeoutUncategorized'), 'transient'],
    [refused(429, 'x', 'tooManyRequestsUncategorized'), 'throttled'],
    [lostConnection(), 'transient'],
    [new UnexpectedAnswerError('malformed'), 'garbled'],
    [new UnexpectedAnswerError('html'), 'permanent'],
  ] as const) {
    it(`is ${kind} for ${String(error)} ${error instanceof GraphError ? error.codes.join(' ') : ''}`, () => {
      assert.equal(workbookFailureKind(error), kind);
    });
  }
});
