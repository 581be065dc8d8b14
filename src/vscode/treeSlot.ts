import * as vscode from 'vscode';

/** A view that exists from the start and gets its rows later, from whoever has some. */
export class TreeSlot implements vscode.Disposable {
  readonly view: vscode.TreeView<unknown>;
  readonly #changed = new vscode.EventEmitter<unknown>();
  #rows: vscode.TreeDataProvider<unknown> | undefined;

  /** @param wanted called when somebody looks at the view before it has rows. */
  constructor(id: string, wanted: () => void) {
    const treeDataProvider: vscode.TreeDataProvider<unknown> = {
      onDidChangeTreeData: this.#changed.event,
      getChildren: (element) => {
        if (!this.#rows) {
          wanted();
          return [];
        }
        return this.#rows.getChildren(element);
      },
      getTreeItem: (element) => this.#rows?.getTreeItem(element) ?? new vscode.TreeItem(''),
      // Without it no row can be revealed.
      getParent: (element) => this.#rows?.getParent?.(element),
    };
    this.view = vscode.window.createTreeView(id, { treeDataProvider, canSelectMany: true });
  }

  /** From now on the rows come from there. */
  fill<T>(rows: vscode.TreeDataProvider<T>): void {
    this.#rows = rows;
    this.refresh();
  }

  /** Shows what the rows are now. @param changed only these; all when it is left out. */
  refresh(changed?: readonly unknown[]): void {
    if (changed?.length !== 0) {
      this.#changed.fire(changed);
    }
  }

  dispose(): void {
    this.view.dispose();
    this.#changed.dispose();
  }
}
