import type { WorkbookChannel } from '../../graph/workbook/channel.ts';
import { readShape } from '../../graph/workbook/ranges.ts';
import { listTables, tableRangePath } from '../../graph/workbook/tables.ts';
import { addWorksheet, listWorksheets } from '../../graph/workbook/worksheets.ts';
import { copyChanges } from '../files/copyChanges.ts';
import { GridError } from '../files/errors.ts';
import { readSnapshot } from '../files/readGrid.ts';
import type { CellProgress, GridSnapshot } from '../files/readGrid.ts';
import type { SheetRef } from '../files/source.ts';
import { differencesBetween } from '../grid/changes.ts';
import type { KeptSheets } from './baselines.ts';
import { isNewSheet, savedSheetOf } from './savedSheet.ts';

/** A sheet of a scratch copy that was changed. */
export interface SheetChange {
  /** In the scratch copy. */
  readonly sheet: SheetRef;
  /** In the saved workbook; absent when it has to be added there. */
  readonly saved?: SheetRef;
  readonly before: GridSnapshot;
  readonly now: GridSnapshot;
  /** Number of cells whose formulas or constants differ. */
  readonly cells: number;
}

/** What would be copied from a scratch copy into the saved workbook, and what would not. */
export interface CopyPlan {
  readonly changes: readonly SheetChange[];
  /** Sheets with changes that the saved workbook does not have any more. */
  readonly gone: readonly SheetRef[];
  /** Sheets with another name in the saved workbook: names are not copied. */
  readonly renamed: readonly { readonly sheet: SheetRef; readonly saved: SheetRef }[];
  /** Sheets of the saved workbook that the scratch copy does not have: they stay. */
  readonly staying: readonly SheetRef[];
  /** Names of tables that have other rows or columns in the saved workbook: cells are copied, the size is not. */
  readonly resized: readonly string[];
  /** Whether it is known what the scratch copy began with: else all that differs counts as a change. */
  readonly isWhole: boolean;
}

/**
 * Finds what was changed in a scratch copy.
 * @param kept what its sheets were before; `undefined` when that is not known.
 * @param onSheet gets the name of a sheet that is about to be read.
 * @throws {GridError} `tooManyCells` of a changed sheet. And what the channels throw.
 */
export async function planCopy(
  scratch: WorkbookChannel,
  saved: WorkbookChannel,
  kept: KeptSheets | undefined,
  onSheet: (name: string) => void,
  signal: AbortSignal,
): Promise<CopyPlan> {
  const here = await listWorksheets(scratch, signal);
  const there = await listWorksheets(saved, signal);
  const read = (channel: WorkbookChannel, { id, name }: SheetRef): Promise<GridSnapshot> => {
    onSheet(name);
    return readSnapshot(channel, { kind: 'sheet', sheet: { id, name } }, signal);
  };
  const changes: SheetChange[] = [];
  const gone: SheetRef[] = [];
  const found = new Map<SheetRef, SheetRef>();
  for (const { id, name } of here) {
    const sheet = { id, name };
    const was = kept?.get(id);
    const target = savedSheetOf(sheet, there, was);
    if (target !== undefined) {
      found.set(target, sheet);
    }
    const isWritten = kept === undefined || kept.has(id);
    if (target !== undefined && !isWritten) {
      continue;
    }
    if (target !== undefined && kept !== undefined && was === undefined) {
      throw new GridError('tooManyCells', { sheet: name });
    }
    const now = await read(scratch, sheet);
    const before = was ?? (target === undefined ? { ...now, texts: [], contents: [] } : await read(saved, target));
    const cells = differencesBetween(before.contents, now.contents).length;
    if (target !== undefined) {
      changes.push(...(cells > 0 ? [{ sheet, saved: refOf(target), before, now, cells }] : []));
    } else if (kept === undefined || isNewSheet(isWritten ? was : now)) {
      changes.push({ sheet, before, now, cells });
    } else if (isWritten && cells > 0) {
      gone.push(sheet);
    }
  }
  return {
    changes,
    gone,
    renamed: [...found]
      .filter(([target, sheet]) => target.name !== sheet.name)
      .map(([target, sheet]) => ({ sheet, saved: refOf(target) })),
    staying: there.filter((sheet) => !found.has(sheet)).map(refOf),
    resized: changes.length === 0 ? [] : await resizedTables(scratch, saved, signal),
    isWhole: kept !== undefined,
  };
}

async function resizedTables(scratch: WorkbookChannel, saved: WorkbookChannel, signal: AbortSignal): Promise<string[]> {
  const there = new Map((await listTables(saved, signal)).map(({ id, name }) => [name, id]));
  const resized: string[] = [];
  for (const { id, name } of await listTables(scratch, signal)) {
    const other = there.get(name);
    const now = await readShape(scratch, tableRangePath(id), signal);
    const before = other === undefined ? undefined : await readShape(saved, tableRangePath(other), signal);
    if (before?.rowCount !== now.rowCount || before.columnCount !== now.columnCount) {
      resized.push(name);
    }
  }
  return resized;
}

/** What becomes of each sheet while changes are copied. */
export interface CopyEvents {
  readonly onProgress: CellProgress;
  /** All of its cells are in the saved workbook. */
  readonly copied: (change: SheetChange) => void;
  /** None is, or not all of them. */
  readonly failed: (change: SheetChange, error: GridError) => void;
}

/**
 * Copies changes into the saved workbook, sheet by sheet; what is wrong with one does not keep the others from that.
 * @param saved of a persistent session. @throws what the channel throws.
 */
export async function copySheets(
  saved: WorkbookChannel,
  changes: readonly SheetChange[],
  { onProgress, copied, failed }: CopyEvents,
  signal: AbortSignal,
): Promise<void> {
  const targets = new Map<SheetChange, SheetRef>();
  // Before any cells: formulas may name the new sheets.
  for (const change of changes) {
    targets.set(change, change.saved ?? refOf(await addWorksheet(saved, change.sheet.name, signal)));
  }
  const all = changes.reduce((sum, { cells }) => sum + cells, 0);
  let done = 0;
  for (const [change, sheet] of targets) {
    const begun = done;
    try {
      const now = { ...change.now, sheet };
      await copyChanges(saved, change.before, now, (cells) => onProgress(begun + cells, all), signal);
      copied(change);
    } catch (error) {
      if (!(error instanceof GridError)) {
        throw error;
      }
      failed(change, error);
    }
    done += change.cells;
  }
}

function refOf({ id, name }: SheetRef): SheetRef {
  return { id, name };
}
