import { join } from 'node:path';
import type { Run } from './figures.ts';
import { earlyFiles } from './lanes/lane.ts';
import type { Job } from './lanes/lane.ts';
import type { Lane } from './lanes.ts';
import { loopback } from './lines.ts';
import { aligned } from './table.ts';
import type { Trials } from './trials.ts';
import { flat, folder, prepare, prepareSparse } from './works.ts';
import type { PreparedWork } from './works.ts';

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

/** One upload that shows what becomes of the engine when there is much to do. */
export interface ScaleResult {
  readonly title: string;
  readonly files: number;
  readonly bytes: number;
  readonly run?: Run;
  readonly failure?: string;
}

interface Prepared {
  readonly work: PreparedWork;
  readonly beside?: PreparedWork;
  readonly job?: Partial<Job>;
}

export interface ScaleCase {
  readonly name: string;
  readonly title: string;
  readonly prepare: (root: string) => Promise<Prepared>;
}

/** 100 bytes to 4 KiB: what matters is their number. */
function tiny(index: number): number {
  return 100 + Math.floor(4 * KiB * ((index * 0.618_033_988) % 1));
}

/** Makes a folder of files that are small and many. */
export function prepareTinyFolder(count: number, root: string): Promise<PreparedWork> {
  return prepare(folder(`folder-${count}`, `folder of ${count} files`, count, tiny), join(root, 'scale'));
}

/** @param quick the same kinds in less time */
export function scaleCases(quick: boolean): readonly ScaleCase[] {
  const [counts, sizes] = quick
    ? [[1000, 3000], [1]]
    : [
        [1000, 10_000, 100_000],
        [1, 100],
      ];
  const most = Math.max(...counts);
  const [megabytes, beside] = quick ? [64, 1000] : [1024, 10_000];
  return [
    ...counts.map((count) => ({
      name: `folder ${count}`,
      title: `folder of ${count} files`,
      prepare: async (root: string) => ({ work: await prepareTinyFolder(count, root) }),
    })),
    {
      name: 'interrupted',
      title: `folder of ${most} files, interrupted in the middle`,
      prepare: async (root) => ({ work: await prepareTinyFolder(most, root), job: { interruptAfter: most / 2 } }),
    },
    {
      name: 'busy',
      title: `4 files of ${megabytes} MiB and a folder of ${beside} files at once`,
      prepare: async (root) => ({
        work: await prepareTinyFolder(beside, root),
        beside: await prepare(
          flat('beside', `4 files of ${megabytes} MiB`, 4, () => megabytes * MiB),
          root,
        ),
      }),
    },
    ...sizes.map((size) => ({
      name: `hole ${size}`,
      title: `${size} GiB file, all hole`,
      prepare: async (root: string) => ({ work: await prepareSparse(`hole-${size}`, size * GiB, root) }),
    })),
  ];
}

/** Uploads with this extension's engine alone, on a line that is not slowed down. */
export async function scale(
  cases: readonly ScaleCase[],
  { trials, lane }: { readonly trials: Trials; readonly lane: Lane },
  root: string,
  say: (text: string) => void,
): Promise<readonly ScaleResult[]> {
  const results: ScaleResult[] = [];
  for (const { title, prepare: make } of cases) {
    say(`${title} ...`);
    const { work, beside, job } = await make(root);
    const paths = beside?.local.map(({ path }) => join(beside.folder, path));
    const size = { title, files: work.local.length, bytes: work.bytes + (beside?.bytes ?? 0) };
    try {
      const run = await trials.run(lane, work, loopback, { ...job, ...(paths && { beside: paths }) });
      results.push({ ...size, run });
    } catch (error) {
      results.push({ ...size, failure: String(error) });
    }
  }
  return results;
}

const columns = [
  'work',
  'seconds',
  'ms/file',
  'CPU ms/file',
  'CPU s/GiB',
  'first after s',
  'peak MiB',
  `until ${earlyFiles} files`,
  'afterwards',
  'requests/file',
  'list KiB/1,000 files',
  'list KiB/GiB',
  'loop p99 ms',
] as const;

export function scaleTable(results: readonly ScaleResult[]): string {
  return aligned([columns, ...results.map((result) => cells(result))]);
}

function cells({ title, files, bytes, run, failure }: ScaleResult): readonly string[] {
  if (run === undefined) {
    return [title, failure ?? '', ...columns.slice(2).map(() => '')];
  }
  const { seconds, cpuSeconds, peakBytes, course, sharedListBytes = 0, loopDelayMs } = run.cost;
  const forFolders = (value: string): string => (files > 1 ? value : '');
  const late = course?.lateBytes ?? 0;
  return [
    title,
    seconds.toFixed(2),
    forFolders(((seconds / files) * 1000).toFixed(2)),
    forFolders(((cpuSeconds / files) * 1000).toFixed(2)),
    ((cpuSeconds / bytes) * GiB).toFixed(2),
    course?.firstSeconds.toFixed(2) ?? '',
    (peakBytes / MiB).toFixed(0),
    ((course?.earlyBytes ?? 0) / MiB).toFixed(0),
    late > 0 ? (late / MiB).toFixed(0) : '',
    (run.seen.requests / files).toFixed(2),
    forFolders((sharedListBytes / KiB / (files / 1000)).toFixed(1)),
    (sharedListBytes / KiB / (bytes / GiB)).toFixed(1),
    loopDelayMs?.toFixed(1) ?? '',
  ];
}
