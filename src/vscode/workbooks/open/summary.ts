import type { WorkbookSummary } from '../../../contributions.ts';
import type { OpenedFile } from '../../../workbook/model.ts';
import { workbookUri } from '../resources.ts';

/** An open workbook, as other extensions see it. */
export function summaryOf({ id, file, folder, persistChanges }: OpenedFile): WorkbookSummary {
  const { driveId, itemId, name } = file;
  return { id, driveId, itemId, name, persistChanges, root: workbookUri({ kind: 'workbook', folder }).toString() };
}
