import type { WorkbookPath } from '../../workbook/paths.ts';
import type { WorkbookRow } from './rows.ts';

/** Where that which a row stands for is found among the files of its workbook. */
export function pathOf(row: WorkbookRow): WorkbookPath | undefined {
  const { folder } = row.workbook.opened;
  switch (row.kind) {
    case 'workbook':
      return { kind: 'workbook', folder };
    case 'group':
      return { kind: 'group', folder, group: row.group };
    case 'sheet':
      return { kind: 'grid', folder, group: 'worksheets', name: row.sheet.name };
    case 'table':
      return { kind: 'grid', folder, group: 'tables', name: row.table.name };
    case 'name':
      return { kind: 'grid', folder, group: 'names', name: row.name.name, ...(row.sheet && { sheet: row.sheet.name }) };
    case 'chartSheet':
      return { kind: 'chartSheet', folder, sheet: row.sheet.name };
    case 'chart':
      return { kind: 'chart', folder, sheet: row.sheet.name, chart: row.chart.name };
    case 'problem':
      return undefined;
  }
}
