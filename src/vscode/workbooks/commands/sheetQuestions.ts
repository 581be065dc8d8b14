import * as vscode from 'vscode';
import type { Worksheet } from '../../../graph/workbook/worksheets.ts';
import type { OpenedFile } from '../../../workbook/model.ts';
import { sheetNameProblem } from '../../../workbook/sheetName.ts';
import { describeSheetName } from '../../words/sheetNameWords.ts';

/** Asks for the name of a sheet, and says while it is typed what is wrong with it. @param taken names of the others. */
export async function askName({
  title,
  value,
  taken,
}: {
  readonly title: string;
  readonly value: string;
  readonly taken: readonly string[];
}): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title,
    value,
    prompt: vscode.l10n.t('Name of the sheet'),
    validateInput: (name) => {
      const problem = sheetNameProblem(name, taken);
      return problem && describeSheetName(problem, name);
    },
  });
}

export async function pickSheet(sheets: readonly Worksheet[], title: string): Promise<Worksheet | undefined> {
  const choices = sheets.map((sheet) => ({ label: sheet.name, sheet }));
  return (await vscode.window.showQuickPick(choices, { title }))?.sheet;
}

export async function confirmDelete({ file, persistChanges }: OpenedFile, sheet: string): Promise<boolean> {
  const { t } = vscode.l10n;
  const detail = persistChanges
    ? t('This cannot be undone here. Earlier versions of the file may be kept in OneDrive.')
    : t('It is deleted in the scratch copy only, not in the file.');
  const confirm = t('Delete');
  const question = t('Delete the sheet {0} of {1}?', sheet, file.name);
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, confirm)) === confirm;
}

/** The unsaved changes of its editor would be lost with its old name. */
export async function confirmSave(sheet: string): Promise<boolean> {
  const save = vscode.l10n.t('Save and Rename');
  const question = vscode.l10n.t('The editor of the sheet {0} has unsaved changes.', sheet);
  return (await vscode.window.showWarningMessage(question, { modal: true }, save)) === save;
}
