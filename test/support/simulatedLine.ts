import type { FragmentSizer } from '../../src/upload/transfer/transfer.ts';

/** A line in numbers: what a fragment of `s` bytes takes is `fixedMs + s / bytesPerMs`. */
export interface SimulatedLine {
  readonly fixedMs: number;
  readonly bytesPerMs: number;
}

export function lineOf(megabitsPerSecond: number, fixedSeconds: number): SimulatedLine {
  return { fixedMs: fixedSeconds * 1000, bytesPerMs: (megabitsPerSecond * 1e6) / 8 / 1000 };
}

export function msFor(bytes: number, { fixedMs, bytesPerMs }: SimulatedLine): number {
  return fixedMs + bytes / bytesPerMs;
}

/** Bytes per millisecond with fragments of this size. */
export function speedWith(bytes: number, line: SimulatedLine): number {
  return bytes / msFor(bytes, line);
}

/** Deterministic noise from -1 to 1. */
export function noiseOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (state / 2_147_483_648) * 2 - 1;
  };
}

/** The one host of a simulated line. */
export const lineHost = 'contoso-my.sharepoint.com';

/**
 * Sends fragments one after another, each of the size that the tuner gives.
 * @param noise factor on the time of a fragment.
 * @returns the sizes.
 */
export function send(tuner: FragmentSizer, count: number, line: SimulatedLine, noise = (): number => 1): number[] {
  return Array.from({ length: count }, () => {
    const bytes = tuner.size(lineHost);
    tuner.sent(lineHost, bytes, msFor(bytes, line) * noise());
    return bytes;
  });
}

interface Running {
  bytes: number;
  begun: number;
  /** What is left of the fixed cost, then of the bytes. */
  fixed: number;
  left: number;
}

/**
 * Several transfers at once: those that are past their fixed cost share the line equally.
 * @returns bytes that were carried, and the time.
 */
export function sendInParallel(
  tuner: FragmentSizer,
  transfers: number,
  fragments: number,
  line: SimulatedLine,
): { bytes: number; ms: number } {
  let now = 0;
  let carried = 0;
  const begin = (): Running => {
    const bytes = tuner.size(lineHost);
    return { bytes, begun: now, fixed: line.fixedMs, left: bytes };
  };
  const running = Array.from({ length: transfers }, begin);
  for (let ended = 0; ended < fragments;) {
    const share = line.bytesPerMs / Math.max(1, running.filter(({ fixed }) => fixed <= 0).length);
    const step = Math.min(...running.map(({ fixed, left }) => (fixed > 0 ? fixed : left / share)));
    now += step;
    for (const [index, transfer] of running.entries()) {
      if (transfer.fixed > 0) {
        transfer.fixed -= step;
      } else {
        transfer.left -= step * share;
      }
      if (transfer.fixed <= 1e-6 && transfer.left <= 1e-3) {
        tuner.sent(lineHost, transfer.bytes, now - transfer.begun);
        carried += transfer.bytes;
        ended++;
        running[index] = begin();
      }
    }
  }
  return { bytes: carried, ms: now };
}
