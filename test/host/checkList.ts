// The list of a connection check, as the extension made it.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import { replacing } from './prompts.ts';

export interface WatchedList {
  /** The list that was made last. */
  readonly list: vscode.QuickPick<vscode.QuickPickItem>;
  /** Checks. @returns the labels without icons. */
  readonly check: () => Promise<string[]>;
  readonly labels: () => string[];
  /** The row of a step. */
  readonly row: (name: string) => vscode.QuickPickItem;
}

/** Lets the tests of a suite look at lists, which are closed after each. */
export function useCheckList(): WatchedList {
  let list: vscode.QuickPick<vscode.QuickPickItem> | undefined;
  let replaced: { restore(): void } | undefined;
  before(() => {
    const create = vscode.window.createQuickPick.bind(vscode.window);
    replaced = replacing(vscode.window, 'createQuickPick', () => {
      list = create();
      return list;
    });
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  });
  after(() => replaced?.restore());
  const watched: WatchedList = {
    get list() {
      assert.ok(list, 'a list was made');
      return list;
    },
    check: async () => {
      assert.equal(await vscode.commands.executeCommand(commandIds.checkConnection), undefined);
      return watched.labels();
    },
    labels: () => watched.list.items.map(({ label }) => label.replace(/^\$\([\w~-]+\) /u, '')),
    row: (name) => {
      const found = watched.list.items.find(({ label }) => label.includes(`${name}:`));
      assert.ok(found, name);
      return found;
    },
  };
  return watched;
}
