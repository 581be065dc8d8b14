// The workbook part of the demo: a session, a changed cell with its total and its chart, and a scratch copy.
import type { Simulator } from '../sim/index.ts';
import { SHEETS } from '../support/workbooks.ts';
import type { VscodeWindow } from '../ui/pages/vscodeWindow.ts';
import { waitForNoWorkbookSessions } from '../ui/workbookSessions.ts';

/** What the steps work with. */
export interface WorkbookDemo {
  readonly window: VscodeWindow;
  readonly simulator: Simulator;
  /** File name of a workbook of the workspace that is in OneDrive, with the content of the sample. */
  readonly file: string;
  /** Where it was uploaded to last. */
  readonly stored: string;
  /** Folder for screenshots. */
  readonly pictures: string;
}

const sheet = `${SHEETS.sales}.csv`;

/** Right click, Open Workbook Session..., Persistent: the first sheet in an editor. */
export async function openWorkbook({ window, file, pictures }: WorkbookDemo): Promise<void> {
  await window.explorer.select([file]);
  await window.explorer.choose([file], 'Open Workbook Session...');
  await window.quickInput.waitFor(/What becomes of changes/);
  await window.surface.screenshot('workbook-mode', pictures);
  await window.quickInput.pick('Persistent');
  await window.editor.waitFor(sheet, /^Apples,10,1\.5,15,/m);
  await window.workbooks.waitForRow(file, /^persistent/);
  await window.surface.screenshot('workbook-opened', pictures);
}

/** @returns what was typed, and what Excel made of it */
export async function changeCell(demo: WorkbookDemo): Promise<string> {
  const { window, simulator, file, stored, pictures } = demo;
  await window.editor.replaceLine(sheet, 2, 'Apples,20,1.5,15,2026-01-02');
  await window.editor.save(sheet);
  await window.editor.waitFor(sheet, /^Apples,20,1\.5,30,/m);
  await window.surface.screenshot('workbook-recalculated', pictures);
  await window.workbooks.open([file, 'Charts', SHEETS.sales, 'Totals']);
  const { width, height } = await window.editor.waitForPicture();
  await window.surface.screenshot('workbook-chart', pictures);
  const book = await simulator.workbook(stored);
  const [units, total] = [book.value(SHEETS.sales, 'B2'), book.value(SHEETS.overview, 'B3')];
  if (units !== 20) {
    throw new Error(`${stored} holds ${String(units)} in B2`);
  }
  return `20 for 10 units; the file in OneDrive says gross ${String(total)}; chart of ${width} × ${height}`;
}

/** Tries something out, compares it with the saved workbook, and throws it away. */
export async function tryOut(demo: WorkbookDemo): Promise<string> {
  const { window, simulator, file, stored, pictures } = demo;
  const before = simulator.item(stored)?.sha256;
  await window.workbooks.choose(file, 'Reopen Workbook as Scratch Copy');
  await window.workbooks.waitForRow(file, /^scratch/);
  await window.workbooks.open([file, 'Sheets', SHEETS.sales]);
  await window.editor.waitFor(sheet, /^Apples,20,1\.5,30,/m);
  await window.editor.replaceLine(sheet, 2, 'Apples,100,1.5,30,2026-01-02');
  await window.editor.save(sheet);
  await window.editor.waitFor(sheet, /^Apples,100,1\.5,150,/m);
  await window.quickInput.runCommand('OneDrive: Compare with Saved Workbook');
  await window.editor.waitForSides([/^Apples,20,1\.5,30,/m, /^Apples,100,1\.5,150,/m]);
  await window.surface.screenshot('workbook-compared', pictures);
  await window.workbooks.press(/^budget\.xlsx\. Scratch copy/i, 'Close Workbook Session');
  await window.dialog.press('Close');
  await window.quickInput.runCommand('View: Close All Editors');
  await window.workbooks.waitForEmpty();
  await waitForNoWorkbookSessions(window.surface, simulator);
  if (simulator.item(stored)?.sha256 !== before) {
    throw new Error(`${stored} was changed by a scratch session`);
  }
  return 'the file in OneDrive is what it was before';
}
