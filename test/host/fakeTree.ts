// The place of a view, for tests that ask for its rows as VS Code does.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { WorkbookRow } from '../../src/vscode/workbooks/rows.ts';

type Provider = vscode.TreeDataProvider<WorkbookRow>;

/** What VS Code and the place of a view are to the rows of workbooks. */
export class FakeTree {
  readonly #visibility = new vscode.EventEmitter<vscode.TreeViewVisibilityChangeEvent>();
  #provider: Provider | undefined;
  /** The rows that were to be drawn anew, call by call; `undefined`: all of them. */
  refreshed: (readonly unknown[] | undefined)[] = [];
  /** The rows that were revealed. */
  readonly revealed: unknown[] = [];
  /** What {@link rows} has drawn last. */
  shown: vscode.TreeItem[] = [];
  readonly view: {
    badge?: vscode.ViewBadge | undefined;
    visible: boolean;
    readonly onDidChangeVisibility: vscode.Event<vscode.TreeViewVisibilityChangeEvent>;
    reveal(row: unknown): Promise<void>;
  } = {
    visible: true,
    onDidChangeVisibility: this.#visibility.event,
    reveal: (row) => {
      this.revealed.push(row);
      return Promise.resolve();
    },
  };

  fill(provider: Provider): void {
    this.#provider = provider;
  }

  refresh(changed?: readonly unknown[]): void {
    if (changed?.length !== 0) {
      this.refreshed.push(changed);
    }
  }

  setVisible(visible: boolean): void {
    this.view.visible = visible;
    this.#visibility.fire({ visible });
  }

  /** The rows at the top, or below one. */
  async children(row?: WorkbookRow): Promise<WorkbookRow[]> {
    return (await this.#rows.getChildren(row)) ?? [];
  }

  item(row: WorkbookRow): vscode.TreeItem {
    const item = this.#rows.getTreeItem(row);
    assert.ok(item instanceof vscode.TreeItem);
    return item;
  }

  /** What the rows at the top are drawn as. */
  async items(): Promise<vscode.TreeItem[]> {
    await this.rows();
    return this.shown;
  }

  /** All rows down to a level as lines: `label [description] → path that it opens`; ↻: tries again. */
  async rows(depth = 0): Promise<string[]> {
    this.shown = [];
    return this.#lines(undefined, depth, '');
  }

  get #rows(): Provider {
    assert.ok(this.#provider, 'the view has rows');
    return this.#provider;
  }

  async #lines(parent: WorkbookRow | undefined, depth: number, indent: string): Promise<string[]> {
    const lines: string[] = [];
    for (const row of await this.children(parent)) {
      assert.equal(this.#rows.getParent?.(row), parent);
      const item = this.item(row);
      this.shown.push(item);
      lines.push(indent + lineOf(item));
      if (depth > 0 && item.collapsibleState !== vscode.TreeItemCollapsibleState.None) {
        lines.push(...(await this.#lines(row, depth - 1, `${indent}  `)));
      }
    }
    return lines;
  }
}

function lineOf({ label, description, command }: vscode.TreeItem): string {
  const uri: unknown = command?.arguments?.[0];
  const words = description === undefined ? '' : ` [${String(description)}]`;
  const target = uri instanceof vscode.Uri ? ` → ${uri.path}` : command ? ' ↻' : '';
  return `${typeof label === 'string' ? label : ''}${words}${target}`;
}
