import * as vscode from 'vscode';
import type { Words } from '../words/words.ts';
import type { Question } from './askText.ts';

/** One list of the picker: what can be done in a place, and what is in it, page by page. @template T what is chosen. */
export interface Screen<T> {
  readonly title: string;
  /** Rows above the list. They never wait for it. */
  readonly rows: readonly Row<T>[];
  /** Words over the list. */
  readonly heading?: string;
  /** What the empty input says when there is something to choose. */
  readonly hint: string;
  /** What is said instead when the list came out empty: by the input, or by a row where there are no others. */
  readonly emptyHint: (text: string) => string;
  readonly moreLabel: string;
  /** Whether the list is what the service finds for the text in the input; else the text filters the list. */
  readonly searches: boolean;
  readonly list?: (text: string, nextLink: string | undefined, signal: AbortSignal) => Promise<RowPage<T>>;
  /** A failure, here, in words. */
  readonly explain: (error: unknown) => Words;
}

export interface Row<T> extends vscode.QuickPickItem {
  /** What choosing the row does. A separator and a remark do nothing. */
  readonly run?: (desk: Desk) => Promise<Step<T>>;
  /** Its failure in words, where the screen has others. */
  readonly explain?: Screen<T>['explain'];
}

/** What a row may use. */
export interface Desk {
  readonly signal: AbortSignal;
  /** Asks for a text; `undefined` when the user goes back. */
  readonly ask: (question: Question) => Promise<string | undefined>;
}

/** Where choosing a row leads to. `instead`: in place of this list, to which nobody wants to go back. */
export type Step<T> =
  { readonly choose: T } | { readonly open: Screen<T> } | { readonly instead: Screen<T> } | 'more' | 'stay';

export interface RowPage<T> {
  readonly rows: readonly Row<T>[];
  readonly nextLink?: string;
}

export function separator(label: string): Row<never> {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** Makes a list, when somebody goes there. */
export type Opens<T> = (signal: AbortSignal) => Screen<T> | Promise<Screen<T>>;

/** A row that only leads to another list. */
export function opens<T>(row: Omit<Row<T>, 'run'>, screen: Opens<T>): Row<T> {
  return { ...row, run: async ({ signal }) => ({ open: await screen(signal) }) };
}

/** A row that is the answer. */
export function chooses<T>(row: vscode.QuickPickItem, choice: T): Row<T> {
  return { ...row, run: () => Promise.resolve({ choose: choice }) };
}
