import { l10n } from 'vscode';
import type { GridError } from '../../workbook/files/errors.ts';
import type { CopyPlan, SheetChange } from '../../workbook/whatIf/copyPlan.ts';
import { describeGridProblem } from './gridMessages.ts';

/** Whether changes of a scratch copy are to be copied. @param name of the workbook. */
export function copyQuestion({ changes }: CopyPlan, name: string): string {
  const { t } = l10n;
  const [first] = changes;
  if (changes.length > 1 || first === undefined) {
    return t('Copy changes in {0} sheets into {1}?', changes.length, name);
  }
  const { sheet, saved, cells } = first;
  if (saved === undefined) {
    return t('Copy the new sheet {0} into {1}?', sheet.name, name);
  }
  return cells === 1
    ? t('Copy 1 cell of {0} into {1}?', sheet.name, name)
    : t('Copy {0} cells of {1} into {2}?', cells, sheet.name, name);
}

/** What exactly would be copied, and what not: lines. */
export function copyDetail({ changes, gone, renamed, staying, resized, isWhole }: CopyPlan): string {
  const { t } = l10n;
  const goneNames = gone.map(({ name }) => name);
  const lines = [
    ...(changes.length > 1 ? changes.map(changeLine) : []),
    ...(isWhole
      ? []
      : [
          t(
            'The changes were made before this window was loaded: the scratch copy is compared with the saved workbook as it is now. What others saved meanwhile would be undone.',
          ),
        ]),
    ...renamed.map(({ sheet, saved }) => t('Names of sheets are not copied: {0} stays {1}.', sheet.name, saved.name)),
    ...staying.map(({ name }) => t('{0} is not in the scratch copy; it stays in the saved workbook.', name)),
    ...goneNames.map((name) => t('{0} is not in the saved workbook any more; its changes are not copied.', name)),
    ...resized.map((name) =>
      t('The table {0} has another size in the saved workbook: cells are copied, but the table does not grow.', name),
    ),
  ];
  return lines.join('\n');
}

/** What was copied, as a sentence. @param name of the workbook. */
export function copiedSentence(copied: readonly SheetChange[], name: string): string {
  const { t } = l10n;
  const cells = copied.reduce((sum, change) => sum + change.cells, 0);
  const sheets = copied.map(({ sheet }) => sheet.name).join(', ');
  return cells === 1
    ? t('1 cell was copied into {0}: {1}.', name, sheets)
    : t('{0} cells were copied into {1}: {2}.', cells, name, sheets);
}

/** Why the changes of one sheet were not copied. */
export function describeCopyFailure(sheet: string, error: GridError): string {
  const { t } = l10n;
  if (error.problem === 'cellChanged' && error.cell !== undefined) {
    return t(
      'Nothing of {0} was copied: somebody else changed {1} in the saved workbook. Compare, then take over what you want to keep.',
      sheet,
      error.cell,
    );
  }
  return t('{0} was not copied as a whole. {1}', sheet, describeGridProblem(error).reason);
}

function changeLine({ sheet, saved, cells }: SheetChange): string {
  const { t } = l10n;
  if (saved === undefined) {
    return cells === 1 ? t('{0}: new sheet, 1 cell', sheet.name) : t('{0}: new sheet, {1} cells', sheet.name, cells);
  }
  return cells === 1 ? t('{0}: 1 cell', sheet.name) : t('{0}: {1} cells', sheet.name, cells);
}
