// Lists and input boxes of VS Code, used as if somebody sat in front of them.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import { replacing } from './prompts.ts';

export interface ShownPicker {
  readonly list: vscode.QuickPick<vscode.QuickPickItem>;
  /** Waits for the row whose label ends with this, and chooses it. */
  readonly choose: (label: string) => Promise<void>;
  /** Waits for the list of this title. */
  titled(title: string): Promise<void>;
  /** Waits until the list has all its rows. @returns their labels, without icons and headings. */
  labels(): Promise<readonly string[]>;
}

/** Does what shows a list, and waits for it. */
export async function showPicker(start: () => unknown): Promise<ShownPicker> {
  let accept = (): void => {};
  let chosen: readonly vscode.QuickPickItem[] = [];
  const shown: ShownPicker['list'][] = [];
  const create = vscode.window.createQuickPick.bind(vscode.window);
  const replaced = replacing(vscode.window, 'createQuickPick', () => {
    const list = create();
    Object.defineProperty(list, 'onDidAccept', {
      value: (listener: () => void) => {
        accept = listener;
        return { dispose() {} };
      },
    });
    Object.defineProperty(list, 'selectedItems', { get: () => chosen });
    shown.push(list);
    return list;
  });
  try {
    start();
    await eventually(() => assert.equal(shown.length, 1));
  } finally {
    replaced.restore();
  }
  const [list] = shown;
  assert.ok(list);
  return {
    list,
    async choose(label) {
      await eventually(() => {
        chosen = list.items.filter((item) => item.label.endsWith(label));
        assert.equal(chosen.length, 1, `a row ${label}`);
      });
      accept();
    },
    titled: (title) => eventually(() => assert.equal(list.title, title)),
    async labels() {
      await eventually(() => assert.equal(list.busy, false));
      return list.items
        .filter(({ kind }) => kind !== vscode.QuickPickItemKind.Separator)
        .map(({ label }) => label.replace(/^\$\([a-z-]+\) /u, ''));
    },
  };
}

/** Chooses a row that asks for a text, and enters one; `undefined` closes the box. */
export async function enterText({ list, choose }: ShownPicker, label: string, text: string | undefined): Promise<void> {
  // The window says late that the box has taken the place of the list; nobody types before.
  const hidden = new Promise<void>((resolve) => void list.onDidHide(resolve));
  let accept = (): void => {};
  const shown: vscode.InputBox[] = [];
  const create = vscode.window.createInputBox.bind(vscode.window);
  const replaced = replacing(vscode.window, 'createInputBox', () => {
    const box = create();
    Object.defineProperty(box, 'onDidAccept', {
      value: (listener: () => void) => {
        accept = listener;
        return { dispose() {} };
      },
    });
    shown.push(box);
    return box;
  });
  try {
    await choose(label);
    await eventually(() => assert.equal(shown.length, 1));
    await hidden;
  } finally {
    replaced.restore();
  }
  const [box] = shown;
  if (text === undefined) {
    box?.hide();
  } else {
    Object.assign(box ?? {}, { value: text });
    accept();
  }
}
