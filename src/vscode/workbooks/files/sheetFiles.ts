import * as vscode from 'vscode';
import { addWorksheet, deleteWorksheet, renameWorksheet } from '../../../graph/workbook/worksheets.ts';
import type { WorkbookContents } from '../../../workbook/contents/workbookContents.ts';
import type { SheetRef } from '../../../workbook/files/source.ts';
import type { WorkbookPath } from '../../../workbook/paths.ts';
import type { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import { sheetNameProblem } from '../../../workbook/sheetName.ts';
import { showingIfSlow } from '../../slowWork.ts';
import { describeSheetName } from '../../words/sheetNameWords.ts';
import { notThere } from './fileErrors.ts';
import { sheetOf } from './folders.ts';

/** The path of a sheet, whether or not there is one. */
export type SheetPath = Extract<WorkbookPath, { kind: 'grid' }>;

/** An open workbook, and what is in it. */
export interface SheetFolder {
  readonly workbook: OpenWorkbook;
  readonly contents: WorkbookContents;
}

/** @throws {vscode.FileSystemError} for a path that is not that of a sheet: only sheets come and go as files. */
export function requireSheetPath(path: WorkbookPath | undefined): SheetPath {
  if (path?.kind === 'grid' && path.group === 'worksheets') {
    return path;
  }
  return refuseOthers();
}

/** @throws {vscode.FileSystemError} with what can be done in the folders of workbooks. */
export function refuseOthers(): never {
  throw vscode.FileSystemError.NoPermissions(
    vscode.l10n.t(
      'Only worksheets can be created, renamed and deleted here, as files that end in .csv in the folder worksheets. Change anything else in Excel.',
    ),
  );
}

export async function createSheet({ workbook, contents }: SheetFolder, name: string): Promise<SheetRef> {
  return showingIfSlow(vscode.l10n.t('Adding the sheet {0}…', name), async (signal) => {
    const { sheets } = await contents.load(signal);
    requireName(
      name,
      sheets.map((sheet) => sheet.name),
    );
    try {
      return await addWorksheet(workbook, name, signal);
    } finally {
      contents.outlineChanged();
    }
  });
}

/** @param uri of the sheet as it is. */
export async function renameSheet(
  { workbook, contents }: SheetFolder,
  uri: vscode.Uri,
  from: string,
  to: string,
): Promise<void> {
  await showingIfSlow(vscode.l10n.t('Renaming the sheet {0}…', from), async (signal) => {
    const outline = await contents.load(signal);
    const sheet = sheetOf(outline, from);
    if (sheet === undefined) {
      throw notThere(uri);
    }
    const others = outline.sheets.filter((each) => each !== sheet);
    requireName(
      to,
      others.map((each) => each.name),
    );
    try {
      await renameWorksheet(workbook, sheet.id, to, signal);
    } finally {
      // Formulas name the sheet, too.
      contents.refresh();
    }
  });
}

/** @param uri of the sheet. */
export async function deleteSheet({ workbook, contents }: SheetFolder, uri: vscode.Uri, name: string): Promise<void> {
  await showingIfSlow(vscode.l10n.t('Deleting the sheet {0}…', name), async (signal) => {
    const sheet = sheetOf(await contents.load(signal), name);
    if (sheet === undefined) {
      throw notThere(uri);
    }
    try {
      await deleteWorksheet(workbook, sheet.id, signal);
    } finally {
      contents.refresh();
    }
  });
}

function requireName(name: string, taken: readonly string[]): void {
  const problem = sheetNameProblem(name, taken);
  if (problem !== undefined) {
    const words = describeSheetName(problem, name);
    throw problem === 'taken' ? vscode.FileSystemError.FileExists(words) : vscode.FileSystemError.NoPermissions(words);
  }
}
