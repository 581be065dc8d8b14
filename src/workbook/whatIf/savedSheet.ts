import type { GridSnapshot } from '../files/readGrid.ts';
import type { SheetRef } from '../files/source.ts';
import { named } from '../named.ts';

/** A sheet as it was before changes that have not been copied yet. */
export interface KeptSheet extends GridSnapshot {
  /** It began in the scratch copy, and has been copied since. */
  readonly isNew?: boolean;
}

/**
 * The sheet of the saved workbook that one of a scratch copy is: by its id, which lasts when it is renamed.
 * @param before as it was: if it was made in the scratch copy, a sheet with its id is another one, unless it has its
 * name, too.
 */
export function savedSheetOf<T extends SheetRef>(
  sheet: SheetRef,
  saved: readonly T[],
  before: KeptSheet | undefined,
): T | undefined {
  const byId = saved.find(({ id }) => id === sheet.id);
  const byName = named(saved, sheet.name);
  return byId !== undefined && (byId === byName || !isNewSheet(before)) ? byId : byName;
}

/** Whether a sheet began in the scratch copy, for all that is known: it held nothing. */
export function isNewSheet(before: KeptSheet | undefined): boolean {
  return before?.isNew === true || before?.contents.every((row) => row.every((content) => content === '')) === true;
}
