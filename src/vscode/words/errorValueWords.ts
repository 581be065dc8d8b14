import { l10n } from 'vscode';

/** What an error value of Excel means (support.microsoft.com: "How to correct … error"); `undefined` for others. */
export function describeErrorValue(error: string): string | undefined {
  const { t } = l10n;
  switch (error) {
    case '#DIV/0!':
      return t('A number is divided by zero or by an empty cell.');
    case '#N/A':
      return t('What is looked for was not found.');
    case '#NAME?':
      return t('Excel does not know a name in it.');
    case '#NULL!':
      return t('Two areas that should overlap have no cell in common.');
    case '#NUM!':
      return t('A number is not one that the function can calculate with, or the result is too large.');
    case '#REF!':
      return t('It refers to cells that are not there.');
    case '#VALUE!':
      return t('An argument is of the wrong kind, for example a text in place of a number.');
    default:
      return undefined;
  }
}
