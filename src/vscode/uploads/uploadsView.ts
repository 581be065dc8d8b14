import * as vscode from 'vscode';
import type { UploadEntry, UploadManager } from '../../upload/manager.ts';
import { describeError } from '../words/messages.ts';
import type { TreeSlot } from '../treeSlot.ts';
import type { Clock } from '../../base/clock.ts';
import { Throttle } from '../../base/throttle.ts';
import { wholePercent } from '../../base/units.ts';
import { formatBytes, formatDuration, formatFolder, formatSpeed } from '../words/format.ts';

/** A person cannot follow more; the tree and the assistive technology behind it should not have to. */
const refreshMs = 250;

/** The rows of the view "Uploads": one for each upload that runs or failed. Rows are the entries themselves. */
export class UploadsView implements vscode.TreeDataProvider<UploadEntry>, vscode.Disposable {
  readonly #manager: UploadManager;
  readonly #tree: TreeSlot;
  readonly #subscription: { dispose(): void };
  readonly #refresh: Throttle;

  constructor(manager: UploadManager, tree: TreeSlot, clock: Clock) {
    this.#manager = manager;
    this.#tree = tree;
    this.#refresh = new Throttle(clock, refreshMs, () => this.#show());
    this.#subscription = manager.onDidChange(() => this.#refresh.request());
    tree.fill(this);
  }

  getChildren(element?: UploadEntry): UploadEntry[] {
    return element ? [] : [...this.#manager.entries];
  }

  getTreeItem({ id, task, state }: UploadEntry): vscode.TreeItem {
    const item = new vscode.TreeItem(task.name);
    const status = statusOf(state);
    item.id = id;
    item.resourceUri = vscode.Uri.parse(task.uri, true);
    item.iconPath = vscode.ThemeIcon.File;
    item.description = status;
    item.contextValue = state.kind === 'failed' ? 'upload failed' : 'upload running';
    item.tooltip = [
      task.name,
      status,
      vscode.l10n.t('To {0}', formatFolder(task.destination)),
      formatBytes(task.size),
    ].join('\n');
    item.accessibilityInformation = {
      label: vscode.l10n.t('{0}, {1}, to {2}', task.name, status, formatFolder(task.destination)),
    };
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#refresh.dispose();
  }

  #show(): void {
    this.#tree.refresh();
    const failed = this.#manager.entries.filter((entry) => entry.state.kind === 'failed').length;
    const tooltip = failed === 1 ? vscode.l10n.t('1 upload failed') : vscode.l10n.t('{0} uploads failed', failed);
    this.#tree.view.badge = failed === 0 ? undefined : { value: failed, tooltip };
  }
}

/** One line about where an upload stands. */
export function statusOf(state: UploadEntry['state']): string {
  switch (state.kind) {
    case 'queued':
      return vscode.l10n.t('waiting');
    case 'failed':
      return vscode.l10n.t('failed: {0}', describeError(state.error).reason);
    case 'uploading': {
      const parts = [vscode.l10n.t('{0} %', wholePercent(state.progress.sent, state.progress.size))];
      if (state.msLeft !== undefined) {
        parts.push(vscode.l10n.t('{0} left', formatDuration(state.msLeft)));
      }
      if (state.bytesPerSecond !== undefined) {
        parts.push(formatSpeed(state.bytesPerSecond));
      }
      return parts.join(' · ');
    }
  }
}
