import * as vscode from 'vscode';
import type { CommandId } from '../../../contributions.ts';
import { commandIds } from '../../../contributions.ts';
import type { GraphClient } from '../../../graph/client.ts';
import { getItem } from '../../../graph/drives.ts';
import { calculate } from '../../../graph/workbook/calculation.ts';
import type { CalculationType } from '../../../graph/workbook/calculation.ts';
import type { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import type { CommandRegistry } from '../../registry.ts';
import { showingIfSlow } from '../../slowWork.ts';
import { namesIds, workbooksFor } from '../chooseOpen.ts';
import type { OpenChoice } from '../chooseOpen.ts';
import { closeWorkbook } from '../closing.ts';
import type { LostSessions } from '../lostSessions.ts';
import type { WorkbookParts } from '../parts.ts';
import { isClosable, isReopenable, isUsable } from '../standing.ts';
import { askCalculation } from './askCalculation.ts';

export interface WorkbookCommandServices extends Pick<WorkbookParts, 'workbooks' | 'contents' | 'restored'> {
  readonly lost: LostSessions;
  /** The way to Graph for whoever is signed in now. */
  client(): GraphClient;
  /** Shows the row of a workbook. */
  readonly reveal: (workbook: OpenWorkbook) => Promise<void>;
}

type Run = (workbook: OpenWorkbook) => Promise<unknown>;

/** The commands about workbooks that are open already: `(idOrItem?, items?)`, or a question which one. */
export class WorkbookCommands {
  readonly #services: WorkbookCommandServices;

  constructor(services: WorkbookCommandServices) {
    this.#services = services;
  }

  register(registry: CommandRegistry): void {
    const { t } = vscode.l10n;
    const each = (id: CommandId, choice: OpenChoice, run: Run) =>
      registry.register(id, async (item, items) => {
        for (const workbook of await workbooksFor(this.#services, item, items, choice)) {
          await this.#run(workbook, run);
        }
      });
    const refresh = { title: t('Refresh Workbook'), eligible: isUsable, many: true };
    each(commandIds.refreshWorkbook, refresh, (workbook) => this.#refresh(workbook));
    const recalculate = { title: t('Recalculate Workbook'), eligible: isUsable };
    each(commandIds.recalculateWorkbook, recalculate, (workbook) => this.#recalculate(workbook, 'Recalculate'));
    each(commandIds.recalculateWorkbookAs, recalculate, async (workbook) => {
      const kind = await askCalculation(workbook.opened.file.name);
      await (kind && this.#recalculate(workbook, kind));
    });
    const reopen = { title: t('Reopen Workbook Session'), eligible: isReopenable, many: true };
    each(commandIds.reopenWorkbook, reopen, (workbook) => this.#reopen(workbook));
    const other = (persistChanges: boolean) => (workbook: OpenWorkbook) =>
      isClosable(workbook) && workbook.opened.persistChanges !== persistChanges;
    const asPersistent = { title: t('Reopen Workbook as Persistent'), eligible: other(true) };
    each(commandIds.reopenWorkbookAsPersistent, asPersistent, (workbook) => this.#reopenAs(workbook, true));
    const asScratch = { title: t('Reopen Workbook as Scratch Copy'), eligible: other(false) };
    each(commandIds.reopenWorkbookAsScratch, asScratch, (workbook) => this.#reopenAs(workbook, false));
    each(commandIds.openWorkbookInBrowser, { title: t('Open in Excel for the Web') }, (workbook) =>
      this.#openInBrowser(workbook),
    );
    const close = { title: t('Close Workbook Session'), eligible: isClosable, many: true };
    registry.register(commandIds.closeWorkbook, async (item, items) => {
      // Who names a workbook by its id, a message or another extension, has decided.
      const isDecided = namesIds(item, items);
      for (const workbook of await workbooksFor(this.#services, item, items, close)) {
        await closeWorkbook(this.#services.workbooks, workbook, isDecided);
      }
    });
  }

  /** What the user has been told of already is not told again. */
  async #run(workbook: OpenWorkbook, run: Run): Promise<void> {
    try {
      await run(workbook);
    } catch (error) {
      if (!this.#services.lost.hasTold(workbook, error)) {
        throw error;
      }
    }
  }

  async #refresh(workbook: OpenWorkbook): Promise<void> {
    const { name } = workbook.opened.file;
    await showingIfSlow(vscode.l10n.t('Refreshing {0}…', name), (signal) => workbook.refresh(signal));
    this.#services.contents.of(workbook).refresh();
    showBriefly(vscode.l10n.t('{0} was refreshed.', name));
  }

  async #recalculate(workbook: OpenWorkbook, kind: CalculationType): Promise<void> {
    const { name } = workbook.opened.file;
    await showingIfSlow(vscode.l10n.t('Recalculating {0}…', name), (signal) => calculate(workbook, kind, signal));
    this.#services.contents.of(workbook).cellsChanged();
    showBriefly(vscode.l10n.t('{0} was recalculated.', name));
  }

  async #reopen(workbook: OpenWorkbook): Promise<void> {
    // A session that may still be there is looked for.
    const isLeft = workbook.state.kind === 'expired' && workbook.session !== undefined;
    await this.#opening(workbook, (signal) => (isLeft ? workbook.open(signal) : workbook.reopen(signal)));
    this.#services.contents.of(workbook).refresh();
  }

  async #reopenAs(workbook: OpenWorkbook, persistChanges: boolean): Promise<void> {
    const { workbooks, reveal } = this.#services;
    const { file } = workbook.opened;
    const open = workbooks.find(file, persistChanges);
    if (open !== undefined) {
      await reveal(open);
      return;
    }
    const other = await this.#opening(workbook, (signal) => workbooks.open(file, persistChanges, signal));
    // What was changed in a scratch copy can be copied into the other one.
    await closeWorkbook(workbooks, workbook);
    await reveal(other);
  }

  #opening<T>(workbook: OpenWorkbook, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return showingIfSlow(vscode.l10n.t('Opening {0}…', workbook.opened.file.name), work);
  }

  async #openInBrowser({ opened: { file } }: OpenWorkbook): Promise<void> {
    const { webUrl } = await showingIfSlow(vscode.l10n.t('Looking for {0} in OneDrive…', file.name), (signal) =>
      getItem(this.#services.client(), file.driveId, file.itemId, signal),
    );
    await vscode.env.openExternal(vscode.Uri.parse(webUrl, true));
  }
}

function showBriefly(message: string): void {
  vscode.window.setStatusBarMessage(message, 3000);
}
