import type { WorkbookChannel } from '../../graph/workbook/channel.ts';
import { inputOf } from '../grid/cellText.ts';
import type { CellInput } from '../grid/cellText.ts';
import { differencesBetween } from '../grid/changes.ts';
import { isFormulaShown } from './readGrid.ts';
import type { CellProgress, GridSnapshot } from './readGrid.ts';
import { writeCells } from './writeCells.ts';
import type { CellWrite } from './writeCells.ts';

/**
 * Brings what was changed in one session of a workbook into another one: cells whose formulas or constants differ, not
 * those whose results do. Nothing is written when one of them is neither as it was nor as it should be.
 * @param before the sheet as it was when the first session began.
 * @param after the same sheet now, in that session.
 * @param channel of the other session.
 * @returns the number of cells that changed.
 * @throws {GridError} `cellChanged`, `refused`, `notKept`; and what the channel throws.
 */
export async function copyChanges(
  channel: WorkbookChannel,
  before: GridSnapshot,
  after: GridSnapshot,
  onProgress: CellProgress,
  signal: AbortSignal,
): Promise<number> {
  const differences = differencesBetween(before.contents, after.contents);
  const writes = differences.map(({ row, column, was: expected }): CellWrite => ({
    row,
    column,
    input: inputAt(after, row, column),
    expected,
  }));
  await writeCells(channel, after.sheet, writes, onProgress, signal);
  return writes.length;
}

function inputAt(snapshot: GridSnapshot, row: number, column: number): CellInput {
  const place = { row, column };
  return isFormulaShown(snapshot, place)
    ? { kind: 'formula', formula: String(snapshot.contents[row]?.[column]) }
    : inputOf(snapshot.texts[row]?.[column] ?? '');
}
