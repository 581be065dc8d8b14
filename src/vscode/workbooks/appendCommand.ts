import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { commandIds } from '../../contributions.ts';
import { listColumnNames } from '../../graph/workbook/tables.ts';
import type { Table } from '../../graph/workbook/tables.ts';
import type { SheetRef } from '../../workbook/files/source.ts';
import { locate } from '../../workbook/files/source.ts';
import { addTableRows } from '../../workbook/files/tableRows.ts';
import type { CellInput } from '../../workbook/grid/cellText.ts';
import type { OpenWorkbook } from '../../workbook/session/openWorkbook.ts';
import { showDone, showWarning } from '../notify.ts';
import type { Action } from '../notify.ts';
import type { CommandRegistry } from '../registry.ts';
import { showingIfSlow } from '../slowWork.ts';
import { workbooksFor } from './chooseOpen.ts';
import type { WorkbookParts } from './parts.ts';
import { workbookUri } from './resources.ts';
import { rowsOf, selectedText } from './selectedRows.ts';
import { isUsable } from './standing.ts';

export interface AppendServices extends Pick<
  WorkbookParts,
  'workbooks' | 'contents' | 'restored' | 'prompts' | 'clock'
> {
  /** To be called before anything is written to a sheet. */
  readonly beforeFirstWrite: (workbook: OpenWorkbook, sheet: SheetRef, signal: AbortSignal) => Promise<void>;
}

/** Above this, appending asks once more: a table is easily filled with what nobody wanted. */
const manyRows = 100;

/** A table, and what it takes. */
interface Target {
  readonly workbook: OpenWorkbook;
  readonly table: Table;
  readonly columns: readonly string[];
}

/** Appends what is selected in the active editor to a table of an open workbook. */
export class AppendCommand {
  readonly #services: AppendServices;

  constructor(services: AppendServices) {
    this.#services = services;
  }

  register(registry: CommandRegistry): void {
    registry.register(commandIds.appendTableRows, () => this.#append());
  }

  /** @returns the number of rows that were appended; `undefined` when nothing was to be done. */
  async #append(): Promise<number | undefined> {
    const { t } = vscode.l10n;
    const editor = vscode.window.activeTextEditor;
    const selected = editor && selectedText(editor);
    if (selected === undefined) {
      void showDone(t('There are no rows to append. Select some in an editor, as CSV or JSON.'));
      return undefined;
    }
    const choice = { title: t('Append Selection to Workbook Table'), eligible: isUsable };
    const [workbook] = await workbooksFor(this.#services, undefined, undefined, choice);
    const target = workbook && (await this.#pickTable(workbook));
    if (target === undefined) {
      return undefined;
    }
    const rows = rowsOf(selected, target.columns);
    if (rows.length === 0) {
      void showDone(t('There are no rows to append: the selection has nothing but headings.'));
      return undefined;
    }
    return (await isWanted(target, rows.length)) ? this.#add(target, rows) : undefined;
  }

  async #pickTable(workbook: OpenWorkbook): Promise<Target | undefined> {
    const { t } = vscode.l10n;
    const { contents, prompts } = this.#services;
    const { name } = workbook.opened.file;
    const targets = await showingIfSlow(t('Looking for the tables of {0}…', name), async (signal) => {
      const { tables } = await contents.of(workbook).load(signal);
      const found: Target[] = [];
      for (const table of tables) {
        found.push({ workbook, table, columns: await listColumnNames(workbook, table.id, signal) });
      }
      return found;
    });
    if (targets.length === 0) {
      void showDone(t('{0} has no table. Make one in Excel (Insert, Table), then refresh the workbook.', name));
      return undefined;
    }
    const items = targets.map((target) => ({
      label: target.table.name,
      detail: target.columns.join(' · '),
      target,
    }));
    const options = { title: t('Append to Which Table of {0}?', name), matchOnDetail: true };
    const picked = await prompts.run(
      async () => vscode.window.showQuickPick(items, options),
      new AbortController().signal,
    );
    return picked?.target;
  }

  async #add({ workbook, table }: Target, rows: readonly (readonly CellInput[])[]): Promise<number> {
    const { t } = vscode.l10n;
    const { beforeFirstWrite, clock, contents } = this.#services;
    let added = 0;
    try {
      await showingIfSlow(t('Appending rows to {0}…', table.name), async (signal, tell) => {
        const { sheet } = await locate(workbook, { kind: 'table', tableId: table.id }, signal);
        await beforeFirstWrite(workbook, sheet, signal);
        const percent = (): number => (100 * added) / rows.length;
        const work = {
          channel: workbook,
          tableId: table.id,
          clock,
          onDoubt: () => tell(t('no clear answer: checking which rows are there…'), percent()),
        };
        const onProgress = (done: number, all: number): void => {
          added = done;
          tell(t('{0} of {1} rows', done, all), percent());
        };
        await contents.of(workbook).edit(() => addTableRows(work, rows, onProgress, signal), signal);
      });
    } catch (error) {
      if (added > 0 || isAbort(error)) {
        void showWarning(uncertainty(rows.length, added), openTable(workbook, table));
      }
      throw error;
    } finally {
      contents.of(workbook).cellsChanged();
    }
    const { name } = workbook.opened.file;
    const message =
      rows.length === 1
        ? t('1 row was appended to {0} in {1}.', table.name, name)
        : t('{0} rows were appended to {1} in {2}.', rows.length, table.name, name);
    void showDone(message, openTable(workbook, table));
    return rows.length;
  }
}

async function isWanted({ workbook, table }: Target, count: number): Promise<boolean> {
  if (count <= manyRows) {
    return true;
  }
  const { t } = vscode.l10n;
  const append = t('Append');
  const question = t('Append {0} rows to {1} in {2}?', count, table.name, workbook.opened.file.name);
  return (await vscode.window.showWarningMessage(question, { modal: true }, append)) === append;
}

function uncertainty(count: number, added: number): string {
  return vscode.l10n.t(
    '{0} of {1} rows were appended for sure. Look at the table before you append the others.',
    added,
    count,
  );
}

function openTable({ opened: { folder } }: OpenWorkbook, { name }: Table): Action {
  const uri = workbookUri({ kind: 'grid', folder, group: 'tables', name });
  return { title: vscode.l10n.t('Open Table'), run: () => vscode.commands.executeCommand('vscode.open', uri) };
}
