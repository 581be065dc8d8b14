import * as vscode from 'vscode';
import type { Disposable } from '../../../base/disposables.ts';
import { folderOf, resourcesOf } from '../resources.ts';

/** An open workbook, as far as it is held. */
interface Holdable {
  readonly opened: { readonly folder: string };
  hold(): Disposable;
}

interface Holdables {
  readonly list: readonly Holdable[];
  readonly onDidChange: (listener: () => unknown) => Disposable;
}

/** Keeps the sessions of workbooks alive of which a tab shows something. */
export class TabHolds implements vscode.Disposable {
  readonly #workbooks: Holdables;
  readonly #holds = new Map<Holdable, Disposable>();
  readonly #subscriptions: readonly { dispose(): void }[];

  constructor(workbooks: Holdables) {
    this.#workbooks = workbooks;
    const look = (): void => this.#look();
    this.#subscriptions = [vscode.window.tabGroups.onDidChangeTabs(look), workbooks.onDidChange(look)];
    look();
  }

  dispose(): void {
    for (const each of [...this.#subscriptions, ...this.#holds.values()]) {
      each.dispose();
    }
    this.#holds.clear();
  }

  #look(): void {
    const uris = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.flatMap(resourcesOf));
    const folders = new Set(uris.map((uri) => folderOf(uri)?.toLowerCase()));
    const shown = new Set(this.#workbooks.list.filter(({ opened }) => folders.has(opened.folder.toLowerCase())));
    for (const [workbook, hold] of this.#holds) {
      if (!shown.has(workbook)) {
        this.#holds.delete(workbook);
        hold.dispose();
      }
    }
    for (const workbook of shown) {
      if (!this.#holds.has(workbook)) {
        this.#holds.set(workbook, workbook.hold());
      }
    }
  }
}
