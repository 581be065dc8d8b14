import { l10n } from 'vscode';
import type { GraphError } from '../../graph/errors.ts';
import type { Words } from './words.ts';

/**
 * Words for the codes that only workbooks answer with, the most specific one first; `undefined` for all others, and for
 * those that become the error of a workbook as a whole.
 * Source: learn.microsoft.com/graph/workbook-error-handling.
 */
export function describeWorkbookCode({ code, codes }: GraphError): Words | undefined {
  for (const each of [code, ...codes.toReversed()]) {
    const words = wordsOf(each.toLowerCase());
    if (words !== undefined) {
      return words;
    }
  }
  return undefined;
}

function wordsOf(code: string): Words | undefined {
  const { t } = l10n;
  switch (code) {
    case 'itemalreadyexists':
      return {
        reason: t('The workbook already has something of this name.'),
        next: t('Choose another name.'),
      };
    case 'invalidreference':
      return {
        reason: t('Excel does not understand the address of the cells.'),
        next: t('Check it: an address looks like Sales!A1:B3.'),
      };
    case 'insertdeleteconflict':
      return {
        reason: t(
          'Rows or columns cannot be inserted or deleted there: a table, merged cells or an array are in the way.',
        ),
        next: t('Make room in Excel, then try again.'),
      };
    case 'filteredrangeconflict':
      return {
        reason: t('A filter hides some of these cells, so they cannot be changed together.'),
        next: t('Clear the filter in Excel, then try again.'),
      };
    case 'nonblankcelloffsheet':
      return {
        reason: t('There is no room: cells that hold something would be pushed off the end of the sheet.'),
        next: t('Delete what is not needed at the end of the sheet, then try again.'),
      };
    case 'rangeexceedslimit':
    case 'payloadtoolargeuncategorized':
    case 'responsepayloadsizelimitexceeded':
      return {
        reason: t('These are more cells than Excel for the web takes at a time.'),
        next: t('Try it with fewer cells.'),
      };
    case 'requestaborted':
      return {
        reason: t('Excel for the web gave up, because the calculation took too long.'),
        next: t('Open the workbook in Excel, where it may take longer, or make its formulas simpler.'),
      };
    case 'invalidoperation':
    case 'unsupportedoperation':
    case 'notimplementeduncategorized':
    case 'methodnotalloweduncategorized':
      return {
        reason: t('Excel for the web cannot do this with this workbook.'),
        next: t('Open the workbook in Excel instead.'),
      };
    case 'conflictuncategorized':
      return {
        reason: t('Somebody else is changing the workbook in a way that does not go together with this.'),
        next: t('Refresh the workbook, look at the change, then try again.'),
      };
    case 'forbiddenuncategorized':
    case 'unauthorizeduncategorized':
    case 'fileopenuserunauthorized':
      return describeWorkbookDenial();
    case 'invalidsessionrecreatable':
      return {
        reason: t('The workbook session has ended.'),
        next: t('Choose Reopen Workbook Session, then try again.'),
      };
    case 'toomanyrequestsuncategorized':
      return {
        reason: t('Excel for the web receives too many requests from you.'),
        next: t('Try again later.'),
      };
    case 'gatewaytimeoutuncategorized':
    case 'serviceunavailableuncategorized':
    case 'transientfailure':
    case 'genericfileopenerror':
      return {
        reason: t('Excel for the web is busy, or has not answered in time.'),
        next: t('Try again later; a large workbook may need several tries.'),
      };
    case 'internalservererroruncategorized':
      return {
        reason: t('Excel for the web has a problem of its own with the workbook.'),
        next: t('Refresh the workbook to see what was done, then try again.'),
      };
    case 'badrequestuncategorized':
      return {
        reason: t('Excel for the web does not accept what it was asked for.'),
        next: t('Refresh the workbook, then try again; the log has the request id for your administrator.'),
      };
    default:
      return undefined;
  }
}

/** The same for every way in which the service says it. */
export function describeWorkbookDenial(): Words {
  return {
    reason: l10n.t('You may not do this in the workbook: it may be protected, or you may only read it.'),
    next: l10n.t('Unprotect it in Excel, or ask its owner for permission to edit.'),
  };
}
