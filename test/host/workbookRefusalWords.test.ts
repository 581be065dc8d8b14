import assert from 'node:assert/strict';
import { GraphError } from '../../src/graph/errors.ts';
import { TransportError } from '../../src/graph/transport.ts';
import { describeError } from '../../src/vscode/words/messages.ts';
import { describeWorkbookRefusal } from '../../src/vscode/words/workbookRefusals.ts';
import type { WorkbookTask } from '../../src/vscode/words/workbookRefusals.ts';

/** A refusal as the service words it: a class of errors, and in it the code that says more. */
function refusal(code: string, status = 400, outer = 'badRequest'): GraphError {
  return new GraphError({ status, code, codes: [outer, code], requestId: '6c1c1f9a' });
}

describe('the words of a refusal of a workbook', () => {
  const codes: readonly (readonly [code: string, status: number, words: RegExp])[] = [
    ['itemAlreadyExists', 400, /of this name.*another name/u],
    ['invalidReference', 400, /address.*Sales!A1:B3/u],
    ['insertDeleteConflict', 409, /inserted or deleted there.*Make room/u],
    ['filteredRangeConflict', 409, /filter.*Clear the filter/u],
    ['nonBlankCellOffSheet', 409, /no room.*end of the sheet/u],
    ['rangeExceedsLimit', 413, /more cells.*fewer/u],
    ['payloadTooLargeUncategorized', 413, /more cells.*fewer/u],
    ['responsePayloadSizeLimitExceeded', 413, /more cells.*fewer/u],
    ['requestAborted', 409, /calculation took too long/u],
    ['unsupportedOperation', 400, /Open the workbook in Excel instead/u],
    ['notImplementedUncategorized', 501, /Open the workbook in Excel instead/u],
    ['methodNotAllowedUncategorized', 405, /Open the workbook in Excel instead/u],
    ['invalidOperation', 400, /Open the workbook in Excel instead/u],
    ['conflictUncategorized', 409, /Somebody else.*Refresh/u],
    ['forbiddenUncategorized', 403, /protected.*permission to edit/u],
    ['unauthorizedUncategorized', 401, /protected.*permission to edit/u],
    ['FileOpenUserUnauthorized', 401, /protected.*permission to edit/u],
    ['invalidSessionReCreatable', 409, /session has ended.*Reopen/u],
    ['tooManyRequestsUncategorized', 429, /too many requests.*later/u],
    ['gatewayTimeoutUncategorized', 504, /busy.*later/u],
    ['serviceUnavailableUncategorized', 503, /busy.*later/u],
    ['transientFailure', 503, /busy.*later/u],
    ['GenericFileOpenError', 500, /busy.*later/u],
    ['internalServerErrorUncategorized', 500, /problem of its own.*Refresh/u],
    ['badRequestUncategorized', 400, /does not accept.*Refresh/u],
  ];
  for (const [code, status, words] of codes) {
    it(`are the same wherever only workbooks answer so: ${code}`, () => {
      const error = refusal(code, status);
      assert.match(describeError(error).message, words);
      assert.deepEqual(describeWorkbookRefusal(error), describeError(error));
      assert.equal(describeError(error).code, code);
    });
  }

  const shared: readonly (readonly [code: string, status: number, words: RegExp])[] = [
    ['itemNotFound', 404, /not in the workbook any more.*refresh/u],
    ['notFoundUncategorized', 404, /not in the workbook any more.*refresh/u],
    ['accessDenied', 403, /protected.*permission to edit/u],
    ['invalidArgument', 400, /refused this \(400 invalidArgument\).*Check what you entered/u],
    ['generalException', 500, /could not do this \(500 generalException\)/u],
    ['generalException', 200, /could not do this \(200 generalException\)/u],
  ];
  for (const [code, status, words] of shared) {
    it(`are of the workbook where files answer so, too: ${status} ${code}`, () => {
      const error = refusal(code, status);
      const described = describeWorkbookRefusal(error);
      assert.match(described.message, words);
      assert.equal(described.message, `${described.reason} ${described.next}`);
      assert.doesNotMatch(describeError(error).message, words);
      const { code: stable, requestId, logText } = describeError(error);
      assert.deepEqual([described.code, described.requestId, described.logText], [stable, requestId, logText]);
    });
  }

  const tasks: readonly (readonly [task: WorkbookTask['is'], name: string, error: GraphError, words: RegExp])[] = [
    ['nameSheet', 'Sales', refusal('itemAlreadyExists'), /already has a sheet named Sales/u],
    ['nameSheet', 'Q1/Q2', refusal('invalidArgument'), /"Q1\/Q2" as the name.*1 to 31 characters.* \\ \/ /u],
    ['nameSheet', 'Sales', refusal('accessDenied', 403), /protected/u],
    ['deleteSheet', 'Sales', refusal('InvalidOperation'), /the sheet Sales.*one visible sheet/u],
    ['deleteSheet', 'Sales', refusal('itemNotFound', 404), /not in the workbook any more/u],
    ['listCharts', 'Sales', refusal('generalException', 500), /charts of the sheet Sales/u],
    ['drawChart', 'Costs', refusal('generalException', 500), /draw the chart Costs/u],
    ['drawChart', 'Costs', refusal('transientFailure', 503, 'generalException'), /busy/u],
    ['drawChart', 'Costs', refusal('itemNotFound', 404), /not in the workbook any more/u],
    ['evaluate', 'summ', refusal('itemNotFound', 404), /the function SUMM/u],
    ['evaluate', 'sum', refusal('invalidArgument'), /the function SUM.*Sales!A1:B3/u],
    ['evaluate', 'sum', refusal('requestAborted', 409), /calculation took too long/u],
  ];
  for (const [is, name, error, words] of tasks) {
    it(`tell what was asked for where the code is about that: ${is}, ${error.code}`, () => {
      assert.match(describeWorkbookRefusal(error, { is, name }).message, words);
    });
  }

  it('are those of any error where the workbook did not answer, or the drive did', () => {
    for (const error of [
      new TransportError('connectionLost', 'graph.test'),
      refusal('throttledRequest', 429),
      refusal('resourceLocked', 423),
      refusal('insufficientQuota', 507),
    ]) {
      assert.deepEqual(describeWorkbookRefusal(error, { is: 'drawChart', name: 'Costs' }), describeError(error));
    }
  });
});
