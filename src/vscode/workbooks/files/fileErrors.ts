import * as vscode from 'vscode';
import { isAbort } from '../../../base/abort.ts';
import { nameOf } from '../../uploads/resources.ts';
import { describeError } from '../../words/messages.ts';

/** An error in the terms of VS Code's file systems, with the words for people. */
export function fileError(error: unknown): vscode.FileSystemError {
  if (error instanceof vscode.FileSystemError) {
    return error;
  }
  return isAbort(error)
    ? vscode.FileSystemError.Unavailable(vscode.l10n.t('This was cancelled. Try again to go on with it.'))
    : vscode.FileSystemError.Unavailable(describeError(error).message);
}

export function notThere(uri: vscode.Uri): vscode.FileSystemError {
  return vscode.FileSystemError.FileNotFound(
    vscode.l10n.t('{0} is not in the workbook. It may have been renamed or deleted.', nameOf(uri)),
  );
}
