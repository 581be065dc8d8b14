import type { Clock } from '../../base/clock.ts';
import { isInterrupted } from './rows.ts';
import type { UploadRow } from './rows.ts';

const lookMs = 1000;
/** A window that has ended without a word is known to have after less than this. */
const longestMs = 25_000;

/**
 * Whether there are interrupted uploads. A window that ends while this one begins, as it does when it is reloaded, is
 * waited for, as long as it may take to tell it from one that goes on.
 */
export async function hasInterrupted(
  rows: () => readonly UploadRow[],
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  let before: ReadonlySet<string> = new Set();
  for (let waited = 0; waited <= longestMs; waited += lookMs) {
    const now = rows();
    const found = now.filter((row) => isInterrupted(row)).map(({ record }) => record.id);
    if (!now.some(({ where }) => where === 'otherWindow')) {
      return found.length > 0;
    }
    // What another window has just put on the list it is about to begin.
    if (found.some((id) => before.has(id))) {
      return true;
    }
    before = new Set(found);
    await clock.delay(lookMs, signal);
  }
  return false;
}
