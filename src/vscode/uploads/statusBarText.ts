import type { TransferWait } from '../../upload/transfer/transfer.ts';

/** All uploads that go on in this window, in a few numbers. */
export interface UploadsSummary {
  /** Being sent or waiting for their turn. With none the item is hidden. */
  readonly running: number;
  /** Of the only one. */
  readonly name?: string;
  /** Why none of them moves at the moment. */
  readonly waiting?: TransferWait;
  /** Of all their bytes, a whole number. */
  readonly percent: number;
  readonly bytesPerSecond?: number | undefined;
  readonly msLeft?: number | undefined;
  /** Uploads that cannot go on without the user. */
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
