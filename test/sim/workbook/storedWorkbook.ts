import { loadExcelize } from './excelize.ts';

/**
 * What a stored workbook holds, read by excelize: not by the code that wrote it, so that the file is good if this reads it.
 */
export interface StoredWorkbook {
  readonly sheets: readonly string[];
  /** What a cell holds, as it is in the file: of a formula, what was calculated when it was stored. */
  value(sheet: string, cell: string): string | number | boolean | null;
  /** Without the equals sign; empty when there is none. */
  formula(sheet: string, cell: string): string;
  /** As the cell's number format shows it. */
  text(sheet: string, cell: string): string;
  /** The area of a table, for example `A1:B5`. */
  table(name: string): string | undefined;
}

/** @throws Error when the bytes are no workbook */
export async function readStored(bytes: Uint8Array): Promise<StoredWorkbook> {
  const excelize = await loadExcelize();
  const file = excelize.OpenReader(bytes);
  if (file.error !== null) {
    throw new Error(file.error);
  }
  const sheets = file.GetSheetList().list;
  return {
    sheets,
    value: (sheet, cell) => {
      const { value } = file.GetCellValue(sheet, cell, { RawCellValue: true });
      const { cellType } = file.GetCellType(sheet, cell);
      if (cellType === excelize.CellTypeBool) {
        return value === '1';
      }
      const isNumber = cellType === excelize.CellTypeUnset || cellType === excelize.CellTypeNumber;
      return value === '' ? null : isNumber ? Number(value) : value;
    },
    formula: (sheet, cell) => file.GetCellFormula(sheet, cell).formula.replace(/^=/u, ''),
    text: (sheet, cell) => file.GetCellValue(sheet, cell).value,
    table: (name) =>
      sheets.flatMap((sheet) => file.GetTables(sheet).tables).find((table) => table.Name === name)?.Range,
  };
}
