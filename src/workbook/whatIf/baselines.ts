import type { WorkbookSession } from '../../graph/workbook/session.ts';
import { GridError } from '../files/errors.ts';
import { readSnapshot } from '../files/readGrid.ts';
import type { GridSnapshot } from '../files/readGrid.ts';
import type { SheetRef } from '../files/source.ts';
import type { OpenWorkbook } from '../session/openWorkbook.ts';
import type { OpenWorkbooks } from '../session/openWorkbooks.ts';
import { isNewSheet } from './savedSheet.ts';
import type { KeptSheet } from './savedSheet.ts';

/** Sheets as they were before anything was written to them, by their ids; `undefined` for one that is too large. */
export type KeptSheets = ReadonlyMap<string, KeptSheet | undefined>;

/** What is kept of one session. */
interface Baseline {
  readonly session: WorkbookSession | undefined;
  /** Whether it began with an unchanged copy: else there are changes that nobody here has seen. */
  readonly isWhole: boolean;
  readonly sheets: Map<string, KeptSheet | undefined>;
}

/**
 * What the sheets of scratch copies were before they were changed, in memory: to tell what was changed, and what somebody
 * else changed in the file meanwhile. It ends with the session.
 */
export class Baselines {
  readonly #baselines = new WeakMap<OpenWorkbook, Baseline>();

  constructor(workbooks: OpenWorkbooks) {
    // Each session has to be seen at its beginning, when nothing is changed in it yet.
    workbooks.onDidChange((workbook) => this.#now(workbook));
  }

  /** To be called before anything is written to a sheet. @throws what the channel throws. */
  async keep(workbook: OpenWorkbook, sheet: SheetRef, signal: AbortSignal): Promise<void> {
    const { isWhole, sheets } = this.#now(workbook);
    if (workbook.opened.persistChanges || !isWhole || sheets.has(sheet.id)) {
      return;
    }
    const snapshot = await readUnlessTooLarge(workbook, sheet, signal);
    // Another session may have begun by that, and somebody else may have been here as well.
    const now = this.#now(workbook);
    if (now.isWhole && !now.sheets.has(sheet.id)) {
      now.sheets.set(sheet.id, snapshot);
    }
  }

  /** The sheets that were written to; `undefined` when changes were made that were not seen here, before a reload. */
  of(workbook: OpenWorkbook): KeptSheets | undefined {
    const { isWhole, sheets } = this.#now(workbook);
    return isWhole ? sheets : undefined;
  }

  /** The saved workbook has a sheet as it was then: changes count from there. */
  moveOn(workbook: OpenWorkbook, copied: GridSnapshot): void {
    const { sheets } = this.#now(workbook);
    const { id } = copied.sheet;
    sheets.set(id, { ...copied, isNew: isNewSheet(sheets.get(id)) });
  }

  #now(workbook: OpenWorkbook): Baseline {
    const { session } = workbook;
    const known = this.#baselines.get(workbook);
    if (known !== undefined && known.session === session) {
      return known;
    }
    const baseline = { session, isWhole: !workbook.hasUnsavedChanges, sheets: new Map<string, KeptSheet>() };
    this.#baselines.set(workbook, baseline);
    return baseline;
  }
}

/** A part of a sheet can be changed however large the sheet is. */
async function readUnlessTooLarge(
  workbook: OpenWorkbook,
  sheet: SheetRef,
  signal: AbortSignal,
): Promise<GridSnapshot | undefined> {
  try {
    return await readSnapshot(workbook, { kind: 'sheet', sheet }, signal);
  } catch (error) {
    if (error instanceof GridError && error.problem === 'tooManyCells') {
      return undefined;
    }
    throw error;
  }
}
