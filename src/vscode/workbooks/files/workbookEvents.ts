import * as vscode from 'vscode';
import { workbookScheme } from '../../../contributions.ts';
import type { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import { folderOf, resourcesOf, workbookUri } from '../resources.ts';
import type { ChartFiles } from './chartFiles.ts';
import type { GridFiles } from './gridFiles.ts';
import { OutlineWatch } from './outlineWatch.ts';
import type { FileServices } from './services.ts';

interface Watched {
  readonly subscription: { dispose(): void };
  isLost: boolean;
}

/** Tells VS Code what came, went and changed in the folders of open workbooks. */
export class WorkbookEvents implements vscode.Disposable {
  readonly #services: FileServices;
  readonly #grids: GridFiles;
  readonly #charts: ChartFiles;
  readonly #signal: AbortSignal;
  readonly #files = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #watched = new Map<OpenWorkbook, Watched>();
  readonly #subscription: { dispose(): void };

  constructor(services: FileServices, grids: GridFiles, charts: ChartFiles, signal: AbortSignal) {
    this.#services = services;
    this.#grids = grids;
    this.#charts = charts;
    this.#signal = signal;
    this.#subscription = services.workbooks.onDidChange((workbook) => this.#look(workbook));
    for (const workbook of services.workbooks.list) {
      this.#look(workbook);
    }
  }

  get onDidChangeFile(): vscode.Event<vscode.FileChangeEvent[]> {
    return this.#files.event;
  }

  changed(...uris: readonly vscode.Uri[]): void {
    this.#fire(vscode.FileChangeType.Changed, uris);
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const { subscription } of this.#watched.values()) {
      subscription.dispose();
    }
    this.#files.dispose();
  }

  #look(workbook: OpenWorkbook): void {
    const isOpen = this.#services.workbooks.list.includes(workbook);
    const watched = this.#watched.get(workbook);
    if (!isOpen) {
      if (watched !== undefined) {
        this.#close(workbook, watched);
      }
      return;
    }
    if (watched === undefined) {
      this.#open(workbook);
      return;
    }
    const { state } = workbook;
    if (state.kind === 'expired' && state.changesLost) {
      watched.isLost = true;
    } else if (watched.isLost && state.kind === 'open') {
      watched.isLost = false;
      for (const file of this.#grids.in(workbook)) {
        file.lose();
      }
      this.#services.contents.of(workbook).refresh();
    }
  }

  #open(workbook: OpenWorkbook): void {
    const { folder } = workbook.opened;
    const contents = this.#services.contents.of(workbook);
    const outline = new OutlineWatch(folder, contents);
    const subscription = contents.onDidChange((change) => {
      if (change === 'cells') {
        this.#cellsChanged(workbook);
      } else {
        void this.#outlineChanged(outline);
      }
    });
    this.#watched.set(workbook, { subscription, isLost: false });
    this.#fire(vscode.FileChangeType.Created, [workbookUri({ kind: 'workbook', folder }), ...shownIn(folder)]);
  }

  #close(workbook: OpenWorkbook, { subscription }: Watched): void {
    this.#watched.delete(workbook);
    subscription.dispose();
    const grids = this.#grids.in(workbook).map(({ uri }) => uri);
    for (const uri of grids) {
      this.#grids.forget(uri);
    }
    const { folder } = workbook.opened;
    const uris = [...grids, ...this.#charts.closed(workbook), workbookUri({ kind: 'workbook', folder })];
    this.#fire(vscode.FileChangeType.Deleted, uris);
  }

  #cellsChanged(workbook: OpenWorkbook): void {
    for (const file of this.#grids.in(workbook)) {
      file.change();
    }
    this.changed(...this.#charts.changed(workbook));
  }

  async #outlineChanged(outline: OutlineWatch): Promise<void> {
    try {
      const { created, deleted } = await outline.look(this.#signal);
      const uri = (path: string): vscode.Uri => vscode.Uri.from({ scheme: workbookScheme, path });
      this.#fire(vscode.FileChangeType.Deleted, deleted.map(uri));
      this.#fire(vscode.FileChangeType.Created, created.map(uri));
    } catch {
      // Whoever opens the folder finds out why.
    }
  }

  #fire(type: vscode.FileChangeType, uris: readonly vscode.Uri[]): void {
    if (uris.length > 0) {
      this.#files.fire(uris.map((uri) => ({ type, uri })));
    }
  }
}

/** What editors of before show of a workbook that is open again. */
function shownIn(folder: string): readonly vscode.Uri[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs.flatMap(resourcesOf));
  const uris = [...tabs, ...vscode.workspace.textDocuments.map(({ uri }) => uri)];
  return uris.filter((uri) => folderOf(uri)?.toLowerCase() === folder.toLowerCase());
}
