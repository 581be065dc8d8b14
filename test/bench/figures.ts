import type { Cost } from './lanes/lane.ts';
import { parallelLimit, sequentialLimit } from './lines.ts';
import type { Line } from './lines.ts';
import type { Seen } from './service.ts';

const GiB = 1024 ** 3;

/** One run of one client. */
export interface Run {
  readonly cost: Cost;
  readonly seen: Seen;
}

/** What a work is in numbers. */
export interface WorkSize {
  readonly name: string;
  readonly bytes: number;
  readonly count: number;
}

/** What all runs of one client with one work on one line say. Medians, but for the spread. */
export interface Figures {
  readonly seconds: number;
  readonly fastest: number;
  readonly slowest: number;
  /** Bytes of files a second. */
  readonly goodput: number;
  /** 1: as fast as can be. */
  readonly shareOfLimit: number;
  /** Bytes that were sent more than once. */
  readonly bytesTwice: number;
  readonly cpuSecondsPerGiB: number;
  readonly peakBytes: number;
  readonly requestsPerFile: number;
  /** How late timers of the client were, all but one of a hundred. */
  readonly loopDelayMs?: number;
  readonly sharedListBytes?: number;
}

/** @param limit seconds that it takes at least */
export function figuresOf(runs: readonly Run[], { bytes, count }: WorkSize, limit: number): Figures {
  const of = (value: (run: Run) => number): number => median(runs.map((run) => value(run)));
  const times = runs.map(({ cost }) => cost.seconds);
  const seconds = median(times);
  const list = known(runs.map(({ cost }) => cost.sharedListBytes));
  const delays = known(runs.map(({ cost }) => cost.loopDelayMs));
  return {
    seconds,
    fastest: Math.min(...times),
    slowest: Math.max(...times),
    goodput: bytes / seconds,
    shareOfLimit: limit / seconds,
    bytesTwice: of(({ seen }) => seen.bytesReceived) - bytes,
    cpuSecondsPerGiB: (of(({ cost }) => cost.cpuSeconds) / bytes) * GiB,
    peakBytes: of(({ cost }) => cost.peakBytes),
    requestsPerFile: of(({ seen }) => seen.requests) / count,
    ...(delays.length > 0 && { loopDelayMs: median(delays) }),
    ...(list.length > 0 && { sharedListBytes: median(list) }),
  };
}

/**
 * Seconds that a work takes at least on a line, and why.
 * @param plainSeconds of a plain PUT of `plainBytes` over the same line, where there is one
 * @param parallel files at a time
 */
export function limitOf(
  { name, bytes, count }: WorkSize,
  line: Line,
  { plainSeconds, plainBytes }: { readonly plainSeconds: number; readonly plainBytes: number },
  parallel: number,
): number {
  const fixed = line.fixedSeconds + line.roundTripSeconds;
  const bytesPerSecond = line.bytesPerSecond ?? plainBytes / Math.max(plainSeconds - fixed, Number.EPSILON);
  if (name === 'large') {
    return sequentialLimit(bytes, line, bytesPerSecond);
  }
  // Of small files it is the answers that count, also where nobody knows how fast the line is.
  const isUnknown = Number.isNaN(bytesPerSecond) && fixed > 0;
  return parallelLimit(count, bytes, parallel, line, isUnknown ? Infinity : bytesPerSecond);
}

function known(values: readonly (number | undefined)[]): number[] {
  return values.filter((value) => value !== undefined);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
