import type { NewFile } from 'excelize-wasm';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { type Excelize, loadExcelize } from '../sim/workbook/excelize.ts';
import { makeWorkbook } from './xlsx.ts';

/** Names of the sheets of `sampleWorkbook`, in their order. */
export const SHEETS = {
  sales: 'Sales',
  overview: 'Übersicht 2026',
  values: 'Bob\'s "values"',
  hidden: 'Hidden',
  veryHidden: 'Very hidden',
} as const;

let sample: Promise<Uint8Array> | undefined;

/**
 * A workbook with what workbooks have: formulas that depend on each other across sheets, the table `Orders`, the names
 * `Totals` and `TaxRate`, a column and a pie chart on `Sales`, a radar chart on the overview, which the simulator cannot
 * draw, hidden sheets, and on the sheet of values dates, texts like numbers, errors and line breaks.
 */
export function sampleWorkbook(): Promise<Uint8Array> {
  sample ??= makeSample();
  return sample;
}

/** One sheet `Sheet1` with a header and that many rows of number, text and number; no formulas. */
export function largeWorkbook(rows = 50_000): Uint8Array {
  const lines = Array.from({ length: rows }, (_, index) => [index + 1, `Row ${index + 1}`, (index + 1) * 1.5]);
  return makeWorkbook([['Number', 'Name', 'Amount'], ...lines]);
}

async function makeSample(): Promise<Uint8Array> {
  const excelize = await loadExcelize();
  const file = excelize.NewFile();
  file.SetSheetName('Sheet1', SHEETS.sales);
  for (const name of Object.values(SHEETS).slice(1)) {
    file.NewSheet(name);
  }
  fillSales(file);
  fillOverview(file);
  fillValues(file);
  file.SetCellValue(SHEETS.hidden, 'A1', 'hidden');
  file.SetCellValue(SHEETS.veryHidden, 'A1', 'very hidden');
  addCharts(excelize, file);
  file.SetSheetVisible(SHEETS.hidden, false);
  file.SetSheetVisible(SHEETS.veryHidden, false);
  const { buffer } = file.WriteToBuffer();
  if (!(buffer instanceof Uint8Array)) {
    throw new Error('the library gave no bytes');
  }
  return hideDeeper(buffer);
}

function fillSales(file: NewFile): void {
  const rows = [
    ['Product', 'Units', 'Price', 'Total', 'Sold on'],
    ['Apples', 10, 1.5, null, 46_024],
    ['Pears', 4, 2.25, null, 46_025],
    ['Plums', 7, 3, null, 46_026],
  ];
  for (const [index, row] of rows.entries()) {
    file.SetSheetRow(SHEETS.sales, `A${index + 1}`, row);
  }
  for (const row of [2, 3, 4]) {
    file.SetCellFormula(SHEETS.sales, `D${row}`, `B${row}*C${row}`);
  }
  file.SetCellStyle(SHEETS.sales, 'E2', 'E4', file.NewStyle({ CustomNumFmt: 'yyyy-mm-dd' }).style);
  file.SetCellStyle(SHEETS.sales, 'C2', 'D4', file.NewStyle({ CustomNumFmt: '0.00' }).style);
  file.AddTable(SHEETS.sales, { Range: 'A1:E4', Name: 'Orders' });
  file.SetDefinedName({ Name: 'Totals', RefersTo: 'Sales!$D$2:$D$4' });
  file.SetDefinedName({ Name: 'TaxRate', RefersTo: `'${SHEETS.overview}'!$B$5` });
  file.SetDefinedName({ Name: 'Local', RefersTo: 'Sales!$A$2', Scope: SHEETS.sales });
}

function fillOverview(file: NewFile): void {
  const formulas = { B1: 'SUM(Sales!D2:D4)', B2: 'B1*TaxRate', B3: 'B1+B2', B4: 'SUM(Orders[Units])' };
  for (const [index, label] of ['Net', 'Tax', 'Gross', 'Units', 'Tax rate'].entries()) {
    file.SetCellValue(SHEETS.overview, `A${index + 1}`, label);
  }
  file.SetCellValue(SHEETS.overview, 'B5', 0.2);
  for (const [cell, formula] of Object.entries(formulas)) {
    file.SetCellFormula(SHEETS.overview, cell, formula);
  }
}

function fillValues(file: NewFile): void {
  const texts = [
    '007',
    '1e5',
    '2026-01-02',
    'TRUE',
    '=A1',
    '#N/A',
    "'quoted",
    'two\nlines',
    'a,b;"c"',
    ' spaces ',
    'ä€😀',
  ];
  for (const [index, text] of texts.entries()) {
    file.SetCellStr(SHEETS.values, `A${index + 1}`, text);
  }
  const others = [0.1, -1234.5, 1e21, true, false, 46_024, 46_024.354_166_666_664, 0.5];
  for (const [index, value] of others.entries()) {
    file.SetCellValue(SHEETS.values, `B${index + 1}`, value);
  }
  const formats = { B6: 'yyyy-mm-dd', B7: 'yyyy-mm-dd hh:mm', B8: 'hh:mm:ss', A1: '@' };
  for (const [cell, CustomNumFmt] of Object.entries(formats)) {
    file.SetCellStyle(SHEETS.values, cell, cell, file.NewStyle({ CustomNumFmt }).style);
  }
  for (const [index, formula] of ['1/0', 'NA()', 'SQRT(-1)', '"5"&""', '1>0'].entries()) {
    file.SetCellFormula(SHEETS.values, `C${index + 1}`, formula);
  }
}

function addCharts(excelize: Excelize, file: NewFile): void {
  const charts = [
    { sheet: SHEETS.sales, cell: 'G1', kind: excelize.Col, column: 'D', title: 'Totals' },
    { sheet: SHEETS.sales, cell: 'G18', kind: excelize.Pie, column: 'B', title: 'Units' },
    { sheet: SHEETS.overview, cell: 'D1', kind: excelize.Radar, column: 'B', title: 'Radar' },
  ];
  for (const { sheet, cell, kind, column, title } of charts) {
    const { error } = file.AddChart(sheet, cell, {
      Type: kind,
      Series: [
        { Name: `Sales!$${column}$1`, Categories: 'Sales!$A$2:$A$4', Values: `Sales!$${column}$2:$${column}$4` },
      ],
      Title: { Paragraph: [{ Text: title }] },
      Format: { Name: title },
    });
    if (error !== null) {
      throw new Error(error);
    }
  }
}

/** The library knows one way to hide a sheet. */
function hideDeeper(bytes: Uint8Array): Uint8Array {
  const parts = unzipSync(bytes);
  const part = 'xl/workbook.xml';
  const xml = strFromU8(parts[part] ?? new Uint8Array());
  const deeper = xml.replace(/(<sheet name="Very hidden"[^>]*state=")hidden"/u, '$1veryHidden"');
  return zipSync({ ...parts, [part]: strToU8(deeper) });
}
