import * as vscode from 'vscode';
import { nameProblem } from '../../graph/names.ts';
import type { ConflictChoice } from '../../upload/transfer/transfer.ts';
import type { UploadRow } from '../../upload/running/rows.ts';
import { formatFolder } from '../words/format.ts';
import { describeNameProblem } from '../words/uploadMessages.ts';
import type { ResumeRunner } from './resumeRunner.ts';

type Choice = vscode.QuickPickItem & { readonly choice: 'replace' | 'rename' | 'name' | 'discard' };

/** Lets the user end a conflict: what was sent is used wherever the service allows it. */
export async function resolveConflict(
  row: UploadRow,
  resumer: ResumeRunner,
  discard: (id: string) => Promise<void>,
): Promise<void> {
  const { t } = vscode.l10n;
  const { record } = row;
  const changed = record.state.kind === 'conflict' && record.state.reason === 'changedOnServer';
  const choices: Choice[] = [
    {
      choice: 'replace',
      label: t('Replace'),
      detail: t('OneDrive keeps the earlier content as a version.'),
    },
    { choice: 'rename', label: t('Keep Both'), detail: t('The new file gets a number in its name.') },
    { choice: 'name', label: t('Another Name...'), detail: t('The file in OneDrive stays as it is.') },
    { choice: 'discard', label: t('Cancel Upload'), detail: t('What was sent so far is deleted in OneDrive.') },
  ];
  const picked = await vscode.window.showQuickPick(choices, {
    title: changed
      ? t('{0} in {1} has changed since the upload began', record.name, formatFolder(record.destination))
      : t('{0} is already in {1}', record.name, formatFolder(record.destination)),
    placeHolder: t('Everything is sent. What happens to it?'),
    ignoreFocusOut: true,
  });
  if (picked?.choice === 'discard') {
    await discard(record.id);
    return;
  }
  const choice = picked && (await choiceOf(picked.choice, row));
  if (choice) {
    await resumer.commit([row], choice);
  }
}

async function choiceOf(
  picked: 'replace' | 'rename' | 'name',
  { record }: UploadRow,
): Promise<ConflictChoice | undefined> {
  if (picked !== 'name') {
    return { behavior: picked };
  }
  const place = { driveType: record.destination.driveType, parentPath: record.destination.path, kind: 'file' } as const;
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Name of the file in OneDrive'),
    value: record.name,
    valueSelection: [0, Math.max(0, record.name.lastIndexOf('.'))],
    ignoreFocusOut: true,
    validateInput: (value) => {
      const problem = nameProblem(value, place);
      return problem && describeNameProblem(problem);
    },
  });
  return name === undefined ? undefined : { behavior: 'fail', name };
}
