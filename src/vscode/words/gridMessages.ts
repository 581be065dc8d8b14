import { l10n } from 'vscode';
import { GraphError } from '../../graph/errors.ts';
import type { GridError } from '../../workbook/files/errors.ts';
import type { CsvSyntaxError } from '../../workbook/grid/csv.ts';
import type { CsvRowsError } from '../../workbook/grid/csvRows.ts';
import type { JsonRowsError } from '../../workbook/grid/jsonRows.ts';
import type { Words } from './words.ts';

/** Why a file of cells cannot be shown or saved, and what to do about it. */
export function describeGridProblem(error: GridError): Words {
  const { t } = l10n;
  const cell = cellWords(error);
  const sheet = sheetWords(error);
  switch (error.problem) {
    case 'tooManyCells':
      return {
        reason: t('There are too many cells in {0} to show them as one file.', sheet),
        next: t('In Excel, give the cells that you need a name, and open that name.'),
      };
    case 'sheetMissing':
      return {
        reason: t('The workbook does not have {0} any more.', sheet),
        next: t('It was deleted or renamed: refresh the workbook to see its sheets.'),
      };
    case 'shapeChanged':
      return {
        reason: t('Somebody else added or removed rows or columns in {0} since it was shown.', sheet),
        next: t('Nothing was saved. Compare, then save again.'),
      };
    case 'cellChanged':
      return {
        reason: t('Somebody else changed {0} since it was shown.', cell),
        next: t('Compare, then save again.'),
      };
    case 'outside':
      return {
        reason: t('What you wrote in {0} lies outside of the cells that this file has.', cell),
        next: t('Remove it; the file of the whole sheet takes more rows and columns, as far as Excel has them.'),
      };
    case 'tooLong':
      return {
        reason: t(
          'What you wrote in {0} is too long: a cell takes 32,767 characters, or a formula of 8,192 characters.',
          cell,
        ),
        next: t('Shorten it, then save again.'),
      };
    case 'headerEmpty':
      return {
        reason: t('The column of a table must have a heading, and {0} is empty.', cell),
        next: t('Write a heading, then save again.'),
      };
    case 'formulaDisplaced':
      return {
        reason: t('Rows were inserted, removed or sorted, so a number or text would replace the formula in {0}.', cell),
        next: t('Undo that here and do it in Excel, or write formulas that begin with = in their new places.'),
      };
    case 'refused':
      return isProtected(error)
        ? {
            reason: t('Excel does not let you change {0}: the sheet may be protected.', cell),
            next: t('Take the change back, or unprotect the sheet in Excel. Other cells may be saved already.'),
          }
        : {
            reason: t('Excel does not accept what you wrote in {0}.', cell),
            next: t('Correct it, then save again. Other cells may be saved already.'),
          };
    case 'notKept':
      return {
        reason: t('Excel took what you wrote in {0}, but did not keep it.', cell),
        next: t('Save again; if that does not help, look at the cell in Excel.'),
      };
    case 'rowsUncertain':
      return {
        reason: t(
          'Somebody else changed the table in {0} while it was saved: which rows it has now is uncertain.',
          sheet,
        ),
        next: t('Compare before you save again, so that no row is there twice.'),
      };
  }
}

/** Within a sentence: "B3 of Sales". */
function cellWords({ cell, sheet }: GridError): string {
  const { t } = l10n;
  if (cell === undefined) {
    return sheet === undefined ? t('a cell') : t('a cell of {0}', sheet);
  }
  return sheet === undefined
    ? cell
    : t({ message: '{0} of {1}', args: [cell, sheet], comment: ['A cell of a sheet: B3 of Sales'] });
}

function sheetWords({ sheet }: GridError): string {
  return sheet === undefined ? l10n.t('the sheet') : l10n.t('the sheet {0}', sheet);
}

function isProtected({ cause }: GridError): boolean {
  return cause instanceof GraphError && (cause.has('accessDenied') || cause.has('forbiddenUncategorized'));
}

/** Where a text is no CSV. */
export function describeCsvSyntax({ line }: CsvSyntaxError): Words {
  return {
    reason: l10n.t('Line {0} cannot be read: a quotation mark is missing, or stands where none may be.', line),
    next: l10n.t('Put the text of the cell between quotation marks, and double those within it; then try again.'),
  };
}

/** Why a CSV text cannot be added to a table. */
export function describeCsvRows({ row, values, columns }: CsvRowsError): Words {
  const { t } = l10n;
  return {
    reason:
      values === 1
        ? t('Row {0} has 1 value, but the table has {1} columns.', row, columns)
        : t('Row {0} has {1} values, but the table has {2} columns.', row, values, columns),
    next: t('Select whole rows with a value for each column, separated by commas.'),
  };
}

/** Why a JSON text cannot be added to a table. */
export function describeJsonRows({ problem, row = 1, at = '' }: JsonRowsError): Words {
  const { t } = l10n;
  switch (problem) {
    case 'syntax':
      return {
        reason: t('The text is not valid JSON.'),
        next: t('Correct it, then try again: VS Code marks the mistake when the language of the editor is JSON.'),
      };
    case 'shape':
      return {
        reason: t('Row {0} is neither a list of values nor an object.', row),
        next: t('Write each row as a list of values, or as an object with the names of the columns.'),
      };
    case 'column':
      return {
        reason: t('Row {0} has a value for the column "{1}", which the table does not have.', row, at),
        next: t('Use the headings of the table, in any order, or a list with one value for each column.'),
      };
    case 'value':
      return {
        reason: t('The value of "{0}" in row {1} is a list or an object, which a cell cannot hold.', at, row),
        next: t('Use a text, a number, true, false or null.'),
      };
  }
}
