import { l10n } from 'vscode';
import type { FunctionInputError } from '../../workbook/functions/errors.ts';
import type { Words } from './words.ts';

/** Why a function cannot be evaluated as it was typed. */
export function describeFunctionInput({ problem, position }: FunctionInputError): Words {
  const { t } = l10n;
  const place = position + 1;
  switch (problem) {
    case 'syntax':
      return {
        reason: t('This is not one function with its arguments: it cannot be read from character {0} on.', place),
        next: t('Write it as in SUM(Sales!A1:B3, 5), with texts between quotation marks.'),
      };
    case 'nested':
      return {
        reason: t('Another function begins at character {0}, but Excel for the web evaluates one at a time.', place),
        next: t('Evaluate that one first and write its result, or put the formula into a cell.'),
      };
    case 'unknownFunction':
      return {
        reason: t('Excel for the web has no function of this name that can be evaluated here.'),
        next: t('Check the name; it has to be the English one, such as SUM or VLOOKUP.'),
      };
    case 'tooFewArguments':
      return {
        reason: t('The function needs more arguments than were given.'),
        next: t('Add what is missing, separated by commas.'),
      };
    case 'tooManyArguments':
      return {
        reason: t('The function takes fewer arguments: the one at character {0} is too many.', place),
        next: t('Remove it, or put a text that contains commas between quotation marks.'),
      };
    case 'address':
      return {
        reason: t('The cells at character {0} were not found.', place),
        next: t('Check the address and write it with its sheet, as in Sales!A1:B3.'),
      };
  }
}
