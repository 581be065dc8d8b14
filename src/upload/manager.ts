import type { Event } from '../base/event.ts';
import { Emitter } from '../base/event.ts';
import { orAborted } from '../base/abort.ts';
import { repeat } from '../base/repeat.ts';
import type { Clock } from '../base/clock.ts';
import { WorkQueue } from '../base/queue.ts';
import { RateMeter } from '../base/rate.ts';
import type { ConflictBehavior, Destination, UploadProgress, UploadResult } from './model.ts';
import type { FileSource } from './ports.ts';

/** One file on its way to one folder: everything that is decided before its first byte is sent. */
export interface UploadTask {
  readonly uri: string;
  readonly source: FileSource;
  readonly destination: Destination;
  readonly name: string;
  /** Bytes, as far as known before the file is opened. */
  readonly size: number;
  readonly conflictBehavior: 'fail' | 'replace' | 'rename';
  /** What was to happen to existing files when the upload was begun: the same holds when it is tried again. */
  readonly conflict: 'ask' | ConflictBehavior;
  readonly fragmentSize: number;
  readonly verify: boolean;
}

export type UploadState =
  | { readonly kind: 'queued' }
  | {
      readonly kind: 'uploading';
      readonly progress: UploadProgress;
      readonly bytesPerSecond: number | undefined;
      readonly msLeft: number | undefined;
    }
  | { readonly kind: 'failed'; readonly error: unknown };

/** An upload that runs or has failed. Every change makes a new object. */
export interface UploadEntry {
  readonly id: string;
  readonly task: UploadTask;
  readonly state: UploadState;
}

/** Sends one file; settles with what came of it, also when aborted. */
export type SendFile = (
  task: UploadTask,
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
) => Promise<UploadResult>;

/**
 * All uploads of this window: runs them, a bounded number at a time and never two for one target, and keeps the list
 * of the running and the failed ones.
 */
export class UploadManager {
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;

  readonly #send: SendFile;
  readonly #clock: Clock;
  readonly #parallel: () => number;
  readonly #entries = new Map<string, UploadEntry>();
  readonly #aborts = new Map<string, AbortController>();
  readonly #running = new Set<Promise<unknown>>();
  readonly #queue = new WorkQueue(1);
  /** For each target the end of the last upload that was begun for it. */
  readonly #targets = new Map<string, Promise<unknown>>();
  #lastId = 0;
  #disposed = false;

  /** @param parallel how many files may be sent at once; asked whenever a place is given away. */
  constructor(send: SendFile, clock: Clock, parallel: () => number) {
    this.#send = send;
    this.#clock = clock;
    this.#parallel = parallel;
  }

  get entries(): readonly UploadEntry[] {
    return [...this.#entries.values()];
  }

  entry(id: string): UploadEntry | undefined {
    return this.#entries.get(id);
  }

  /** Uploads one file. Never rejects: what went wrong is in the result and stays in the list as a failed entry. */
  async run(
    task: UploadTask,
    signal: AbortSignal,
    onProgress?: (progress: UploadProgress) => void,
  ): Promise<UploadResult> {
    if (this.#disposed) {
      return { status: 'cancelled' };
    }
    const id = this.#add(task, { kind: 'queued' });
    const abort = new AbortController();
    this.#aborts.set(id, abort);
    const work = this.#runInTurn(id, task, AbortSignal.any([signal, abort.signal]), onProgress);
    this.#running.add(work);
    try {
      const result = await work;
      if (result.status === 'failed') {
        this.#set(id, task, { kind: 'failed', error: result.error });
      } else {
        this.#remove(id);
      }
      return result;
    } finally {
      this.#running.delete(work);
      this.#aborts.delete(id);
    }
  }

  /** Lists a file that failed before anything could be sent. */
  addFailed(task: UploadTask, error: unknown): void {
    this.#add(task, { kind: 'failed', error });
  }

  /** Stops a running upload; what was sent is discarded on the server as well. */
  cancel(id: string): void {
    this.#aborts.get(id)?.abort();
  }

  /** Stops every running upload. */
  cancelAll(): void {
    for (const abort of this.#aborts.values()) {
      abort.abort();
    }
  }

  /** Takes a failed upload off the list, to run it again. */
  takeFailed(id: string): UploadTask | undefined {
    const entry = this.#entries.get(id);
    if (entry?.state.kind !== 'failed') {
      return undefined;
    }
    this.#remove(id);
    return entry.task;
  }

  clearFailed(): void {
    for (const entry of this.entries) {
      if (entry.state.kind === 'failed') {
        this.#remove(entry.id);
      }
    }
  }

  /** Stops everything and waits until nothing of it is left, on the server either. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.cancelAll();
    await Promise.allSettled(this.#running);
    this.#changed.dispose();
  }

  #runInTurn(
    id: string,
    task: UploadTask,
    signal: AbortSignal,
    onProgress: ((progress: UploadProgress) => void) | undefined,
  ): Promise<UploadResult> {
    const target = targetOf(task);
    const before = this.#targets.get(target) ?? Promise.resolve();
    const work = (async (): Promise<UploadResult> => {
      await orAborted(before, signal);
      this.#queue.limit = this.#parallel();
      return this.#queue.run(() => this.#sendMeasured(id, task, signal, onProgress), signal);
    })();
    const settled = work.catch((error: unknown): UploadResult => {
      if (signal.aborted) {
        return { status: 'cancelled' };
      }
      return { status: 'failed', error };
    });
    // One that gives up waiting does not end the wait of those behind it.
    const end = Promise.all([before, settled]).then(() => {
      if (this.#targets.get(target) === end) {
        this.#targets.delete(target);
      }
    });
    this.#targets.set(target, end);
    return settled;
  }

  /** Sends, and shows every second how it goes: when nothing moves, the speed has to fall. */
  async #sendMeasured(
    id: string,
    task: UploadTask,
    signal: AbortSignal,
    onProgress: ((progress: UploadProgress) => void) | undefined,
  ): Promise<UploadResult> {
    const meter = new RateMeter();
    const settled = new AbortController();
    let last: UploadProgress | undefined;
    const show = (progress: UploadProgress): void => {
      // A body that was under way may still be read for a moment when its upload has ended.
      if (settled.signal.aborted) {
        return;
      }
      last = progress;
      const now = this.#clock.monotonic();
      meter.add(progress.sent, now);
      const bytesPerSecond = meter.perSecond(now);
      const msLeft = meter.timeLeft(progress.size - progress.sent, now);
      this.#set(id, task, { kind: 'uploading', progress, bytesPerSecond, msLeft });
      onProgress?.(progress);
    };
    void repeat(this.#clock, 1000, settled.signal, () => last && show(last));
    try {
      return await this.#send(task, show, signal);
    } finally {
      settled.abort();
    }
  }

  #add(task: UploadTask, state: UploadState): string {
    this.#lastId += 1;
    const id = `upload-${this.#lastId}`;
    this.#set(id, task, state);
    return id;
  }

  #set(id: string, task: UploadTask, state: UploadState): void {
    this.#entries.set(id, { id, task, state });
    this.#changed.fire();
  }

  #remove(id: string): void {
    if (this.#entries.delete(id)) {
      this.#changed.fire();
    }
  }
}

/** Names are case-insensitive in OneDrive, ids are not. https://learn.microsoft.com/onedrive/developer/rest-api/concepts/case-sensitivity */
export function targetOf(task: Pick<UploadTask, 'destination' | 'name'>): string {
  return `${task.destination.driveId}/${task.destination.itemId}/${task.name.toLowerCase()}`;
}
