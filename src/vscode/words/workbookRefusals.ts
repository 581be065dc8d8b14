import { l10n } from 'vscode';
import { GraphError } from '../../graph/errors.ts';
import { describeError } from './messages.ts';
import type { DescribedError } from './messages.ts';
import { describeWorkbookCode, describeWorkbookDenial } from './workbookCodes.ts';
import type { Words } from './words.ts';

/** What a workbook was asked for: some codes mean another thing for each. */
export interface WorkbookTask {
  readonly is: 'nameSheet' | 'deleteSheet' | 'listCharts' | 'drawChart' | 'evaluate';
  /** That the sheet is to have; else that of the sheet, the chart or the function. */
  readonly name: string;
}

/** Words for an error of a request that is known to be about an open workbook; for others as for any error. */
export function describeWorkbookRefusal(error: unknown, task?: WorkbookTask): DescribedError {
  const described = describeError(error);
  if (!(error instanceof GraphError)) {
    return described;
  }
  const words = (task && describeTask(error, task)) ?? describeWorkbookCode(error) ?? describeShared(error);
  return words === undefined ? described : { ...described, ...words, message: `${words.reason} ${words.next}` };
}

const chartCodes = `generalException internalServerErrorUncategorized notImplementedUncategorized unsupportedOperation
  invalidArgument badRequestUncategorized`;

/** Codes that are about what was asked for; with all others the task does not matter. */
const codesOf: Readonly<Record<WorkbookTask['is'], string>> = {
  nameSheet: 'itemAlreadyExists invalidArgument badRequestUncategorized',
  deleteSheet: 'invalidOperation invalidArgument badRequestUncategorized unsupportedOperation generalException',
  listCharts: chartCodes,
  drawChart: chartCodes,
  evaluate: `itemNotFound invalidArgument invalidReference badRequestUncategorized notImplementedUncategorized
    generalException`,
};

function describeTask({ code }: GraphError, { is, name }: WorkbookTask): Words | undefined {
  const { t } = l10n;
  const known = code.toLowerCase();
  if (!codesOf[is].toLowerCase().split(/\s+/u).includes(known)) {
    return undefined;
  }
  switch (is) {
    case 'nameSheet':
      return known === 'itemalreadyexists'
        ? { reason: t('The workbook already has a sheet named {0}.', name), next: t('Choose another name.') }
        : {
            reason: t('Excel does not accept "{0}" as the name of a sheet.', name),
            next: t('Use 1 to 31 characters, none of them : \\ / ? * [ or ], and no apostrophe at either end.'),
          };
    case 'deleteSheet':
      return {
        reason: t('Excel does not delete the sheet {0}.', name),
        next: t('A workbook keeps at least one visible sheet: add or show another one first.'),
      };
    case 'listCharts':
      return {
        reason: t('Excel for the web cannot list the charts of the sheet {0}: one may be of a newer kind.', name),
        next: t('Open the workbook in Excel for the web to see them.'),
      };
    case 'drawChart':
      return {
        reason: t('Excel for the web cannot draw the chart {0} as a picture.', name),
        next: t('Open the workbook in Excel for the web to see it.'),
      };
    case 'evaluate':
      return {
        reason: t('Excel for the web does not know the function {0}, or not what it was given.', name.toUpperCase()),
        next: t('Check its name and its arguments, and write addresses with their sheet, as in Sales!A1:B3.'),
      };
  }
}

/** Codes and states that files have, too, with another meaning. */
function describeShared(error: GraphError): Words | undefined {
  const { t } = l10n;
  const { status, code } = error;
  if (status === 404 || error.has('itemNotFound')) {
    return {
      reason: t('This is not in the workbook any more.'),
      next: t('It was deleted or renamed: refresh the workbook to see what is there.'),
    };
  }
  if (status === 403 || error.has('accessDenied')) {
    return describeWorkbookDenial();
  }
  // The words for files tell what these mean.
  if (status === 423 || status === 429 || status === 507) {
    return undefined;
  }
  // Operations fail with status 200.
  return status === 200 || status >= 500
    ? {
        reason: t('Excel for the web could not do this ({0} {1}).', status, code),
        next: t('Refresh the workbook to see what was done, then try again.'),
      }
    : {
        reason: t('Excel for the web refused this ({0} {1}).', status, code),
        next: t('Check what you entered, then try again; the log has the request id for your administrator.'),
      };
}
