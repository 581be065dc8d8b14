import * as vscode from 'vscode';
import { commandIds } from '../../../contributions.ts';
import { CloudFeatureError } from '../../../graph/features.ts';
import { WorkbookError } from '../../../workbook/errors.ts';
import type { Action } from '../../notify.ts';
import { isMendedBySignIn, showDone, showFailure, signInAndRetry } from '../../notify.ts';
import type { Access } from '../../places/places.ts';
import { allowAccess } from '../../uploads/allowAccess.ts';
import { describeError } from '../../words/messages.ts';

/** A workbook that could not be opened, as far as it was known then. */
export interface FailedOpening {
  readonly name?: string | undefined;
  /** Where a browser shows it. */
  readonly webUrl?: string | undefined;
  /** Absent when it was not decided yet. */
  readonly persistChanges?: boolean | undefined;
  /** Of the workbook, when it is on the list all the same. */
  readonly openId?: string | undefined;
  readonly error: unknown;
  /** Tries again. @param persistChanges in place of what was decided. */
  again(persistChanges?: boolean): unknown;
}

/** Tells how many of the files that are selected are not opened, because they are no workbooks. */
export function tellLeftOut(count: number): void {
  const { t } = vscode.l10n;
  if (count > 0) {
    const left = count === 1 ? t('1 selected file was left out.') : t('{0} selected files were left out.', count);
    void showDone(`${left} ${t('Workbook sessions are for .xlsx, .xlsm and .xlsb files.')}`);
  }
}

/** Says why a workbook was not opened and what helps; with buttons that do it. */
export async function showNotOpened(failed: FailedOpening, access: Access): Promise<void> {
  const { name, error } = failed;
  const { message } = describeError(error);
  // Its words name the workbook.
  const named = name === undefined || error instanceof WorkbookError;
  await showFailure(
    named ? message : vscode.l10n.t('{0} was not opened. {1}', name, message),
    ...actionsFor(failed, access),
  );
}

function actionsFor(failed: FailedOpening, access: Access): readonly Action[] {
  const { error } = failed;
  const retry: Action = { title: vscode.l10n.t('Retry'), run: () => failed.again() };
  if (isMendedBySignIn(error)) {
    return [signInAndRetry(error, retry)];
  }
  if (error instanceof CloudFeatureError) {
    return [];
  }
  if (error instanceof WorkbookError) {
    return actionsForWorkbook(error, failed, retry);
  }
  return [allowAccess(error, access, retry) ?? retry];
}

function actionsForWorkbook({ problem }: WorkbookError, failed: FailedOpening, retry: Action): readonly Action[] {
  switch (problem.code) {
    case 'fileType':
    case 'missing':
      return [];
    case 'otherKind':
      return [otherMode(failed, !problem.persistChanges)];
    case 'readOnly':
    case 'accessConflict':
      return failed.persistChanges === true ? [otherMode(failed, false), retry] : [retry];
    case 'personalDrive':
    case 'excelUnavailable':
      return [...inBrowser(failed), retry];
    case 'changesLost':
      return [reopen(failed)];
    case 'cannotOpen':
    case 'closed':
    case 'otherAccount':
    case 'otherService':
      return [retry];
  }
}

function otherMode(failed: FailedOpening, persistChanges: boolean): Action {
  const title = persistChanges ? vscode.l10n.t('Open as Persistent') : vscode.l10n.t('Open as Scratch Copy');
  return { title, run: () => failed.again(persistChanges) };
}

/** To try again would find the same. */
function reopen({ openId }: FailedOpening): Action {
  return {
    title: vscode.l10n.t('Reopen'),
    run: () => vscode.commands.executeCommand(commandIds.reopenWorkbook, openId),
  };
}

function inBrowser({ webUrl = '' }: FailedOpening): readonly Action[] {
  const run = (): Thenable<boolean> => vscode.env.openExternal(vscode.Uri.parse(webUrl, true));
  return webUrl === '' ? [] : [{ title: vscode.l10n.t('Open in Browser'), run }];
}
