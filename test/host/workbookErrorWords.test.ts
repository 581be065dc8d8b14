import assert from 'node:assert/strict';
import { GraphError } from '../../src/graph/errors.ts';
import { CloudFeatureError } from '../../src/graph/features.ts';
import { OperationError } from '../../src/graph/workbook/operation.ts';
import { WorkbookError } from '../../src/workbook/errors.ts';
import type { WorkbookProblemCode } from '../../src/workbook/errors.ts';
import { GridError } from '../../src/workbook/files/errors.ts';
import type { GridProblem } from '../../src/workbook/files/errors.ts';
import { FunctionInputError } from '../../src/workbook/functions/errors.ts';
import type { FunctionInputProblem } from '../../src/workbook/functions/errors.ts';
import { parseCsv } from '../../src/workbook/grid/csv.ts';
import { JsonRowsError, rowsOfJson } from '../../src/workbook/grid/jsonRows.ts';
import { describeError } from '../../src/vscode/words/messages.ts';

const name = 'Budget.xlsx';
const requestId = '6c1c1f9a';

function refusal(code: string, status = 400): GraphError {
  return new GraphError({ status, code, codes: [code], requestId });
}

function thrownBy(task: () => unknown): unknown {
  try {
    task();
  } catch (error) {
    return error;
  }
  return assert.fail('nothing was thrown');
}

/** Whole sentences, without gaps where something should be named. */
function assertSentences(error: unknown): void {
  const { reason, next } = describeError(error);
  for (const text of [reason, next]) {
    assert.match(text, /\.$/u);
    assert.doesNotMatch(text, /\{\d\}|undefined|\s{2}/u);
  }
}

