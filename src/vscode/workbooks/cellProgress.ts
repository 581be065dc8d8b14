import * as vscode from 'vscode';
import type { CellProgress } from '../../workbook/files/readGrid.ts';
import type { TellProgress } from '../slowWork.ts';

/** Says how many cells are done. */
export function tellingCells(tell: TellProgress): CellProgress {
  const format = new Intl.NumberFormat(vscode.env.language);
  return (done, all) =>
    tell(
      vscode.l10n.t('{0} of {1} cells', format.format(done), format.format(all)),
      all === 0 ? 0 : (100 * done) / all,
    );
}
