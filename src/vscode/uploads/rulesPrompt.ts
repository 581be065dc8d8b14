import * as vscode from 'vscode';
import { settings } from '../settings.ts';
import type { Batch } from './batchRunner.ts';
import { chooseConflictBehavior } from './conflictPrompt.ts';

type Option = vscode.QuickPickItem & { readonly option: 'deferCommit' | 'respectIgnore' };

/**
 * Lets the user choose everything about an upload but its destination; what is in force is chosen already.
 * @param defer when the caller has decided that. @returns `undefined` when the user gave up.
 */
export async function chooseRules(
  scope: vscode.Uri | undefined,
  hasFolders: boolean,
  defer: boolean | undefined,
): Promise<Batch['rules'] | undefined> {
  const conflict = await chooseConflictBehavior(settings.conflictBehavior(scope));
  if (conflict === undefined) {
    return undefined;
  }
  const { t } = vscode.l10n;
  const offered: Option[] = [];
  if (defer === undefined) {
    offered.push({
      option: 'deferCommit',
      label: t('Commit later'),
      detail: t('Sends everything now; it becomes visible when you commit it in the Uploads view.'),
      picked: settings.deferCommit(scope),
    });
  }
  if (hasFolders) {
    offered.push({
      option: 'respectIgnore',
      label: t('Leave out ignored files'),
      detail: t('Those that .gitignore and the setting files.exclude name.'),
      picked: settings.respectIgnoreFiles(scope),
    });
  }
  if (offered.length === 0) {
    return { conflict };
  }
  const picked = await vscode.window.showQuickPick(offered, {
    title: t('Options of this upload'),
    placeHolder: t('Press Enter to go on'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  const isPicked = (option: Option['option']): boolean => picked?.some((each) => each.option === option) === true;
  return (
    picked && {
      conflict,
      ...(defer === undefined && { deferCommit: isPicked('deferCommit') }),
      ...(hasFolders && { respectIgnore: isPicked('respectIgnore') }),
    }
  );
}
