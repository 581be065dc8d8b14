import * as vscode from 'vscode';
import { isJsonObject } from '../../../base/json.ts';
import { commandIds } from '../../../contributions.ts';
import type { Worksheet } from '../../../graph/workbook/worksheets.ts';
import { parseWorkbookPath } from '../../../workbook/paths.ts';
import type { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import { showDone, showFailure } from '../../notify.ts';
import type { CommandRegistry } from '../../registry.ts';
import { showingIfSlow } from '../../slowWork.ts';
import { resourceGiven, workbooksFor } from '../chooseOpen.ts';
import { closeEditors, discardTexts, isIn, saveTexts, showInPlace, unsavedTexts } from '../editors.ts';
import type { WorkbookParts } from '../parts.ts';
import { activeResource, workbookUri } from '../resources.ts';
import { isUsable } from '../standing.ts';
import { askName, confirmDelete, confirmSave, pickSheet } from './sheetQuestions.ts';

export interface SheetCommandServices extends Pick<WorkbookParts, 'workbooks' | 'contents' | 'restored'> {
  /** The files of open workbooks: sheets come and go as they do. */
  readonly files: Pick<vscode.FileSystemProvider, 'writeFile' | 'rename' | 'delete'>;
}

/** A sheet among all of its workbook. */
interface ChosenSheet {
  readonly workbook: OpenWorkbook;
  readonly sheet: Worksheet;
  readonly others: readonly string[];
}

/** New, rename and delete of sheets: `(rowOrUri?)`, or questions which one. */
export class SheetCommands {
  readonly #services: SheetCommandServices;

  constructor(services: SheetCommandServices) {
    this.#services = services;
  }

  register(registry: CommandRegistry): void {
    const { t } = vscode.l10n;
    registry.register(commandIds.newWorksheet, (item) => tellingFailure(() => this.#add(item, t('New Worksheet'))));
    registry.register(commandIds.renameWorksheet, (item) =>
      tellingFailure(() => this.#rename(item, t('Rename Worksheet'))),
    );
    registry.register(commandIds.deleteWorksheet, (item) =>
      tellingFailure(() => this.#delete(item, t('Delete Worksheet'))),
    );
  }

  async #add(item: unknown, title: string): Promise<void> {
    const [workbook] = await this.#workbooksFor(item, title);
    if (workbook === undefined) {
      return;
    }
    const taken = (await this.#sheetsOf(workbook)).map(({ name }) => name);
    const name = await askName({ title, value: '', taken });
    if (name === undefined) {
      return;
    }
    const uri = sheetUri(workbook, name);
    await this.#services.files.writeFile(uri, new Uint8Array(), { create: true, overwrite: false });
    await vscode.commands.executeCommand('vscode.open', uri);
  }

  async #rename(item: unknown, title: string): Promise<void> {
    const chosen = await this.#sheetFor(item, title);
    if (chosen === undefined) {
      return;
    }
    const { workbook, sheet, others } = chosen;
    const name = await askName({ title, value: sheet.name, taken: others });
    if (name === undefined || name === sheet.name) {
      return;
    }
    const uri = sheetUri(workbook, sheet.name);
    const unsaved = unsavedTexts(is(uri));
    if (unsaved.length > 0 && !((await confirmSave(sheet.name)) && (await saveTexts(unsaved)))) {
      return;
    }
    const renamed = sheetUri(workbook, name);
    await this.#services.files.rename(uri, renamed, { overwrite: false });
    await showInPlace(uri, renamed);
  }

  async #delete(item: unknown, title: string): Promise<void> {
    const chosen = await this.#sheetFor(item, title);
    if (chosen === undefined || !(await confirmDelete(chosen.workbook.opened, chosen.sheet.name))) {
      return;
    }
    const uri = sheetUri(chosen.workbook, chosen.sheet.name);
    await this.#services.files.delete(uri, { recursive: false });
    await discardTexts(unsavedTexts(is(uri)));
    await closeEditors(is(uri));
  }

  #workbooksFor(item: unknown, title: string): Promise<readonly OpenWorkbook[]> {
    return workbooksFor(this.#services, item, undefined, { title, eligible: isUsable });
  }

  #sheetsOf(workbook: OpenWorkbook): Promise<readonly Worksheet[]> {
    const { name } = workbook.opened.file;
    return showingIfSlow(vscode.l10n.t('Looking at the sheets of {0}…', name), async (signal) => {
      const { sheets } = await this.#services.contents.of(workbook).load(signal);
      return sheets;
    });
  }

  /** The one that it was called with, else that of the active editor, else what the user picks. */
  async #sheetFor(item: unknown, title: string): Promise<ChosenSheet | undefined> {
    const [workbook] = await this.#workbooksFor(item, title);
    if (workbook === undefined) {
      return undefined;
    }
    const sheets = await this.#sheetsOf(workbook);
    const isMeant = sheetMeant(item, workbook);
    const sheet = isMeant ? sheets.find(isMeant) : await pickSheet(sheets, title);
    if (isMeant && sheet === undefined) {
      void showDone(vscode.l10n.t('{0}: the sheet is not in {1} any more.', title, workbook.opened.file.name));
    }
    return sheet && { workbook, sheet, others: sheets.filter((each) => each !== sheet).map(({ name }) => name) };
  }
}

/** Tells the sheet that a command was called with, or that of the active editor. */
function sheetMeant(item: unknown, workbook: OpenWorkbook): ((sheet: Worksheet) => boolean) | undefined {
  const row = isJsonObject(item) ? item['sheet'] : undefined;
  if (isJsonObject(row)) {
    return ({ id }) => id === row['id'];
  }
  const uri = resourceGiven(item) ?? activeResource();
  const path = uri && isIn(workbook)(uri) ? parseWorkbookPath(uri.path) : undefined;
  if (path?.kind !== 'grid' || path.group !== 'worksheets') {
    return undefined;
  }
  const wanted = path.name.toLowerCase();
  return ({ name }) => name.toLowerCase() === wanted;
}

function sheetUri(workbook: OpenWorkbook, name: string): vscode.Uri {
  return workbookUri({ kind: 'grid', folder: workbook.opened.folder, group: 'worksheets', name });
}

function is(uri: vscode.Uri): (other: vscode.Uri) => boolean {
  return (other) => other.toString() === uri.toString();
}

/** Failures of files come with their words. */
async function tellingFailure(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError)) {
      throw error;
    }
    void showFailure(error.message);
  }
}
