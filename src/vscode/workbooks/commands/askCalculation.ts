import * as vscode from 'vscode';
import type { CalculationType } from '../../../graph/workbook/calculation.ts';

/** Asks how much of a workbook is to be calculated anew. */
export async function askCalculation(name: string): Promise<CalculationType | undefined> {
  const { t } = vscode.l10n;
  const kinds: readonly (vscode.QuickPickItem & { readonly kindOf: CalculationType })[] = [
    {
      label: t('Changed Formulas'),
      detail: t('Calculates what Excel holds for changed since it was calculated last, and volatile functions.'),
      kindOf: 'Recalculate',
    },
    {
      label: t('All Formulas'),
      detail: t('Calculates every formula of the workbook, whether or not something changed.'),
      kindOf: 'Full',
    },
    {
      label: t('All Formulas, Rebuilt'),
      detail: t('Finds out anew which cells each formula depends on, then calculates every formula.'),
      kindOf: 'FullRebuild',
    },
  ];
  const picked = await vscode.window.showQuickPick(kinds, { title: t('Recalculate {0}', name) });
  return picked?.kindOf;
}
