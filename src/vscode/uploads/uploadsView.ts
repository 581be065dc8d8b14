import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { Throttle } from '../../base/throttle.ts';
import type { Standing } from '../../upload/journal/standing.ts';
import type { UploadManager } from '../../upload/manager.ts';
import { actionsFor } from '../../upload/running/actions.ts';
import { summaryOf } from '../../upload/running/summary.ts';
import type { TreeSlot } from '../treeSlot.ts';
import { formatFolder } from '../words/format.ts';
import { statusOf, tooltipOf } from './rowWords.ts';
import { UploadsStatusBar } from './statusBar.ts';
import { UploadNodes } from './uploadNodes.ts';
import type { UploadNode } from './uploadNodes.ts';

/** A person cannot follow more; the tree and the assistive technology behind it should not have to. */
const refreshMs = 250;

/** What has to be decided or done by the user before it can go on. */
const needsUser: readonly Standing[] = ['interrupted', 'conflict', 'awaitingCommit', 'failed', 'expired', 'changed'];

/** The view "Uploads" with its badge, files of a folder upload below the folder's row; and the status bar. */
export class UploadsView implements vscode.TreeDataProvider<UploadNode>, vscode.Disposable {
  readonly #manager: UploadManager;
  readonly #tree: TreeSlot;
  readonly #statusBar = new UploadsStatusBar();
  readonly #clock: Clock;
  readonly #subscription: { dispose(): void };
  readonly #refresh: Throttle;
  readonly #nodes = new UploadNodes();

  constructor(manager: UploadManager, tree: TreeSlot, clock: Clock) {
    this.#manager = manager;
    this.#tree = tree;
    this.#clock = clock;
    this.#refresh = new Throttle(clock, refreshMs, () => this.#show());
    this.#subscription = manager.onDidChange(() => this.#refresh.request());
    tree.fill(this);
    this.#show();
  }

  getChildren(element?: UploadNode): UploadNode[] {
    return this.#nodes.below(element);
  }

  getTreeItem({ row, standing }: UploadNode): vscode.TreeItem {
    const { record } = row;
    const status = statusOf(row, standing);
    const item = new vscode.TreeItem(
      record.name,
      record.kind === 'folder' ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None,
    );
    item.id = record.id;
    item.resourceUri = vscode.Uri.parse(record.uri, true);
    item.iconPath = record.kind === 'folder' ? vscode.ThemeIcon.Folder : vscode.ThemeIcon.File;
    item.description = status;
    item.contextValue = ['upload', record.kind, standing, ...actionsFor(standing)].join(' ');
    item.tooltip = tooltipOf(row, standing, this.#clock.now());
    item.accessibilityInformation = {
      label: vscode.l10n.t('{0}, {1}, to {2}', record.name, status, formatFolder(record.destination)),
    };
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#refresh.dispose();
    this.#statusBar.dispose();
  }

  #show(): void {
    const { rows } = this.#manager;
    this.#tree.refresh(this.#nodes.update(rows, this.#clock.now()));
    const count = [...this.#nodes.all].filter(({ standing }) => needsUser.includes(standing)).length;
    this.#statusBar.show({ ...summaryOf(rows), attention: count });
    const tooltip = count === 1 ? vscode.l10n.t('1 upload needs you') : vscode.l10n.t('{0} uploads need you', count);
    this.#tree.view.badge = count === 0 ? undefined : { value: count, tooltip };
  }
}
