import type { RunningSummary } from '../../upload/running/summary.ts';

/** All uploads that go on in this window, and those that wait for the user. */
export interface UploadsSummary extends RunningSummary {
  readonly attention: number;
}

/** The status bar is everybody's: longer names lose their middle. */
const longestName = 24;

/** What the status bar shows: what it is about, how many or which, and how far. */
export function statusBarText(summary: UploadsSummary, percent: string): string {
  const { name, running } = summary;
  const which = running === 1 && name !== undefined ? withoutIcons(shortened(name)) : String(running);
  return `$(${iconOf(summary)}) ${which} · ${percent}`;
}

function iconOf({ waiting }: UploadsSummary): string {
  switch (waiting?.reason) {
    case undefined:
      return 'cloud-upload';
    case 'throttled':
      return 'clock';
    case 'offline':
      return 'debug-disconnect';
    case 'signIn':
      return 'account';
  }
}

/** Keeps the beginning and, with the end, what kind of file it is. */
function shortened(name: string): string {
  const letters = Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment);
  if (letters.length <= longestName) {
    return name;
  }
  const end = longestName / 3;
  return `${letters.slice(0, longestName - end - 1).join('')}…${letters.slice(-end).join('')}`;
}

/** A name may look like an icon: `$(name)` becomes one in the status bar unless a backslash precedes it. */
function withoutIcons(text: string): string {
  return text.replaceAll(/\$\((?=[A-Za-z0-9-]+(?:~[A-Za-z]+)?\))/gu, String.raw`\$(`);
}
