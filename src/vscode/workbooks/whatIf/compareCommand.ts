import * as vscode from 'vscode';
import { isJsonObject } from '../../../base/json.ts';
import { commandIds } from '../../../contributions.ts';
import type { GridPath } from '../../../workbook/paths.ts';
import { parseWorkbookPath } from '../../../workbook/paths.ts';
import { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import type { Baselines } from '../../../workbook/whatIf/baselines.ts';
import { savedSheetOf } from '../../../workbook/whatIf/savedSheet.ts';
import { showDone } from '../../notify.ts';
import type { CommandRegistry } from '../../registry.ts';
import { showingIfSlow } from '../../slowWork.ts';
import { resourceGiven, workbooksFor } from '../chooseOpen.ts';
import type { WorkbookParts } from '../parts.ts';
import { workbookUri } from '../resources.ts';
import { pathOf } from '../rowPath.ts';
import type { WorkbookRow } from '../rows.ts';
import { isUsableScratch } from '../standing.ts';
import type { SavedWorkbooks } from './savedWorkbooks.ts';

export interface WhatIfServices extends Pick<WorkbookParts, 'workbooks' | 'contents' | 'restored'> {
  readonly baselines: Baselines;
  readonly saved: SavedWorkbooks;
}

/** A file of a scratch copy, and the same of the saved workbook; which may lack it. */
interface Comparison {
  readonly name: string;
  readonly saved?: vscode.Uri;
  readonly scratch: vscode.Uri;
}

/** Shows what differs between a scratch copy and the saved workbook, in VS Code's comparison of texts. */
export class CompareCommand {
  readonly #services: WhatIfServices;

  constructor(services: WhatIfServices) {
    this.#services = services;
  }

  register(registry: CommandRegistry): void {
    registry.register(commandIds.compareWorkbook, (item, items) => this.#compare(item, items));
  }

  async #compare(item: unknown, items: unknown): Promise<void> {
    const title = vscode.l10n.t('Compare with Saved Workbook');
    const choice = { title, eligible: isUsableScratch };
    const [workbook] = await workbooksFor(this.#services, item, items, choice);
    if (workbook === undefined) {
      return;
    }
    const { saved, contents } = this.#services;
    const path = gridPathOf(item);
    const { name } = workbook.opened.file;
    await saved.use(workbook, async (other, awaitEditor) => {
      // Others may have changed it since it was read.
      contents.of(other).refresh();
      const found = await showingIfSlow(vscode.l10n.t('Comparing {0}…', name), async (signal) =>
        path === undefined
          ? this.#changedSheets(workbook, other, signal)
          : [await this.#comparison(workbook, other, path, signal)],
      );
      if (found.length === 0) {
        void showDone(vscode.l10n.t('Nothing was changed in the scratch copy of {0}.', name));
        return;
      }
      if (found.every((each) => each.saved === undefined)) {
        await showNew(name, found);
        return;
      }
      awaitEditor();
      await show(name, found);
    });
  }

  /** Those that were written to in the scratch copy; all when that is not known. */
  async #changedSheets(scratch: OpenWorkbook, saved: OpenWorkbook, signal: AbortSignal): Promise<Comparison[]> {
    const { baselines, contents } = this.#services;
    const kept = baselines.of(scratch);
    const here = await contents.of(scratch).load(signal);
    const there = await contents.of(saved).load(signal);
    return here.sheets.flatMap((sheet): Comparison[] => {
      const target = savedSheetOf(sheet, there.sheets, kept?.get(sheet.id));
      const isChanged = kept === undefined || kept.has(sheet.id) || target === undefined;
      return isChanged ? [comparisonOf(scratch, saved, sheetPath(sheet.name), target && sheetPath(target.name))] : [];
    });
  }

  async #comparison(
    scratch: OpenWorkbook,
    saved: OpenWorkbook,
    path: GridPath,
    signal: AbortSignal,
  ): Promise<Comparison> {
    const { baselines, contents } = this.#services;
    const { sheets } = await contents.of(scratch).load(signal);
    const sheet = path.group === 'worksheets' ? sheets.find(({ name }) => name === path.name) : undefined;
    if (sheet === undefined) {
      const isThere = (await contents.of(saved).source(path, signal)) !== undefined;
      return comparisonOf(scratch, saved, path, isThere ? path : undefined);
    }
    const there = await contents.of(saved).load(signal);
    const target = savedSheetOf(sheet, there.sheets, baselines.of(scratch)?.get(sheet.id));
    return comparisonOf(scratch, saved, path, target && sheetPath(target.name));
  }
}

type PathInWorkbook = Omit<GridPath, 'folder'>;

function sheetPath(name: string): PathInWorkbook {
  return { kind: 'grid', group: 'worksheets', name };
}

function comparisonOf(
  scratch: OpenWorkbook,
  saved: OpenWorkbook,
  here: PathInWorkbook,
  there: PathInWorkbook | undefined,
): Comparison {
  return {
    name: here.name,
    scratch: workbookUri({ ...here, folder: scratch.opened.folder }),
    ...(there && { saved: workbookUri({ ...there, folder: saved.opened.folder }) }),
  };
}

/** The file that a command was called with: as a resource, or as a row of the view. */
function gridPathOf(item: unknown): GridPath | undefined {
  const uri = resourceGiven(item);
  const path = uri === undefined ? isRow(item) && pathOf(item) : parseWorkbookPath(uri.path);
  return path && path.kind === 'grid' ? path : undefined;
}

function isRow(item: unknown): item is WorkbookRow {
  return isJsonObject(item) && item['workbook'] instanceof OpenWorkbook && typeof item['kind'] === 'string';
}

/** What the saved workbook does not have. VS Code does not tell of a comparison with nothing that it shows a file. */
async function showNew(workbook: string, found: readonly Comparison[]): Promise<void> {
  for (const { scratch } of found) {
    await vscode.commands.executeCommand('vscode.open', scratch, { preview: false });
  }
  const names = found.map(({ name }) => name).join(', ');
  void showDone(
    vscode.l10n.t('There is nothing to compare with: the saved workbook {0} does not have {1}.', workbook, names),
  );
}

async function show(workbook: string, found: readonly Comparison[]): Promise<void> {
  const { t } = vscode.l10n;
  const [first] = found;
  if (found.length === 1 && first?.saved !== undefined) {
    const title = t('{0} of {1}: Saved ↔ Scratch Copy', first.name, workbook);
    await vscode.commands.executeCommand('vscode.diff', first.saved, first.scratch, title);
    return;
  }
  const resources = found.map(({ saved, scratch }) => [scratch, saved, scratch]);
  await vscode.commands.executeCommand('vscode.changes', t('{0}: Saved ↔ Scratch Copy', workbook), resources);
}
