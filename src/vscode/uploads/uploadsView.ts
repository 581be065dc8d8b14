import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { Throttle } from '../../base/throttle.ts';
import type { Standing } from '../../upload/journal/standing.ts';
import type { FinishedUploads } from '../../upload/finished.ts';
import type { UploadManager } from '../../upload/manager.ts';
import { actionsFor } from '../../upload/running/actions.ts';
import { summaryOf } from '../../upload/running/summary.ts';
import type { TreeSlot } from '../treeSlot.ts';
import { formatFolder } from '../words/format.ts';
import { finishedItem, FinishedNode, FinishedNodes } from './finishedRows.ts';
import { statusOf, tooltipOf } from './rowWords.ts';
import { UploadsStatusBar } from './statusBar.ts';
import { UploadNodes } from './uploadNodes.ts';
import type { UploadNode } from './uploadNodes.ts';

type Node = UploadNode | FinishedNode;

/** What the view needs of its place. */
export interface ViewTree {
  readonly view: Pick<TreeSlot['view'], 'badge'>;
  fill(rows: vscode.TreeDataProvider<Node>): void;
  refresh(changed?: readonly unknown[]): void;
}

/** A person cannot follow more; the tree and the assistive technology behind it should not have to. */
const refreshMs = 250;

/** What has to be decided or done by the user before it can go on. */
const needsUser: readonly Standing[] = ['interrupted', 'conflict', 'awaitingCommit', 'failed', 'expired', 'changed'];

/**
 * The view "Uploads" with its badge, files of a folder upload below the folder's row, and what has ended in success below
 * what is pending; and the status bar.
 */
export class UploadsView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #manager: Pick<UploadManager, 'rows' | 'onDidChange'>;
  readonly #finished: Pick<FinishedUploads, 'uploads' | 'onDidChange'>;
  readonly #tree: ViewTree;
  readonly #statusBar = new UploadsStatusBar();
  readonly #clock: Clock;
  readonly #subscriptions: readonly { dispose(): void }[];
  readonly #refresh: Throttle;
  readonly #nodes = new UploadNodes();
  readonly #finishedNodes = new FinishedNodes();

  constructor(
    manager: Pick<UploadManager, 'rows' | 'onDidChange'>,
    finished: Pick<FinishedUploads, 'uploads' | 'onDidChange'>,
    tree: ViewTree,
    clock: Clock,
  ) {
    this.#manager = manager;
    this.#finished = finished;
    this.#tree = tree;
    this.#clock = clock;
    this.#refresh = new Throttle(clock, refreshMs, () => this.#show());
    const refresh = (): void => this.#refresh.request();
    this.#subscriptions = [manager.onDidChange(refresh), finished.onDidChange(refresh)];
    tree.fill(this);
    this.#show();
  }

  getChildren(element?: Node): Node[] {
    if (element instanceof FinishedNode) {
      return [];
    }
    const pending = this.#nodes.below(element);
    return element ? pending : [...pending, ...this.#finishedNodes.all];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (node instanceof FinishedNode) {
      return finishedItem(node, this.#clock.now());
    }
    const { row, standing } = node;
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
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
    this.#refresh.dispose();
    this.#statusBar.dispose();
  }

  #show(): void {
    const { rows } = this.#manager;
    const changed = this.#nodes.update(rows, this.#clock.now());
    this.#tree.refresh(this.#finishedNodes.update(this.#finished.uploads) ? undefined : changed);
    const count = [...this.#nodes.all].filter(({ standing }) => needsUser.includes(standing)).length;
    this.#statusBar.show({ ...summaryOf(rows), attention: count });
    const tooltip = count === 1 ? vscode.l10n.t('1 upload needs you') : vscode.l10n.t('{0} uploads need you', count);
    this.#tree.view.badge = count === 0 ? undefined : { value: count, tooltip };
  }
}
