import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import type { DriveItem } from '../../graph/driveItem.ts';
import { childPath } from '../../graph/names.ts';
import type { Destination } from '../../upload/model.ts';
import { formatFolder } from '../words/format.ts';
import { describeError } from '../words/messages.ts';

/** What the picker asks of OneDrive. */
export interface FolderBrowser {
  /** The next folders in a folder, at least one unless there are no more. @param nextLink of the page before. */
  list(
    folder: Destination,
    nextLink: string | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly items: readonly DriveItem[]; readonly nextLink?: string }>;
  create(parent: Destination, name: string, signal: AbortSignal): Promise<DriveItem>;
  /** Why a folder cannot have this name, in words; `undefined` when it can. */
  checkName(parent: Destination, name: string): string | undefined;
}

type Row =
  | (vscode.QuickPickItem & { readonly action: 'choose' | 'open'; readonly folder: Destination })
  | (vscode.QuickPickItem & { readonly action: 'create' | 'more' })
  | (vscode.QuickPickItem & { readonly action: 'separator' });

/** Lets the user walk through the folders of a drive and choose one. `undefined`: closed without a choice. */
export async function pickFolder(
  root: Destination,
  recent: readonly Destination[],
  browser: FolderBrowser,
): Promise<Destination | undefined> {
  const picker = new FolderPicker(root, recent, browser);
  try {
    return await picker.run();
  } finally {
    picker.dispose();
  }
}

class FolderPicker implements vscode.Disposable {
  readonly #root: Destination;
  readonly #recent: readonly Destination[];
  readonly #browser: FolderBrowser;
  readonly #pick = vscode.window.createQuickPick<Row>();
  /** From the root to the folder that is shown. */
  #trail: readonly Destination[];
  #folders: readonly Destination[] = [];
  #nextLink: string | undefined;
  /** What went wrong last, and what to do again. */
  #problem: { readonly text: string; readonly action: 'create' | 'more' } | undefined;
  #loading = new AbortController();
  /** While a name is asked for, the hidden list is not a cancelled one. */
  #asking = false;

  constructor(root: Destination, recent: readonly Destination[], browser: FolderBrowser) {
    this.#root = root;
    this.#recent = recent;
    this.#browser = browser;
    this.#trail = [root];
    this.#pick.ignoreFocusOut = true;
    this.#pick.matchOnDescription = true;
  }

  async run(): Promise<Destination | undefined> {
    return new Promise((resolve) => {
      this.#pick.onDidAccept(() => {
        const [row] = this.#pick.selectedItems;
        if (row?.action === 'choose') {
          resolve(row.folder);
        } else if (row) {
          void this.#follow(row);
        }
      });
      this.#pick.onDidTriggerButton(() => void this.#open(this.#trail.slice(0, -1)));
      this.#pick.onDidHide(() => {
        if (!this.#asking) {
          resolve(undefined);
        }
      });
      this.#pick.show();
      void this.#open([this.#root]);
    });
  }

  dispose(): void {
    this.#loading.abort();
    this.#pick.dispose();
  }

  get #current(): Destination {
    return this.#trail.at(-1) ?? this.#root;
  }

  async #follow(row: Row): Promise<void> {
    switch (row.action) {
      case 'open':
        return this.#open([...this.#trail, row.folder]);
      case 'more':
        return this.#load();
      case 'create':
        return this.#create();
      case 'choose':
      case 'separator':
        return undefined;
    }
  }

  async #open(trail: readonly Destination[]): Promise<void> {
    this.#trail = trail;
    this.#folders = [];
    this.#nextLink = undefined;
    this.#pick.value = '';
    this.#pick.title = vscode.l10n.t('Upload to {0}', formatFolder(this.#current));
    this.#pick.buttons = trail.length > 1 ? [vscode.QuickInputButtons.Back] : [];
    await this.#load();
  }

  /** Loads the next page of the folder that is shown. */
  async #load(): Promise<void> {
    this.#loading.abort();
    const loading = (this.#loading = new AbortController());
    const folder = this.#current;
    this.#problem = undefined;
    this.#pick.busy = true;
    this.#show();
    try {
      const page = await this.#browser.list(folder, this.#nextLink, loading.signal);
      if (loading.signal.aborted) {
        return;
      }
      this.#folders = [...this.#folders, ...page.items.map((item) => childOf(folder, item))];
      this.#nextLink = page.nextLink;
    } catch (error) {
      if (loading.signal.aborted || isAbort(error)) {
        return;
      }
      this.#problem = { text: describeError(error).message, action: 'more' };
    }
    this.#pick.busy = false;
    this.#show();
  }

  async #create(): Promise<void> {
    const parent = this.#current;
    this.#asking = true;
    const name = await vscode.window.showInputBox({
      title: vscode.l10n.t('New folder in {0}', formatFolder(parent)),
      prompt: vscode.l10n.t('Name of the folder'),
      ignoreFocusOut: true,
      validateInput: (value) => (value === '' ? undefined : this.#browser.checkName(parent, value)),
    });
    this.#pick.show();
    this.#asking = false;
    if (!name) {
      return;
    }
    this.#pick.busy = true;
    try {
      const folder = await this.#browser.create(parent, name, this.#loading.signal);
      await this.#open([...this.#trail, childOf(parent, folder)]);
    } catch (error) {
      if (isAbort(error)) {
        return;
      }
      this.#problem = { text: describeError(error).message, action: 'create' };
      this.#pick.busy = false;
      this.#show();
    }
  }

  #show(): void {
    const { t } = vscode.l10n;
    const rows: Row[] = [
      {
        action: 'choose',
        folder: this.#current,
        label: `$(check) ${t('Upload Here')}`,
        description: formatFolder(this.#current),
        alwaysShow: true,
      },
      { action: 'create', label: `$(new-folder) ${t('New Folder...')}`, alwaysShow: true },
    ];
    if (this.#problem !== undefined) {
      const { action, text } = this.#problem;
      rows.push({ action, label: `$(error) ${t('Try Again')}`, detail: text, alwaysShow: true });
    }
    if (this.#trail.length === 1 && this.#recent.length > 0) {
      rows.push(separator(t('Recent')));
      for (const folder of this.#recent) {
        rows.push({ action: 'choose', folder, label: `$(history) ${formatFolder(folder)}` });
      }
    }
    rows.push(separator(t('Folders')));
    for (const folder of this.#folders) {
      rows.push({ action: 'open', folder, label: `$(folder) ${folder.path.slice(folder.path.lastIndexOf('/') + 1)}` });
    }
    if (this.#nextLink !== undefined) {
      rows.push({ action: 'more', label: `$(ellipsis) ${t('More Folders...')}`, alwaysShow: true });
    }

    this.#pick.placeholder =
      this.#folders.length > 0 || this.#pick.busy || this.#problem !== undefined
        ? t('Choose this folder, or open another one')
        : t('Choose this folder; there are no folders in it');

    const active = this.#pick.activeItems[0];
    this.#pick.items = rows;
    const again = rows.find((row) => active && row.label === active.label && row.action === active.action);
    if (again) {
      this.#pick.activeItems = [again];
    }
  }
}

function separator(label: string): Row {
  return { action: 'separator', label, kind: vscode.QuickPickItemKind.Separator };
}

function childOf(parent: Destination, item: DriveItem): Destination {
  return {
    driveId: item.driveId,
    itemId: item.id,
    driveType: parent.driveType,
    path: childPath(parent.path, item.name),
  };
}
