import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FunctionResult } from '../../src/graph/workbook/calculation.ts';
import { evaluateTyped } from '../../src/workbook/functions/evaluate.ts';
import { readFunction } from '../../src/workbook/functions/typedFunction.ts';
import { useWorkbookFiles } from '../support/workbookFiles.ts';
import { SHEETS } from '../support/workbooks.ts';

const never = new AbortController().signal;

describe('functions that are typed', () => {
  const started = useWorkbookFiles();

  async function evaluated(...inputs: readonly string[]): Promise<FunctionResult[]> {
    const files = started();
    await files.open();
    const results: FunctionResult[] = [];
    for (const input of inputs) {
      results.push(await evaluateTyped(files.channel, readFunction(input, SHEETS.sales), never));
    }
    return results;
  }

  it('are evaluated with the cells of the workbook', async () => {
    const results = await evaluated(
      '=VLOOKUP("Pears", A2:D4, 4, FALSE)',
      'SUM(1; 2; Sales!$B$2:$B$4)',
      "ROUND('Übersicht 2026'!B5, 1)",
      `COUNTA('Bob''s "values"'!A1:A3)`,
      'SUM({1,2;3,4}, 5)',
      'LARGE({3,1,2}, 2)',
      'NORM.S.DIST(0, TRUE)',
      'UPPER("say ""hi""")',
      'AND(TRUE, FALSE)',
      'SUMIFS(B2:B4, A2:A4, "P*")',
    );
    assert.deepEqual(
      results,
      [9, 24, 0.2, 3, 15, 2, 0.5, 'SAY "HI"', false, 11].map((value) => ({ value })),
    );
  });

  it('give errors as Excel does', async () => {
    assert.deepEqual(await evaluated('VLOOKUP("None", A2:D4, 1, FALSE)', 'QUOTIENT(1, 0)'), [
      { error: '#N/A' },
      { error: '#DIV/0!' },
    ]);
  });

  it('take names for cells', async () => {
    assert.deepEqual(await evaluated('SUM(Totals, 1)', 'UPPER(Sales!Local)', 'ABS(TaxRate)'), [
      { value: 46 },
      { value: 'APPLES' },
      { value: 0.2 },
    ]);
  });

  it('are refused for names that there are not, before they are evaluated', async () => {
    const expected = { name: 'FunctionInputError', problem: 'address', position: 7 };
    for (const input of ['SUM(1, Nobody)', 'SUM(1, Sales!Nobody)']) {
      await assert.rejects(evaluated(input), expected);
      assert.deepEqual(started().engine.requests('workbookFunction'), []);
    }
  });
});
