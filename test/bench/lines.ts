import { largestFragment } from '../../src/upload/transfer/plan.ts';
import type { Shaping } from '../sim/index.ts';

/** A way to the service, in numbers. */
export interface Line {
  readonly name: string;
  readonly title: string;
  /** Of the line, whatever number of connections share it; `undefined`: as fast as this machine. */
  readonly bytesPerSecond?: number;
  /** What the service takes for each fragment and for each simple upload beside the time of its bytes, seconds. */
  readonly fixedSeconds: number;
  readonly roundTripSeconds: number;
  /** Share of the fragments that fail with 503. */
  readonly failing: number;
  /** Works that the whole table has for it: on a slow line many small files take hours, and tell nothing new. */
  readonly works: readonly string[];
}

const largeWorks = ['large', 'several'];
const allWorks = [...largeWorks, 'small', 'folder'];

const megabit = 1e6 / 8;

export const loopback: Line = {
  name: 'loopback',
  title: 'loopback, not slowed down',
  fixedSeconds: 0,
  roundTripSeconds: 0,
  failing: 0,
  works: allWorks,
};

/** Fixed costs as they were measured in the field: abraunegg/onedrive#3355, virtualzone/onedrive-uploader#19. */
export const lines: readonly Line[] = [
  loopback,
  shaped('100M-250ms', 100, 0.25, largeWorks),
  shaped('100M-950ms', 100, 0.95, largeWorks),
  shaped('1G-250ms', 1000, 0.25, [...largeWorks, 'small']),
  {
    name: '40ms-1%',
    title: '40 ms round trip, 1 % of fragments fail',
    fixedSeconds: 0,
    roundTripSeconds: 0.04,
    failing: 0.01,
    works: allWorks,
  },
];

function shaped(name: string, megabits: number, fixedSeconds: number, works: readonly string[]): Line {
  return {
    name,
    title: `${megabits >= 1000 ? `${megabits / 1000} Gbit/s` : `${megabits} Mbit/s`}, ${fixedSeconds} s for each fragment`,
    bytesPerSecond: megabits * megabit,
    fixedSeconds,
    roundTripSeconds: 0,
    failing: 0,
    works,
  };
}

/** The line as the simulator is told of it. */
export function shapingOf({ bytesPerSecond, fixedSeconds, roundTripSeconds }: Line): Shaping {
  return {
    ...(bytesPerSecond === undefined ? {} : { lineBytesPerSecond: bytesPerSecond }),
    roundTripMs: roundTripSeconds * 1000,
    fragmentMs: fixedSeconds * 1000,
  };
}

/**
 * Seconds that fragments in a row take at least: each the largest that the protocol allows, at s / (o + s/B).
 * @param bytesPerSecond B, of the line or as measured where it is not slowed down
 */
export function sequentialLimit(bytes: number, line: Line, bytesPerSecond: number): number {
  const fixed = line.fixedSeconds + line.roundTripSeconds;
  return (bytes / largestFragment) * fixed + bytes / bytesPerSecond;
}

/** Seconds that several files take at least: the line is never idle, and each answer takes its time. */
export function parallelLimit(
  files: number,
  bytes: number,
  parallel: number,
  line: Line,
  bytesPerSecond: number,
): number {
  const fixed = line.fixedSeconds + line.roundTripSeconds;
  return Math.max(bytes / bytesPerSecond + fixed, (files / parallel) * fixed + bytes / files / bytesPerSecond);
}