describe('the words of an error of a workbook', () => {
  const cause = refusal('x');
  const workbooks: Readonly<Record<WorkbookProblemCode, readonly [WorkbookError, RegExp]>> = {
    fileType: [new WorkbookError('fileType', { name, extension: 'xls' }, cause), /as \.xlsx in Excel/u],
    cannotOpen: [new WorkbookError('cannotOpen', { name }, cause), /open it in Excel/u],
    otherKind: [new WorkbookError('otherKind', { name, persistChanges: true }, cause), /scratch copy/u],
    readOnly: [new WorkbookError('readOnly', { name }, cause), /scratch copy, or ask its owner/u],
    personalDrive: [new WorkbookError('personalDrive', { name }, cause), /in the browser once/u],
    excelUnavailable: [new WorkbookError('excelUnavailable', { name }, cause), /administrator.*licence.*policy/u],
    accessConflict: [new WorkbookError('accessConflict', { name }, cause), /closed there.*scratch copy/u],
    missing: [new WorkbookError('missing', { name }, cause), /moved or deleted/u],
    changesLost: [new WorkbookError('changesLost', { name }, cause), /Reopen Workbook Session/u],
    closed: [new WorkbookError('closed', { name }, cause), /Open the workbook again/u],
    otherService: [new WorkbookError('otherService', { name, host: 'graph.test' }, cause), /onedrive\.cloud/u],
    otherAccount: [new WorkbookError('otherAccount', { name }, cause), /Sign in with that account/u],
  };
  for (const [code, [error, next]] of Object.entries(workbooks)) {
    it(`name the file and what helps: ${code}`, () => {
      const described = describeError(error);
      assert.equal(described.code, `workbook.${code}`);
      assert.ok(described.reason.includes(name), described.reason);
      assert.match(described.next, next);
      assert.equal(described.requestId, requestId);
      assertSentences(error);
    });
  }

  it('tell of each kind of session which other one there is', () => {
    const scratch = describeError(new WorkbookError('otherKind', { name, persistChanges: false }));
    assert.match(scratch.reason, /as a scratch copy/u);
    assert.match(scratch.next, /saves changes/u);
  });

  it('tell of a type that is not always opened from one that never is', () => {
    const words = (extension: string) =>
      describeError(new WorkbookError('fileType', { name: `Budget.${extension}`, extension }));
    assert.match(words('xls').reason, /Budget\.xls cannot be opened.*\.xlsx, \.xlsm and \.xlsb/u);
    assert.match(words('').reason, /\.xlsx, \.xlsm and \.xlsb/u);
    assert.match(words('xlsm').reason, /not take every workbook with macros/u);
    assert.match(words('xlsm').next, /leaves the macros out/u);
    assert.match(words('xlsb').reason, /not take every binary workbook/u);
  });

  const at = { cell: { row: 2, column: 1 }, sheet: 'Sales' };
  const problems: Readonly<Record<GridProblem, readonly [where: RegExp, next: RegExp]>> = {
    tooManyCells: [/the sheet Sales/u, /a name/u],
    sheetMissing: [/the sheet Sales/u, /refresh/u],
    shapeChanged: [/the sheet Sales/u, /Nothing was saved. Compare/u],
    cellChanged: [/B3 of Sales/u, /Compare, then save again/u],
    outside: [/B3 of Sales/u, /whole sheet/u],
    tooLong: [/B3 of Sales/u, /Shorten/u],
    headerEmpty: [/B3 of Sales/u, /heading/u],
    formulaDisplaced: [/B3 of Sales/u, /Undo/u],
    refused: [/B3 of Sales/u, /Correct it.*may be saved already/u],
    notKept: [/B3 of Sales/u, /Save again/u],
    rowsUncertain: [/the sheet Sales/u, /Compare before you save again/u],
  };
  for (const problem of keysOf(problems)) {
    it(`name cell and sheet as far as they are known: ${problem}`, () => {
      const [where, next] = problems[problem];
      const error = new GridError(problem, at, cause);
      const described = describeError(error);
      assert.equal(described.code, `cells.${problem}`);
      assert.match(described.reason, where);
      assert.match(described.next, next);
      assert.equal(described.requestId, requestId);
      for (const less of [{}, { sheet: at.sheet }, { cell: at.cell }]) {
        assertSentences(new GridError(problem, less));
      }
    });
  }

  it('tell a protected cell from one that Excel does not understand', () => {
    const error = new GridError('refused', at, refusal('accessDenied', 403));
    assert.match(describeError(error).message, /B3 of Sales: the sheet may be protected.*unprotect/u);
  });

  it('name the line of a CSV text', () => {
    const error = thrownBy(() => parseCsv('a,b\n1,"2\n'));
    assert.equal(describeError(error).code, 'cells.csv');
    assert.match(describeError(error).reason, /^Line 2 /u);
    assertSentences(error);
  });

  const rows: Readonly<Record<JsonRowsError['problem'], readonly [text: string, reason: RegExp]>> = {
    syntax: ['[1', /not valid JSON/u],
    shape: ['7', /^Row 1 /u],
    column: ['[{"Item":"Tea"},{"Colour":"red"}]', /^Row 2 .*"Colour"/u],
    value: ['[{"Item":["Tea"]}]', /"Item" in row 1/u],
  };
  for (const problem of keysOf(rows)) {
    it(`name the row of a JSON text, and the column: ${problem}`, () => {
      const [text, reason] = rows[problem];
      const error = thrownBy(() => rowsOfJson(text, ['Item']));
      assert.ok(error instanceof JsonRowsError);
      assert.equal(describeError(error).code, `rows.${problem}`);
      assert.match(describeError(error).reason, reason);
      assertSentences(error);
    });
  }

  const functions: Readonly<Record<FunctionInputProblem, RegExp>> = {
    syntax: /from character 5 on.*SUM\(Sales!A1:B3, 5\)/u,
    nested: /begins at character 5.*one at a time/u,
    unknownFunction: /no function of this name.*English/u,
    tooFewArguments: /needs more arguments/u,
    tooManyArguments: /character 5 is too many/u,
    address: /cells at character 5.*Sales!A1:B3/u,
  };
  for (const problem of keysOf(functions)) {
    it(`tell where a typed function is wrong, counted from 1: ${problem}`, () => {
      const error = new FunctionInputError(problem, 4, cause);
      const { code, message, requestId: id } = describeError(error);
      assert.deepEqual([code, id], [`function.${problem}`, requestId]);
      assert.match(message, functions[problem]);
      assertSentences(error);
    });
  }

  for (const problem of ['endless', 'lost'] as const) {
    it(`ask to look before something is tried again: ${problem}`, () => {
      const error = new OperationError(problem, { cause });
      const { code, next, requestId: id } = describeError(error);
      assert.deepEqual([code, id], [`operation.${problem}`, requestId]);
      assert.match(next, /^Before you try again/u);
      assertSentences(error);
    });
  }

  it('tell which cloud has no workbooks', () => {
    const { code, reason } = describeError(new CloudFeatureError('workbooks', 'china'));
    assert.deepEqual(
      [code, reason],
      ['cloud.workbooks', 'Microsoft offers no workbook sessions in its cloud in China.'],
    );
  });
});

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the record has no other keys
  return Object.keys(record) as Key[];
}
