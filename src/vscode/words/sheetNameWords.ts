import { l10n } from 'vscode';
import type { SheetNameProblem } from '../../workbook/sheetName.ts';

/** Why a sheet cannot have a name, as a sentence. */
export function describeSheetName(problem: SheetNameProblem, name: string): string {
  const { t } = l10n;
  switch (problem) {
    case 'empty':
      return t('A sheet needs a name.');
    case 'long':
      return t('The name of a sheet can have 31 characters at most; this one has {0}.', name.length);
    case 'characters':
      return t('The name of a sheet cannot contain any of these characters: {0}', String.raw`\ / ? * [ ] :`);
    case 'apostrophe':
      return t('The name of a sheet cannot begin or end with an apostrophe.');
    case 'reserved':
      return t('Excel keeps the name {0} for itself.', name);
    case 'taken':
      return t('There is a sheet with the name {0} already.', name);
  }
}
