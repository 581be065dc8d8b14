import type { SheetRef } from '../../../workbook/files/source.ts';
import type { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import type { WorkbookParts } from '../parts.ts';

/** What the files of open workbooks work with. */
export interface FileServices extends Pick<WorkbookParts, 'workbooks' | 'contents' | 'restored' | 'clock'> {
  /** Called before cells of a sheet are written, each time. */
  readonly beforeFirstWrite: (workbook: OpenWorkbook, sheet: SheetRef, signal: AbortSignal) => Promise<void>;
}
