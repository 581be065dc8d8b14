import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  openingError,
  requireWorkbookName,
  sessionError,
  workbookPromiseOf,
} from '../../../src/workbook/eligibility.ts';
import { WorkbookError } from '../../../src/workbook/errors.ts';
import { refused } from '../../support/graphErrors.ts';

const file = { driveId: 'b!x', itemId: '01A', name: 'Budget.xlsx' };

function codeOf(error: unknown): string {
  return error instanceof WorkbookError ? error.code : 'as it was';
}

describe('workbookPromiseOf', () => {
  for (const [name, expected] of [
    ['Budget.xlsx', 'known'],
    ['BUDGET.XLSX', 'known'],
    ['a.b.xlsx', 'known'],
    ['macros.xlsm', 'uncertain'],
    ['binary.xlsb', 'uncertain'],
    ['old.xls', undefined],
    ['list.csv', undefined],
    ['template.xltx', undefined],
    ['xlsx', undefined],
    ['', undefined],
  ] as const) {
    it(`says ${String(expected)} of “${name}”`, () => {
      assert.equal(workbookPromiseOf(name), expected);
      if (expected === undefined) {
        assert.throws(() => requireWorkbookName(name), { name: 'WorkbookError', code: 'fileType' });
      } else {
        requireWorkbookName(name);
      }
    });
  }
});

describe('openingError', () => {
  const wac = refused(403, 'AccessDenied', 'forbiddenUncategorized');
  const unsupported = refused(404, 'x', 'unsupportedWorkbook');
  for (const [what, error, changed, persistChanges, expected] of [
    ['a personal drive', wac, { driveType: 'personal' }, true, 'personalDrive'],
    [
      'an id of a personal drive',
      refused(401, 'FileOpenUserUnauthorized'),
      { driveId: '5FC10AB2E34D0123' },
      true,
      'personalDrive',
    ],
    [
      'a business drive with an id like that',
      wac,
      { driveId: '5FC10AB2E34D0123', driveType: 'business' },
      true,
      'excelUnavailable',
    ],
    ['another failure on a personal drive', refused(500, 'x'), { driveType: 'personal' }, true, 'as it was'],
    ['no Excel', wac, {}, true, 'excelUnavailable'],
    ['no Excel with status 401', refused(401, 'FileOpenUserUnauthorized'), {}, false, 'excelUnavailable'],
    ['a file that may only be read', refused(403, 'EditModeAccessDenied'), {}, true, 'readOnly'],
    ['the same as a scratch copy', refused(403, 'EditModeAccessDenied'), {}, false, 'cannotOpen'],
    ['a file that is gone', refused(404, 'itemNotFound'), {}, true, 'missing'],
    ['a file that is gone, by an operation', refused(200, 'x', 'itemNotFound'), {}, true, 'missing'],
    ['no right to the file, by an operation', refused(200, 'x', 'accessDenied'), {}, true, 'excelUnavailable'],
    ['a session that can be had again', refused(404, 'x', 'invalidSessionReCreatable'), {}, true, 'as it was'],
    ['a workbook not found', refused(404, 'DeploymentInvalidEditSession'), {}, true, 'missing'],
    ['somebody else', refused(409, 'accessConflict'), {}, true, 'accessConflict'],
    ['an unsupported workbook', unsupported, {}, true, 'otherKind'],
    ['an unsupported workbook as a scratch copy', unsupported, {}, false, 'cannotOpen'],
    ['a file type that was worth a try', unsupported, { name: 'macros.xlsm' }, true, 'fileType'],
    ['a file that does not open again and again', refused(500, 'GenericFileOpenError'), {}, true, 'cannotOpen'],
    ['a service that is busy', refused(503, 'x', 'serviceUnavailableUncategorized'), {}, true, 'as it was'],
    ['anything else', new Error('x'), {}, true, 'as it was'],
  ] as const) {
    it(`tells ${what}: ${expected}`, () => {
      const problem = openingError(error, { ...file, ...changed }, persistChanges);
      assert.equal(codeOf(problem), expected);
      if (problem instanceof WorkbookError) {
        assert.deepEqual([problem.cause, problem.requestId], [error, 'r-1']);
      } else {
        assert.equal(problem, error);
      }
    });
  }
});

describe('sessionError', () => {
  for (const [error, expected] of [
    [refused(403, 'accessDenied'), 'as it was'],
    [refused(404, 'itemNotFound'), 'as it was'],
    [refused(500, 'GenericFileOpenError'), 'as it was'],
    [refused(409, 'x', 'accessConflict'), 'accessConflict'],
    [refused(404, 'x', 'invalidSessionNotFound'), 'missing'],
    [refused(400, 'x', 'invalidSessionRestricted'), 'otherKind'],
  ] as const) {
    it(`takes ${error.codes.join(' ')} in a session: ${expected}`, () => {
      assert.equal(codeOf(sessionError(error, file, true)), expected);
    });
  }
});
