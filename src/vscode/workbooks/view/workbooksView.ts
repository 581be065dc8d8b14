import * as vscode from 'vscode';
import type { Clock } from '../../../base/clock.ts';
import type { Disposable } from '../../../base/disposables.ts';
import { repeat } from '../../../base/repeat.ts';
import { Throttle } from '../../../base/throttle.ts';
import type { AllContents } from '../../../workbook/contents/allContents.ts';
import type { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import type { OpenWorkbooks } from '../../../workbook/session/openWorkbooks.ts';
import type { TreeSlot } from '../../treeSlot.ts';
import type { WorkbookRow } from '../rows.ts';
import { isUsable, needsUser } from '../standing.ts';
import { contentItem } from './contentItem.ts';
import { RowTree } from './rowTree.ts';
import { faceOf, workbookItem } from './workbookItem.ts';

/** A person cannot follow more; the tree and the assistive technology behind it should not have to. */
const refreshMs = 250;
/** How often to look what is left of the idle time, which is shown in minutes. */
const lookMs = 15_000;

export interface WorkbooksViewServices {
  readonly workbooks: OpenWorkbooks;
  readonly contents: AllContents;
  readonly clock: Clock;
}

/** The place of the view. */
export interface WorkbooksTree extends Pick<TreeSlot, 'refresh'> {
  fill(rows: vscode.TreeDataProvider<WorkbookRow>): void;
  readonly view: Pick<TreeSlot['view'], 'visible' | 'onDidChangeVisibility' | 'reveal' | 'badge'>;
}

/** The view "Workbook Sessions" with its badge: open workbooks, and below them their sheets, tables, names and charts. */
export class WorkbooksView implements vscode.TreeDataProvider<WorkbookRow>, vscode.Disposable {
  readonly #services: WorkbooksViewServices;
  readonly #tree: WorkbooksTree;
  readonly #ended = new AbortController();
  readonly #rows: RowTree;
  readonly #refresh: Throttle;
  readonly #subscriptions: readonly Disposable[];
  /** What each row shows. */
  readonly #faces = new Map<OpenWorkbook, string>();
  /** Over what is in each workbook. */
  readonly #watches = new Map<OpenWorkbook, Disposable>();
  /** Opened in this window, not before it was loaded again. */
  readonly #new = new WeakSet<OpenWorkbook>();
  /** Aborted when nobody needs to look any more. */
  #looking: AbortController | undefined;

  constructor(services: WorkbooksViewServices, tree: WorkbooksTree) {
    this.#services = services;
    this.#tree = tree;
    const { workbooks, contents, clock } = services;
    this.#rows = new RowTree(contents, this.#ended.signal, (row) => tree.refresh([row]));
    this.#refresh = new Throttle(clock, refreshMs, () => this.#show());
    this.#subscriptions = [
      workbooks.onDidChange((workbook) => {
        if (workbook.state.kind === 'opening') {
          this.#new.add(workbook);
        }
        this.#follow();
        this.#refresh.request();
      }),
      tree.view.onDidChangeVisibility(() => this.#refresh.request()),
    ];
    tree.fill(this);
    this.#show();
  }

  async getChildren(row?: WorkbookRow): Promise<WorkbookRow[]> {
    return row === undefined
      ? this.#services.workbooks.list.map((workbook) => this.#rows.workbook(workbook))
      : [...(await this.#rows.childrenOf(row))];
  }

  getParent(row: WorkbookRow): WorkbookRow | undefined {
    return this.#rows.parentOf(row);
  }

  getTreeItem(row: WorkbookRow): vscode.TreeItem {
    const item = row.kind === 'workbook' ? this.#workbookItem(row.workbook) : contentItem(row, this.#rows.isEmpty(row));
    item.id = this.#rows.idOf(row);
    return item;
  }

  /** Shows the row of a workbook and what is in it. */
  async reveal(workbook: OpenWorkbook): Promise<void> {
    this.#show();
    await this.#tree.view.reveal(this.#rows.workbook(workbook), { expand: true, select: true, focus: false });
  }

  dispose(): void {
    this.#ended.abort();
    this.#looking?.abort();
    this.#refresh.dispose();
    for (const subscription of [...this.#subscriptions, ...this.#watches.values()]) {
      subscription.dispose();
    }
  }

  #workbookItem(workbook: OpenWorkbook): vscode.TreeItem {
    const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const item = workbookItem(workbook, this.#services.clock.now());
    item.collapsibleState = !isUsable(workbook) ? None : this.#new.has(workbook) ? Expanded : Collapsed;
    return item;
  }

  #show(): void {
    const { list } = this.#services.workbooks;
    this.#follow();
    const changed = this.#look(list, this.#services.clock.now());
    this.#tree.refresh(changed?.map((workbook) => this.#rows.workbook(workbook)));
    const count = list.filter(needsUser).length;
    const tooltip =
      count === 1 ? vscode.l10n.t('1 workbook needs you') : vscode.l10n.t('{0} workbooks need you', count);
    this.#tree.view.badge = count === 0 ? undefined : { value: count, tooltip };
    this.#watchIdleTime(list.some(({ state }) => state.kind === 'open'));
  }

  /** Watches what is open, and forgets what is not any more. */
  #follow(): void {
    const { list } = this.#services.workbooks;
    for (const [workbook, watch] of this.#watches) {
      if (!list.includes(workbook)) {
        watch.dispose();
        this.#watches.delete(workbook);
        this.#rows.drop(workbook);
      }
    }
    for (const workbook of list) {
      if (!this.#watches.has(workbook)) {
        this.#watches.set(workbook, this.#watch(workbook));
      }
    }
  }

  #watch(workbook: OpenWorkbook): Disposable {
    return this.#services.contents.of(workbook).onDidChange((change) => {
      if (change === 'outline') {
        this.#rows.forget(workbook);
        this.#tree.refresh([this.#rows.workbook(workbook)]);
      }
    });
  }

  /** @returns the workbooks of which something else is to be seen; `undefined` when there are others than before. */
  #look(list: readonly OpenWorkbook[], now: number): readonly OpenWorkbook[] | undefined {
    const before = new Map(this.#faces);
    this.#faces.clear();
    for (const workbook of list) {
      this.#faces.set(workbook, Object.values(faceOf(workbook, now)).join('\n'));
    }
    const isSame = before.size === list.length && list.every((workbook) => before.has(workbook));
    return isSame ? list.filter((workbook) => before.get(workbook) !== this.#faces.get(workbook)) : undefined;
  }

  /** The end of the idle time moves without a sign. Nobody sees it while the view is hidden. */
  #watchIdleTime(isOpen: boolean): void {
    if (!isOpen || !this.#tree.view.visible) {
      this.#looking?.abort();
      this.#looking = undefined;
    } else if (this.#looking === undefined) {
      this.#looking = new AbortController();
      void repeat(this.#services.clock, lookMs, this.#looking.signal, () => this.#show());
    }
  }
}
