import * as vscode from 'vscode';
import { commandIds } from '../../contributions.ts';
import { SignInRequiredError } from '../../graph/tokens.ts';
import { formatBytes, formatDuration, formatFolder } from '../words/format.ts';
import type { LinkServices } from './links.ts';
import { copyLinks, openInBrowser } from './links.ts';
import { describeError } from '../words/messages.ts';
import type { Action } from '../notify.ts';
import { showDone, showFailure, showWarning } from '../notify.ts';
import type { FinishedFile } from './outcomes.ts';

/** Tells how a batch ended: one message, about the failures when there are any. Cancelled batches end in silence. */
export async function showResults(
  files: readonly FinishedFile[],
  ms: number,
  links: LinkServices,
  retry: (failed: readonly FinishedFile[]) => Promise<unknown>,
): Promise<void> {
  const failed = files.filter((file) => file.result.status === 'failed');
  if (failed.length > 0) {
    return showFailed(failed, files.length, retry);
  }
  const uploaded = files.flatMap(({ task, result }) => (result.status === 'uploaded' ? [{ task, ...result }] : []));
  const [first] = uploaded;
  if (!first) {
    const skipped = files.filter((file) => file.result.status === 'skipped').length;
    return skipped === 0
      ? undefined
      : showDone(vscode.l10n.t('Nothing was uploaded; {0} files were skipped.', skipped));
  }

  const items = uploaded.map((file) => file.item);
  const actions: Action[] = [
    { title: vscode.l10n.t('Open in Browser'), run: () => openInBrowser(items, first.task.destination, links) },
    { title: vscode.l10n.t('Copy Link'), run: () => copyLinks(items, links) },
  ];
  const rewritten = uploaded.filter((file) => file.verified === 'rewritten').map((file) => file.item.name);
  if (rewritten.length > 0) {
    const note = vscode.l10n.t(
      'Uploaded to {0}. SharePoint has rewritten {1} when it stored it, as it does with Office files; size and hash there differ from yours.',
      formatFolder(first.task.destination),
      rewritten.join(', '),
    );
    return showWarning(note, ...actions);
  }
  const size = formatBytes(items.reduce((sum, item) => sum + item.size, 0));
  const folder = formatFolder(first.task.destination);
  const message =
    items.length === 1
      ? vscode.l10n.t('{0} was uploaded to {1} ({2} in {3}).', first.item.name, folder, size, formatDuration(ms))
      : vscode.l10n.t('{0} files were uploaded to {1} ({2} in {3}).', items.length, folder, size, formatDuration(ms));
  return showDone(message, ...actions);
}

async function showFailed(
  failed: readonly FinishedFile[],
  total: number,
  retry: (failed: readonly FinishedFile[]) => Promise<unknown>,
): Promise<void> {
  const [first] = failed;
  if (first?.result.status === 'failed') {
    const files = { first: first.task.name, failed: failed.length, total };
    await showNotUploaded(files, first.result.error, () => retry(failed));
  }
}

/** Says which file was not uploaded, why, and what helps; with a button that does it. */
export async function showNotUploaded(
  files: { readonly first: string; readonly failed: number; readonly total: number },
  error: unknown,
  retry: () => Promise<unknown>,
): Promise<void> {
  const { message } = describeError(error);
  const text =
    files.total === 1
      ? vscode.l10n.t('{0} was not uploaded. {1}', files.first, message)
      : vscode.l10n.t('{0} of {1} files were not uploaded. {2}: {3}', files.failed, files.total, files.first, message);
  const again: Action =
    error instanceof SignInRequiredError
      ? {
          title: vscode.l10n.t('Sign In and Retry'),
          run: async () => {
            if (await vscode.commands.executeCommand<boolean>(commandIds.signInWithToken)) {
              await retry();
            }
          },
        }
      : { title: vscode.l10n.t('Retry'), run: retry };
  await showFailure(text, again);
}
