import type { Result } from './results.ts';

const MB = 1e6;
const KiB = 1024;
const MiB = 1024 * KiB;

const columns = [
  'client',
  'seconds',
  'spread',
  'MB/s',
  'of limit',
  'sent twice',
  'CPU s/GiB',
  'peak MiB',
  'requests/file',
  'loop p99 ms',
  'list KiB',
] as const;

/** The results as tables in Markdown, which are also readable in a terminal. */
export function tables(results: readonly Result[]): string {
  const groups = Map.groupBy(results, ({ work, line }) => `${work}, ${line}`);
  return [...groups]
    .map(([title, group]) => `### ${title}\n\n${aligned([columns, ...group.map(cells)])}\n${failures(group)}`)
    .join('\n');
}

function failures(group: readonly Result[]): string {
  return group.flatMap(({ lane, failure }) => (failure === undefined ? [] : [`\n${lane}: ${failure}\n`])).join('');
}

function cells({ lane, figures }: Result): readonly string[] {
  if (figures === undefined) {
    return [lane, 'failed', ...columns.slice(2).map(() => '')];
  }
  const { seconds, fastest, slowest, goodput, shareOfLimit, bytesTwice, peakBytes } = figures;
  return [
    lane,
    seconds.toFixed(2),
    `${fastest.toFixed(2)}-${slowest.toFixed(2)}`,
    (goodput / MB).toFixed(1),
    Number.isFinite(shareOfLimit) ? `${(shareOfLimit * 100).toFixed(1)} %` : '',
    `${(bytesTwice / MB).toFixed(1)} MB`,
    figures.cpuSecondsPerGiB.toFixed(2),
    (peakBytes / MiB).toFixed(0),
    figures.requestsPerFile.toFixed(1),
    figures.loopDelayMs?.toFixed(1) ?? '',
    figures.sharedListBytes === undefined ? '' : (figures.sharedListBytes / KiB).toFixed(0),
  ];
}

/** Rows of equal length under their heads. */
export function aligned([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((title, index) => Math.max(title.length, ...rows.map((row) => (row[index] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, index) => (index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}
