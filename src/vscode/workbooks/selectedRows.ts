import type * as vscode from 'vscode';
import { rowsOfCsv } from '../../workbook/grid/csvRows.ts';
import type { CellInput } from '../../workbook/grid/cellText.ts';
import { rowsOfJson } from '../../workbook/grid/jsonRows.ts';

/** What is selected in an editor, or all of it when nothing is: rows of a table. */
export interface SelectedText {
  readonly text: string;
  readonly isJson: boolean;
}

/** `undefined` without anything in it. */
export function selectedText({ document, selections }: vscode.TextEditor): SelectedText | undefined {
  const parts = selections
    .filter((selection) => !selection.isEmpty)
    .toSorted((a, b) => a.start.compareTo(b.start))
    .map((selection) => document.getText(selection));
  const [first = document.getText()] = parts;
  if (first.trim() === '') {
    return undefined;
  }
  const isJson = document.languageId.startsWith('json') || /^\s*[[{]/u.test(first);
  return { text: parts.length > 1 ? parts.join(isJson ? ',' : '\n') : first, isJson };
}

/** @throws {CsvSyntaxError | CsvRowsError | JsonRowsError} */
export function rowsOf({ text, isJson }: SelectedText, columns: readonly string[]): readonly (readonly CellInput[])[] {
  return isJson ? rowsOfJson(text, columns) : rowsOfCsv(text, columns);
}
