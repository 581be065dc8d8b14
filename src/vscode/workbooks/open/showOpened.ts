import * as vscode from 'vscode';
import { isAbort } from '../../../base/abort.ts';
import type { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import { showProblem } from '../../notify.ts';
import { showingIfSlow } from '../../slowWork.ts';
import type { WorkbookParts } from '../parts.ts';
import { workbookUri } from '../resources.ts';

export interface ShowServices extends Pick<WorkbookParts, 'contents'> {
  /** Selects the row of a workbook in the view. */
  readonly reveal: (workbook: OpenWorkbook) => Promise<void>;
}

/** Shows a workbook to whoever has opened it: its row, and its first sheet in an editor. Never rejects. */
export async function showOpened(workbook: OpenWorkbook, { contents, reveal }: ShowServices): Promise<void> {
  const { folder, file } = workbook.opened;
  try {
    await reveal(workbook);
    const { sheets } = await showingIfSlow(vscode.l10n.t('Reading the sheets of {0}…', file.name), (signal) =>
      contents.of(workbook).load(signal),
    );
    const sheet = sheets.find(({ visibility }) => visibility === 'visible');
    if (sheet) {
      const uri = workbookUri({ kind: 'grid', folder, group: 'worksheets', name: sheet.name });
      await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
    }
  } catch (error) {
    if (!isAbort(error)) {
      void showProblem(error);
    }
  }
}
