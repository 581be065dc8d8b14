import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { parseWorkbookPath, workbookPathText } from '../../../src/workbook/paths.ts';
import type { WorkbookPath } from '../../../src/workbook/paths.ts';

const folder = 'Budget.xlsx';

const pairs: readonly (readonly [string, WorkbookPath])[] = [
  ['/', { kind: 'root' }],
  ['/Budget.xlsx (scratch) 2', { kind: 'workbook', folder: 'Budget.xlsx (scratch) 2' }],
  ['/Budget.xlsx/worksheets', { kind: 'group', folder, group: 'worksheets' }],
  ['/Budget.xlsx/tables', { kind: 'group', folder, group: 'tables' }],
  ['/Budget.xlsx/names', { kind: 'group', folder, group: 'names' }],
  ['/Budget.xlsx/charts', { kind: 'group', folder, group: 'charts' }],
  ['/Budget.xlsx/worksheets/Sheet1.csv', { kind: 'grid', folder, group: 'worksheets', name: 'Sheet1' }],
  ['/Budget.xlsx/worksheets/Oh!.csv', { kind: 'grid', folder, group: 'worksheets', name: 'Oh!' }],
  ['/Budget.xlsx/worksheets/%2E%2E.csv', { kind: 'grid', folder, group: 'worksheets', name: '..' }],
  ['/Budget.xlsx/worksheets/%20a .csv%20.csv', { kind: 'grid', folder, group: 'worksheets', name: ' a .csv ' }],
  ['/Budget.xlsx/worksheets/50%25 off.csv', { kind: 'grid', folder, group: 'worksheets', name: '50% off' }],
  ['/Budget.xlsx/tables/Costs 📈.csv', { kind: 'grid', folder, group: 'tables', name: 'Costs 📈' }],
  ['/Budget.xlsx/names/Rates.csv', { kind: 'grid', folder, group: 'names', name: 'Rates' }],
  ['/Budget.xlsx/names/Oh%21!Rates.csv', { kind: 'grid', folder, group: 'names', sheet: 'Oh!', name: 'Rates' }],
  ['/Budget.xlsx/charts/Q1%2FQ2', { kind: 'chartSheet', folder, sheet: 'Q1/Q2' }],
  ['/Budget.xlsx/charts/%2E', { kind: 'chartSheet', folder, sheet: '.' }],
  ['/Budget.xlsx/charts/Sheet1/In%5COut.png', { kind: 'chart', folder, sheet: 'Sheet1', chart: 'In\\Out' }],
];

/** Any name, with what is special in paths more often than by chance. */
const name = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.string({
    unit: fc.constantFrom('!', '%', '2', 'F', '/', '\\', '.', ' ', '.csv', '.png', 'a', '🙂'),
    minLength: 1,
  }),
);

describe('the paths of what is in open workbooks', () => {
  for (const [text, path] of pairs) {
    it(`has ${text}`, () => {
      assert.equal(workbookPathText(path), text);
      assert.deepEqual(parseWorkbookPath(text), path);
    });
  }

  for (const text of [
    'Budget.xlsx',
    '//worksheets',
    '/Budget.xlsx/',
    '/Budget.xlsx/pictures',
    '/Budget.xlsx/Worksheets',
    '/Budget.xlsx/worksheets/',
    '/Budget.xlsx/worksheets/.csv',
    '/Budget.xlsx/worksheets/Sheet1',
    '/Budget.xlsx/worksheets/Sheet1.png',
    '/Budget.xlsx/worksheets/a/b.csv',
    '/Budget.xlsx/names/!Rates.csv',
    '/Budget.xlsx/names/Sheet1!.csv',
    '/Budget.xlsx/charts/',
    '/Budget.xlsx/charts//Chart.png',
    '/Budget.xlsx/charts/Sheet1/',
    '/Budget.xlsx/charts/Sheet1/Chart.csv',
    '/Budget.xlsx/charts/Sheet1/Chart.png/more',
    '/.vscode/settings.json',
  ]) {
    it(`are not like ${text}`, () => {
      assert.equal(parseWorkbookPath(text), undefined);
    });
  }

  it('are understood when people typed what is encoded otherwise', () => {
    assert.deepEqual(
      ['50% off', '%41', 'Sheet%2f1'].map((typed) => parseWorkbookPath(`/${folder}/worksheets/${typed}.csv`)),
      ['50% off', '%41', 'Sheet/1'].map((each) => ({ kind: 'grid', folder, group: 'worksheets', name: each })),
    );
  });

  it('lead back to what they were made of, in segments that nothing takes apart', () => {
    const grid = fc.record(
      { kind: fc.constant('grid'), folder: name, group: fc.constantFrom('worksheets', 'tables', 'names'), name },
      { noNullPrototype: true },
    );
    const ofSheet = fc.record(
      { kind: fc.constant('grid'), folder: name, group: fc.constant('names'), name, sheet: name },
      { noNullPrototype: true },
    );
    const charts = fc.record({ kind: fc.constant('chartSheet'), folder: name, sheet: name }, { noNullPrototype: true });
    const chart = fc.record(
      { kind: fc.constant('chart'), folder: name, sheet: name, chart: name },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.oneof(grid, ofSheet, charts, chart), (path) => {
        const text = workbookPathText(path);
        assert.deepEqual(parseWorkbookPath(text), path);
        const segments = text.split('/').slice(1);
        assert.equal(segments.length, path.kind === 'chart' ? 4 : 3);
        assert.ok(
          segments.every((segment) => !/^$|^[. ]|[. ]$|\\/u.test(segment)),
          text,
        );
      }),
    );
  });
});
