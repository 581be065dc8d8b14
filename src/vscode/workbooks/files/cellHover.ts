import * as vscode from 'vscode';
import { workbookScheme } from '../../../contributions.ts';
import { cellAddress, quotedSheetName } from '../../../graph/workbook/cellAddress.ts';
import { isFormulaShown } from '../../../workbook/files/readGrid.ts';
import type { GridSnapshot } from '../../../workbook/files/readGrid.ts';
import { fieldAt } from '../../../workbook/grid/cellAt.ts';

/** Shows the address of the cell under the pointer, and its formula. @param shown what a text was before it was edited. */
export function registerCellHover(shown: (uri: vscode.Uri) => GridSnapshot | undefined): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { scheme: workbookScheme },
    {
      provideHover(document, position) {
        const snapshot = shown(document.uri);
        const field = snapshot && fieldAt(document.getText(), document.offsetAt(position));
        if (snapshot === undefined || field === undefined) {
          return undefined;
        }
        const { area, sheet, contents, texts } = snapshot;
        const { row, column, start, end } = field;
        const address = `${quotedSheetName(sheet.name)}!${cellAddress({ row: area.row + row, column: area.column + column })}`;
        const isUntouched = texts[row]?.[column] === field.text && isFormulaShown(snapshot, field);
        const words = new vscode.MarkdownString().appendCodeblock(
          isUntouched ? `${address}\n${String(contents[row]?.[column])}` : address,
          'plaintext',
        );
        return new vscode.Hover(words, new vscode.Range(document.positionAt(start), document.positionAt(end)));
      },
    },
  );
}
