import * as vscode from 'vscode';
import type { BatchOptions, ConflictAnswer, ConflictQuestion } from '../../upload/batch/planBatch.ts';
import { formatBytes, formatFolder } from '../words/format.ts';

type ConflictSetting = BatchOptions['conflict'];

/** Lets the user choose beforehand what happens to files that are already there; what is in force comes first. */
export async function chooseConflictBehavior(inForce: ConflictSetting): Promise<ConflictSetting | undefined> {
  const { t } = vscode.l10n;
  const choices: (vscode.QuickPickItem & { readonly behavior: ConflictSetting })[] = [
    { behavior: 'ask', label: t('Ask'), detail: t('For each file, or once for all.') },
    { behavior: 'replace', label: t('Replace'), detail: t('OneDrive keeps the earlier content as a version.') },
    { behavior: 'rename', label: t('Keep Both'), detail: t('The new file gets a number in its name.') },
    { behavior: 'skip', label: t('Skip'), detail: t('The file in OneDrive stays as it is.') },
    { behavior: 'fail', label: t('Report an Error'), detail: t('The file in OneDrive stays as it is.') },
  ];
  const first = choices.filter(({ behavior }) => behavior === inForce);
  const others = choices.filter(({ behavior }) => behavior !== inForce);
  const picked = await vscode.window.showQuickPick([...first, ...others], {
    title: t('Files that are already in the folder'),
    placeHolder: t('What happens to them?'),
    ignoreFocusOut: true,
  });
  return picked?.behavior;
}

interface Choice extends vscode.QuickPickItem {
  readonly answer: ConflictAnswer;
}

/**
 * Asks what to do about a name that is taken. Closing the question gives up the whole batch: `undefined`. The question
 * goes away with the batch.
 */
export async function askConflict(
  question: ConflictQuestion,
  signal: AbortSignal,
): Promise<ConflictAnswer | undefined> {
  const offered = choices().filter(
    ({ answer }) =>
      (question.replaceable || answer.behavior !== 'replace') && (question.remaining > 0 || !answer.forAll),
  );
  const options = {
    title: vscode.l10n.t('{0} is already in {1}', question.name, formatFolder(question.folder)),
    placeHolder: describeExisting(question),
    ignoreFocusOut: true,
  };
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener('abort', cancel);
  try {
    return (await vscode.window.showQuickPick(offered, options, source.token))?.answer;
  } finally {
    signal.removeEventListener('abort', cancel);
    source.dispose();
  }
}

function choices(): Choice[] {
  const { t } = vscode.l10n;
  const forAll = t('for every conflict of this upload');
  return [
    {
      label: t('Replace'),
      detail: t('OneDrive keeps the earlier content as a version.'),
      answer: { behavior: 'replace', forAll: false },
    },
    {
      label: t('Keep Both'),
      detail: t('The new file gets a number in its name.'),
      answer: { behavior: 'rename', forAll: false },
    },
    {
      label: t('Skip'),
      detail: t('The file in OneDrive stays as it is.'),
      answer: { behavior: 'skip', forAll: false },
    },
    { label: t('Replace All'), description: forAll, answer: { behavior: 'replace', forAll: true } },
    { label: t('Keep All'), description: forAll, answer: { behavior: 'rename', forAll: true } },
    { label: t('Skip All'), description: forAll, answer: { behavior: 'skip', forAll: true } },
  ];
}

function describeExisting({ existing, size }: ConflictQuestion): string {
  if (!existing) {
    return vscode.l10n.t('Another selected file has the same name.');
  }
  if (existing.kind !== 'file') {
    return vscode.l10n.t('A folder has this name, so it cannot be replaced.');
  }
  const there = formatBytes(existing.size);
  const here = formatBytes(size);
  if (existing.lastModified === undefined) {
    return vscode.l10n.t('In OneDrive: {0}. Here: {1}.', there, here);
  }
  const changed = new Date(existing.lastModified).toLocaleString(vscode.env.language);
  return vscode.l10n.t('In OneDrive: {0}, changed {1}. Here: {2}.', there, changed, here);
}
