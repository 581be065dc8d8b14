import type { OpenWorkbook } from '../../workbook/session/openWorkbook.ts';

type Standing = Pick<OpenWorkbook, 'opened' | 'state' | 'hasUnsavedChanges'>;

/** Whether requests reach it, in a new session if need be. */
export function isUsable({ state }: Standing): boolean {
  return state.kind === 'open' || state.kind === 'reopening' || (state.kind === 'expired' && !state.changesLost);
}

/** Whether what-if can be asked of it. */
export function isUsableScratch(workbook: Standing): boolean {
  return !workbook.opened.persistChanges && isUsable(workbook);
}

export function isClosable({ state }: Standing): boolean {
  return state.kind !== 'closing' && state.kind !== 'closed';
}

/** Whether it has no session, and can have one. */
export function isReopenable({ state }: Standing): boolean {
  return state.kind === 'expired' || state.kind === 'failed';
}

/** Whether it cannot go on until the user decides what becomes of it. */
export function needsUser({ state }: Standing): boolean {
  return state.kind === 'failed' || (state.kind === 'expired' && state.changesLost);
}

/** Whether it is a scratch copy with changes, which its end would throw away. */
export function hasChangesToLose(workbook: Standing): boolean {
  return workbook.hasUnsavedChanges && !needsUser(workbook);
}

/** The words by which package.json chooses the commands of its row. */
export function contextOf(workbook: Standing): string {
  const { persistChanges } = workbook.opened;
  const usable = isUsable(workbook) ? ['refresh', 'recalculate', 'newSheet'] : [];
  const closable = isClosable(workbook) ? ['close', persistChanges ? 'asScratch' : 'asPersistent'] : [];
  return [
    'workbook',
    persistChanges ? 'persistent' : 'scratch',
    ...usable,
    ...(isUsableScratch(workbook) ? ['compare'] : []),
    ...(isReopenable(workbook) ? ['reopen'] : []),
    ...closable,
    'browser',
  ].join(' ');
}
