import type { CellValue, Rows } from '../../../../src/graph/workbook/ranges.ts';
import type { GridFile, GridSnapshot } from '../../../../src/workbook/files/readGrid.ts';
import { csvOf } from '../../../../src/workbook/grid/csv.ts';

const sheet = { id: '{0}', name: 'Sales' };

/** A sheet as it was read. @param contents formulas where there are some; else what the texts say. */
export function snapshotOf(texts: Rows<string>, contents: Rows<CellValue> = texts): GridSnapshot {
  const area = { row: 0, column: 0, rowCount: texts.length, columnCount: texts[0]?.length ?? 0 };
  return { sheet, area, used: area, headers: 0, source: { kind: 'sheet', sheet }, texts, contents };
}

export function fileOf(texts: Rows<string>, contents?: Rows<CellValue>): GridFile {
  return { text: csvOf(texts), snapshot: snapshotOf(texts, contents) };
}
