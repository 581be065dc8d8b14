import * as vscode from 'vscode';
import { workbookScheme } from '../../../contributions.ts';

/** Told of texts of open workbooks in editors. */
interface TextListener {
  /** A text has no unsaved changes: it was opened, loaded anew, saved, or its changes were taken back. */
  settled(uri: vscode.Uri, text: string): void;
  closed(uri: vscode.Uri): void;
}

/** Follows what editors show of open workbooks. */
export function followTexts(listener: TextListener): vscode.Disposable {
  const look = (document: vscode.TextDocument): void => {
    if (document.uri.scheme === workbookScheme && !document.isDirty) {
      listener.settled(document.uri, document.getText());
    }
  };
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(look),
    // Also when only the state of unsaved changes is another.
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === workbookScheme) {
        listener.closed(uri);
      }
    }),
  );
}

/** What an editor has of a file. */
export function documentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = fileKey(uri);
  return vscode.workspace.textDocuments.find(
    (document) => document.uri.scheme === workbookScheme && fileKey(document.uri) === key,
  );
}

/** The same for all ways to write the path of a file: Excel's names know no case. */
export function fileKey(uri: vscode.Uri): string {
  return uri.path.toLowerCase();
}
