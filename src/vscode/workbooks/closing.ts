import * as vscode from 'vscode';
import { commandIds } from '../../contributions.ts';
import type { OpenWorkbook } from '../../workbook/session/openWorkbook.ts';
import type { OpenWorkbooks } from '../../workbook/session/openWorkbooks.ts';
import { showingIfSlow } from '../slowWork.ts';
import { closeEditors, discardTexts, isIn, saveTexts, unsavedTexts } from './editors.ts';
import { hasChangesToLose } from './standing.ts';

type Decision = 'close' | 'discard' | 'keep';

/**
 * Closes a workbook with its editors, after it was asked what becomes of unsaved changes.
 * @param isDecided nothing is asked: editors with unsaved changes stay open.
 * @returns whether it is closed.
 */
export async function closeWorkbook(
  workbooks: OpenWorkbooks,
  workbook: OpenWorkbook,
  isDecided = false,
): Promise<boolean> {
  const decision = isDecided ? 'close' : await decide(workbook);
  if (decision === 'keep') {
    return false;
  }
  await showingIfSlow(vscode.l10n.t('Closing {0}…', workbook.opened.file.name), (signal) =>
    workbooks.close(workbook, signal),
  );
  if (decision === 'discard') {
    await discardTexts(unsavedTexts(isIn(workbook)));
  }
  await closeEditors(isIn(workbook));
  return true;
}

/** Closes workbooks in this way, until the user keeps one. @returns whether all are closed. */
export async function closeAll(workbooks: OpenWorkbooks, list: readonly OpenWorkbook[]): Promise<boolean> {
  for (const workbook of list) {
    if (!(await closeWorkbook(workbooks, workbook))) {
      return false;
    }
  }
  return true;
}

function decide(workbook: OpenWorkbook): Promise<Decision> | Decision {
  const unsaved = unsavedTexts(isIn(workbook));
  if (!workbook.opened.persistChanges) {
    return hasChangesToLose(workbook) || unsaved.length > 0 ? decideOnScratch(workbook) : 'close';
  }
  return unsaved.length > 0 ? decideOnTexts(workbook, unsaved) : 'close';
}

/** To save a text would change nothing that lasts. */
async function decideOnScratch({ opened }: OpenWorkbook): Promise<Decision> {
  const { t } = vscode.l10n;
  const close = { title: t('Close') };
  const copy = { title: t('Copy Changes to Saved Workbook...') };
  const keep = { title: t('Keep It'), isCloseAffordance: true };
  const question = t('{0} is a scratch copy with changes. They are thrown away when it is closed.', opened.file.name);
  const answer = await vscode.window.showWarningMessage(question, { modal: true }, close, copy, keep);
  if (answer === copy) {
    await vscode.commands.executeCommand(commandIds.copyWorkbookChanges, opened.id);
  }
  return answer === close ? 'discard' : 'keep';
}

async function decideOnTexts({ opened }: OpenWorkbook, unsaved: readonly vscode.Uri[]): Promise<Decision> {
  const { t } = vscode.l10n;
  const save = { title: t('Save and Close') };
  const discard = { title: t('Close Without Saving') };
  const keep = { title: t('Keep It Open'), isCloseAffordance: true };
  const question =
    unsaved.length === 1
      ? t('An editor of {0} has unsaved changes.', opened.file.name)
      : t('{0} editors of {1} have unsaved changes.', unsaved.length, opened.file.name);
  const answer = await vscode.window.showWarningMessage(question, { modal: true }, save, discard, keep);
  if (answer === save) {
    return (await saveTexts(unsaved)) ? 'close' : 'keep';
  }
  return answer === discard ? 'discard' : 'keep';
}
