import * as vscode from 'vscode';
import { isAbort } from '../../../base/abort.ts';
import type { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import type { OpenWorkbooks } from '../../../workbook/session/openWorkbooks.ts';
import { showFailure } from '../../notify.ts';
import { showingIfSlow } from '../../slowWork.ts';
import { describeError } from '../../words/messages.ts';
import { resourcesOf, workbookOf } from '../resources.ts';

/** How long a workbook that was opened here is needed. */
interface Need {
  users: number;
  /** Whether a comparison is about to appear. */
  awaited: boolean;
}

/**
 * The saved workbooks of scratch copies. One that is opened for a comparison is closed with it, unless somebody looks at
 * it in another way meanwhile.
 */
export class SavedWorkbooks implements vscode.Disposable {
  readonly #workbooks: OpenWorkbooks;
  /** Those that were opened here. */
  readonly #needs = new Map<OpenWorkbook, Need>();
  readonly #subscription: vscode.Disposable;

  constructor(workbooks: OpenWorkbooks) {
    this.#workbooks = workbooks;
    this.#subscription = vscode.window.tabGroups.onDidChangeTabs(() => this.#look());
  }

  /**
   * Does something with the saved workbook of a scratch copy; when it cannot be opened, a message says why.
   * @param work gets the workbook, and what to call when an editor of it is about to appear.
   */
  async use(
    scratch: OpenWorkbook,
    work: (saved: OpenWorkbook, awaitEditor: () => void) => Promise<void>,
  ): Promise<void> {
    const saved = await this.#open(scratch);
    if (saved === undefined) {
      return;
    }
    const need = this.#needs.get(saved) ?? { users: 0, awaited: false };
    need.users++;
    try {
      await work(saved, () => {
        need.awaited = true;
      });
    } catch (error) {
      need.awaited = false;
      throw error;
    } finally {
      need.users--;
      this.#look();
    }
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #open({ opened: { file } }: OpenWorkbook): Promise<OpenWorkbook | undefined> {
    const known = this.#workbooks.find(file, true);
    try {
      const saved = await showingIfSlow(vscode.l10n.t('Opening {0}…', file.name), (signal) =>
        this.#workbooks.open(file, true, signal),
      );
      if (known === undefined && !this.#needs.has(saved)) {
        this.#needs.set(saved, { users: 0, awaited: false });
      }
      return saved;
    } catch (error) {
      if (isAbort(error)) {
        throw error;
      }
      const { reason } = describeError(error);
      void showFailure(
        vscode.l10n.t('The saved workbook {0} cannot be opened beside the scratch copy. {1}', file.name, reason),
      );
      return undefined;
    }
  }

  #look(): void {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    for (const [saved, need] of this.#needs) {
      const shown = tabs.filter((tab) => resourcesOf(tab).some((uri) => workbookOf(uri, [saved]) !== undefined));
      if (shown.some(({ input }) => input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom)) {
        // Somebody works with it: from now on it is theirs.
        this.#needs.delete(saved);
      } else if (shown.length > 0) {
        need.awaited = false;
      } else if (need.users === 0 && !need.awaited) {
        this.#needs.delete(saved);
        void this.#workbooks.close(saved, new AbortController().signal);
      }
    }
  }
}
