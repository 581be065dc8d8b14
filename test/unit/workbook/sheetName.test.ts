import assert from 'node:assert/strict';
import { sheetNameProblem } from '../../../src/workbook/sheetName.ts';

describe('sheetNameProblem', () => {
  const cases: Readonly<Record<string, ReturnType<typeof sheetNameProblem>>> = {
    Sales: undefined,
    'Sales 2026 (draft)': undefined,
    "Ada's": undefined,
    'History of sales': undefined,
    Übersicht: undefined,
    ['x'.repeat(31)]: undefined,
    '': 'empty',
    '  ': 'empty',
    ['x'.repeat(32)]: 'long',
    'a/b': 'characters',
    'a\\b': 'characters',
    'what?': 'characters',
    '*': 'characters',
    '[a': 'characters',
    'a]': 'characters',
    'a:b': 'characters',
    "'a": 'apostrophe',
    "a'": 'apostrophe',
    History: 'reserved',
    HISTORY: 'reserved',
    oVERVIEW: 'taken',
  };

  for (const [name, problem] of Object.entries(cases)) {
    it(`says of ${JSON.stringify(name)}: ${problem ?? 'fine'}`, () => {
      assert.equal(sheetNameProblem(name, ['Overview', 'Values']), problem);
    });
  }
});
