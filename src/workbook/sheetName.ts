/** Source: support.microsoft.com, "Rename a worksheet". */
const longestName = 31;
const forbidden = /[\\/?*[\]:]/u;
/** Excel keeps it for itself. */
const reserved = 'history';

/** Why Excel refuses a name for a sheet. */
export type SheetNameProblem = 'empty' | 'long' | 'characters' | 'apostrophe' | 'reserved' | 'taken';

/** What is wrong with a name for a sheet, if anything. @param taken names of the other sheets of the workbook. */
export function sheetNameProblem(name: string, taken: readonly string[]): SheetNameProblem | undefined {
  const lower = name.toLowerCase();
  if (name.trim() === '') {
    return 'empty';
  }
  if (name.length > longestName) {
    return 'long';
  }
  if (forbidden.test(name)) {
    return 'characters';
  }
  if (name.startsWith("'") || name.endsWith("'")) {
    return 'apostrophe';
  }
  if (lower === reserved) {
    return 'reserved';
  }
  return taken.some((other) => other.toLowerCase() === lower) ? 'taken' : undefined;
}
