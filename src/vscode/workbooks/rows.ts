import type { Chart } from '../../graph/workbook/charts.ts';
import type { NamedItem } from '../../graph/workbook/names.ts';
import type { Table } from '../../graph/workbook/tables.ts';
import type { Worksheet } from '../../graph/workbook/worksheets.ts';
import type { SheetRef } from '../../workbook/files/source.ts';
import type { WorkbookGroup } from '../../workbook/paths.ts';
import type { OpenWorkbook } from '../../workbook/session/openWorkbook.ts';

/** A row of the view "Workbook Sessions", as commands get it. */
export type WorkbookRow = { readonly workbook: OpenWorkbook } & (
  | { readonly kind: 'workbook' }
  | { readonly kind: 'group'; readonly group: WorkbookGroup }
  | { readonly kind: 'sheet'; readonly sheet: Worksheet }
  | { readonly kind: 'table'; readonly table: Table }
  | { readonly kind: 'name'; readonly name: NamedItem; readonly sheet?: SheetRef }
  /** The charts of a sheet. */
  | { readonly kind: 'chartSheet'; readonly sheet: SheetRef }
  | { readonly kind: 'chart'; readonly sheet: SheetRef; readonly chart: Chart }
  /** That something cannot be listed, and why; of a sheet its charts. */
  | { readonly kind: 'problem'; readonly error: unknown; readonly sheet?: SheetRef }
);

export type RowOf<Kind extends WorkbookRow['kind']> = Extract<WorkbookRow, { readonly kind: Kind }>;
