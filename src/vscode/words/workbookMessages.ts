import { l10n } from 'vscode';
import type { OperationProblem } from '../../graph/workbook/operation.ts';
import type { WorkbookProblem } from '../../workbook/errors.ts';
import type { Words } from './words.ts';

/** Why a workbook is not open, or not any more, and what to do about it. */
export function describeWorkbookProblem(problem: WorkbookProblem): Words {
  const { t } = l10n;
  const { name } = problem;
  switch (problem.code) {
    case 'fileType':
      return describeFileType(problem);
    case 'cannotOpen':
      return {
        reason: t('Excel for the web cannot open {0}: it may be too large, damaged, or protected by a password.', name),
        next: t('Try again later; if it still fails, open it in Excel to see what is wrong.'),
      };
    case 'otherKind':
      return problem.persistChanges
        ? {
            reason: t('Excel for the web cannot open {0} in a way that saves changes.', name),
            next: t('Open it as a scratch copy instead.'),
          }
        : {
            reason: t('Excel for the web cannot open {0} as a scratch copy.', name),
            next: t('Open it in the way that saves changes instead.'),
          };
    case 'readOnly':
      return {
        reason: t('{0} cannot be changed: you may only read it, or your organisation lets no program edit it.', name),
        next: t('Open it as a scratch copy, or ask its owner for permission to edit.'),
      };
    case 'personalDrive':
      return {
        reason: t(
          'Excel for the web did not open {0}: Microsoft offers workbook sessions for work or school accounts, not for a personal OneDrive.',
          name,
        ),
        next: t(
          'It may work after you have opened the file in the browser once; else put it into the OneDrive of a work or school account.',
        ),
      };
    case 'excelUnavailable':
      return {
        reason: t('Your account may not use Excel for the web for {0}.', name),
        next: t(
          'Open it in the browser: if that works, try again later; else ask your administrator for a licence, or to change the policy.',
        ),
      };
    case 'accessConflict':
      return {
        reason: t('Somebody else keeps {0} open so that nobody else can change it.', name),
        next: t('Try again when it is closed there, or open it as a scratch copy.'),
      };
    case 'missing':
      return {
        reason: t('{0} is not where it was opened.', name),
        next: t('It was moved or deleted: look for it in OneDrive, also in the recycle bin, and open it from there.'),
      };
    case 'changesLost':
      return {
        reason: t('The scratch copy of {0} has ended, and the changes in it are lost.', name),
        next: t('Choose Reopen Workbook Session to begin again with what is saved.'),
      };
    case 'closed':
      return {
        reason: t('{0} was closed before this was done.', name),
        next: t('Open the workbook again, then repeat what you did.'),
      };
    case 'otherService':
      return {
        reason: t('{0} was opened with {1}.', name, problem.host),
        next: t('Change the setting onedrive.cloud back, or close the workbook.'),
      };
    case 'otherAccount':
      return {
        reason: t('{0} was opened with another account.', name),
        next: t('Sign in with that account, or close the workbook and open it again.'),
      };
  }
}

function describeFileType({ name, extension }: { readonly name: string; readonly extension: string }): Words {
  const { t } = l10n;
  switch (extension) {
    case 'xlsm':
      return {
        reason: t('Excel for the web cannot open a session of {0}: it does not take every workbook with macros.', name),
        next: t('Save a copy as .xlsx in Excel, which leaves the macros out, and open that.'),
      };
    case 'xlsb':
      return {
        reason: t('Excel for the web cannot open a session of {0}: it does not take every binary workbook.', name),
        next: t('Save a copy as .xlsx in Excel and open that.'),
      };
    default:
      return {
        reason: t('{0} cannot be opened: workbook sessions are for .xlsx, .xlsm and .xlsb files.', name),
        next: t('Save a copy as .xlsx in Excel and open that.'),
      };
  }
}

/** Why nobody knows what became of something that takes long. */
export function describeOperationProblem(problem: OperationProblem): Words {
  const { t } = l10n;
  const next = t('Before you try again, refresh the workbook to see whether it was done.');
  switch (problem) {
    case 'endless':
      return { reason: t('Excel for the web began with this, but does not come to an end.'), next };
    case 'lost':
      return { reason: t('Excel for the web began with this, but does not know any more what became of it.'), next };
  }
}
