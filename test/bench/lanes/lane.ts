import { readFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { ServiceAddress } from '../service.ts';

/** What a client is to upload, and where to. */
export interface Job {
  readonly service: ServiceAddress;
  /** Folder of the local files. */
  readonly folder: string;
  readonly paths: readonly string[];
  readonly asFolder: boolean;
  /** Name of the folder in OneDrive's root. */
  readonly destination: string;
  /** Files at a time. */
  readonly parallel: number;
  /** Fragments in bytes, where the client is told. */
  readonly fragmentBytes?: number;
  /** A folder for what the client keeps. */
  readonly storage: string;
  /** Addresses of other files that are uploaded at the same time. */
  readonly beside?: readonly string[];
  /** Files of a folder after which the client is closed and begun anew. */
  readonly interruptAfter?: number;
}

/** What a lane needs to know beside its job. */
export interface LaneTools {
  /** Address of the proxy that leads Graph's name to the simulator. */
  readonly proxy: string;
  /** Folder for what belongs to the run. */
  readonly scratch: string;
  /** The bundled engine. */
  readonly engine: string;
}

/** What one run of a client cost. */
export interface Cost {
  readonly seconds: number;
  /** Of the processor, in user and system mode. */
  readonly cpuSeconds: number;
  /** Peak resident memory over what was resident before the first request, bytes. */
  readonly peakBytes: number;
  /** How late timers were, of a hundred all but the latest one; only of Node's own. */
  readonly loopDelayMs?: number;
  /** Bytes that were written into the list that windows share; only of clients that have one. */
  readonly sharedListBytes?: number;
  readonly course?: Course;
}

/** How a long upload goes on. */
export interface Course {
  /** Until the first bytes were on their way. */
  readonly firstSeconds: number;
  /** Peak of resident memory over idle until so many files, and afterwards; bytes. */
  readonly earlyBytes: number;
  readonly lateBytes: number;
}

/** The course of an upload is early until so many files. */
export const earlyFiles = 10_000;

/** What a client answers. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly cost: Cost }
  | { readonly kind: 'failed'; readonly problem: string };

/** Between two looks at the event loop. */
const resolutionMs = 5;

/** Everything that is ready to begin; resolves with what only this client can tell. */
export type Begin = () => Promise<Pick<Cost, 'sharedListBytes' | 'course'>>;

/**
 * Serves the bench in a process of its own: gets its job, makes everything ready, waits for the word to begin, and says
 * what the upload cost. Loading code and opening files of its own is not counted, as it happens once in a window.
 */
export async function serveLane(prepare: (job: Job) => Promise<Begin>): Promise<void> {
  const cost = await serve(prepare).catch((error: unknown) => String(error));
  const answer: Answer = typeof cost === 'string' ? { kind: 'failed', problem: cost } : { kind: 'done', cost };
  process.send?.(answer, () => process.exit());
}

async function serve(prepare: (job: Job) => Promise<Begin>): Promise<Cost> {
  const begin = await prepare(await nextMessage<Job>());
  globalThis.gc?.();
  await wait(100);
  process.send?.({ kind: 'ready' } satisfies Answer);
  await nextMessage();
  const idle = residentBytes();
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  forgetPeak();
  const used = process.cpuUsage();
  delays.enable();
  const start = performance.now();
  const own = await begin();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(used);
  delays.disable();
  // Each value is the time between two timers.
  const loopDelayMs = Math.max(0, delays.percentile(99) / 1e6 - resolutionMs);
  return { seconds, cpuSeconds: (user + system) / 1e6, peakBytes: peakBytes() - idle, loopDelayMs, ...own };
}

function nextMessage<T>(): Promise<T> {
  return new Promise((resolve) => {
    process.once('message', (message: T) => resolve(message));
  });
}

/** Runs work on all of them, so many at a time. */
export async function pool<T>(items: readonly T[], parallel: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async (): Promise<void> => {
    for (const item of rest) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}

export function residentBytes(): number {
  return process.memoryUsage.rss();
}

/** Lets the peak begin anew; `proc_pid_clear_refs(5)`. Elsewhere than on Linux it holds since the start of the process. */
function forgetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Not Linux.
  }
}

function peakBytes(): number {
  return process.platform === 'linux' ? peakOf('self') : process.resourceUsage().maxRSS * 1024;
}

/** Peak resident memory of a process, bytes; Linux only. */
export function peakOf(pid: number | 'self'): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) * 1024;
}
