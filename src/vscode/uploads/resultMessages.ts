import * as vscode from 'vscode';
import { commandIds } from '../../contributions.ts';
import type { CommandId, UploadSummary } from '../../contributions.ts';
import type { Access } from '../places/places.ts';
import { formatBytes, formatDuration, formatFolder } from '../words/format.ts';
import { describeError } from '../words/messages.ts';
import type { Action } from '../notify.ts';
import { isMendedBySignIn, showDone, showFailure, showWarning, signInAndRetry } from '../notify.ts';
import { allowAccess } from './allowAccess.ts';
import type { LinkServices } from './links.ts';
import { copyLinks, openInBrowser } from './links.ts';
import type { FinishedFile } from './outcomes.ts';

/** What the buttons of the messages need. */
export interface ResultServices extends LinkServices {
  readonly access: Access;
}

/** Tells how a batch ended: one message, about what needs the user most. What was cancelled ends in silence. */
export async function showResults(
  files: readonly FinishedFile[],
  ms: number,
  services: ResultServices,
  again?: Action,
): Promise<void> {
  const failed = files.filter(({ result }) => result.status === 'failed');
  if (failed.length > 0) {
    return showFailed(failed, files.length, services.access, again);
  }
  const paused = files.filter(({ result }) => result.status === 'paused');
  if (paused.length > 0) {
    return showPaused(paused);
  }
  const waiting = files.filter(({ result }) => result.status === 'awaitingCommit');
  if (waiting.length > 0) {
    return showAwaiting(waiting);
  }
  return showUploaded(files, ms, services);
}

/** What is on the server is kept: the user goes on, or gives it up. */
function showPaused(paused: readonly FinishedFile[]): Promise<void> {
  const { t } = vscode.l10n;
  // The files of a folder go by the folder's row, which comes last.
  const files = [...new Map(paused.map((file) => [file.id ?? file.uri, file])).values()];
  const [first] = files;
  const message =
    first && files.length === 1
      ? t('The upload of {0} is paused. What was sent is kept.', first.name)
      : t('{0} uploads are paused. What was sent is kept.', files.length);
  return showDone(
    message,
    { title: t('Resume'), run: () => runOn(commandIds.resumeUpload, files) },
    { title: t('Discard'), run: () => discardPaused(files) },
  );
}

/** The message may be older than what was done meanwhile: what goes on again is not given up by it. */
async function discardPaused(files: readonly FinishedFile[]): Promise<void> {
  const listed = await vscode.commands.executeCommand<readonly UploadSummary[]>(commandIds.listUploads);
  const paused = new Set(listed.filter(({ state }) => state === 'paused').map(({ id }) => id));
  const left = files.filter(({ id }) => id !== undefined && paused.has(id));
  if (left.length > 0) {
    await runOn(commandIds.cancelUpload, left);
  }
}

function showAwaiting(files: readonly FinishedFile[]): Promise<void> {
  const { t } = vscode.l10n;
  const [first] = files;
  const message =
    first && files.length === 1
      ? t('{0} is sent, but not visible in OneDrive until you commit it.', first.name)
      : t('{0} files are sent, but not visible in OneDrive until you commit them.', files.length);
  return showDone(message, { title: t('Commit'), run: () => runOn(commandIds.commitUpload, files) });
}

async function showUploaded(files: readonly FinishedFile[], ms: number, links: LinkServices): Promise<void> {
  const { t } = vscode.l10n;
  const uploaded = files.flatMap(({ destination, folder, result }) =>
    result.status === 'uploaded' ? [{ destination, folder, ...result }] : [],
  );
  const skipped = files.filter(({ result }) => result.status === 'skipped').length;
  const [first] = uploaded;
  if (!first) {
    return skipped === 0 ? undefined : showDone(t('Nothing was uploaded; {0} files were skipped.', skipped));
  }

  const items = uploaded.map((file) => file.item);
  const actions: Action[] = [
    { title: t('Open in Browser'), run: () => openInBrowser(items, first.destination, links) },
    { title: t('Copy Link'), run: () => copyLinks(items, links) },
  ];
  const rewritten = uploaded.filter((file) => file.verified === 'rewritten').map((file) => file.item.name);
  if (rewritten.length > 0) {
    const note = t(
      'Uploaded to {0}. SharePoint has rewritten {1} when it stored it, as it does with Office files; size and hash there differ from yours.',
      formatFolder(first.destination),
      rewritten.slice(0, 5).join(', '),
    );
    return showWarning(note, ...actions);
  }
  const size = formatBytes(items.reduce((sum, item) => sum + item.size, 0));
  const to = formatFolder(first.destination);
  const time = formatDuration(ms);
  const folders = new Set(uploaded.map(({ folder }) => folder));
  const folder = folders.size === 1 ? first.folder : undefined;
  const message =
    folder !== undefined
      ? t('{0} was uploaded to {1} ({2} files, {3} in {4}).', folder, to, items.length, size, time)
      : items.length === 1
        ? t('{0} was uploaded to {1} ({2} in {3}).', first.item.name, to, size, time)
        : t('{0} files were uploaded to {1} ({2} in {3}).', items.length, to, size, time);
  return showDone(skipped === 0 ? message : `${message} ${t('{0} were skipped.', skipped)}`, ...actions);
}

async function showFailed(
  failed: readonly FinishedFile[],
  total: number,
  access: Access,
  again: Action | undefined,
): Promise<void> {
  const [first] = failed;
  if (first?.result.status !== 'failed') {
    return;
  }
  const { conflict, error } = first.result;
  const listed = failed.filter(({ id }) => id !== undefined);
  const retryListed = (): Thenable<unknown> => runOn(commandIds.retryUpload, listed);
  const retryAll = (): Promise<unknown> => Promise.all([retryListed(), again?.run()]);
  const retry: Action | undefined =
    listed.length === 0
      ? again
      : { title: vscode.l10n.t('Retry'), run: listed.length < failed.length ? retryAll : retryListed };
  const resolve: Action = {
    title: vscode.l10n.t('Resolve...'),
    run: () => runOn(commandIds.resolveUpload, listed),
  };
  const counts = { first: first.name, failed: failed.length, total };
  // The button of a conflict says what comes next.
  await (conflict
    ? showNotUploaded(counts, error, resolve, describeError(error).reason)
    : showNotUploaded(
        counts,
        error,
        (first.destination.drive !== undefined && allowAccess(error, access, retry)) || retry,
      ));
}

/** Says which file was not uploaded, why, and what helps; with a button that does it. */
export async function showNotUploaded(
  files: { readonly first: string; readonly failed: number; readonly total: number },
  error: unknown,
  retry: Action | undefined,
  message = describeError(error).message,
): Promise<void> {
  const text =
    files.total === 1
      ? vscode.l10n.t('{0} was not uploaded. {1}', files.first, message)
      : vscode.l10n.t('{0} of {1} files were not uploaded. {2}: {3}', files.failed, files.total, files.first, message);
  if (!retry) {
    return showFailure(text);
  }
  await showFailure(text, isMendedBySignIn(error) ? signInAndRetry(error, retry) : retry);
}

function runOn(command: CommandId, files: readonly FinishedFile[]): Thenable<unknown> {
  return vscode.commands.executeCommand(command, undefined, idsOf(files));
}

function idsOf(files: readonly FinishedFile[]): readonly string[] {
  // The files of a folder go by the folder's row.
  return [...new Set(files.flatMap(({ id }) => (id === undefined ? [] : [id])))];
}
