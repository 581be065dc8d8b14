import type { Clock } from '../base/clock.ts';
import { RateMeter } from '../base/rate.ts';
import type { UploadProgress, UploadResult } from './model.ts';

/** How far a batch is. Bytes of files that failed or were left out no longer count. */
export interface BatchSnapshot {
  readonly files: number;
  readonly finished: number;
  readonly size: number;
  readonly sent: number;
  readonly bytesPerSecond: number | undefined;
  readonly msLeft: number | undefined;
}

/** Adds up the progress of the files of one batch. */
export class BatchProgress {
  readonly #files: { size: number; sent: number; done: boolean }[];
  readonly #clock: Clock;
  readonly #meter = new RateMeter();

  /** @param sizes bytes of each file, in the order in which the other methods count them. */
  constructor(sizes: readonly number[], clock: Clock) {
    this.#files = sizes.map((size) => ({ size, sent: 0, done: false }));
    this.#clock = clock;
  }

  update(index: number, progress: UploadProgress): void {
    const file = this.#files[index];
    if (!file) {
      return;
    }
    file.size = progress.size;
    file.sent = progress.sent;
    this.#meter.add(this.#sum('sent'), this.#clock.monotonic());
  }

  settle(index: number, result: UploadResult): void {
    const file = this.#files[index];
    if (!file) {
      return;
    }
    file.done = true;
    if (result.status === 'uploaded') {
      file.sent = file.size;
    } else {
      file.size = file.sent = 0;
    }
  }

  snapshot(): BatchSnapshot {
    const size = this.#sum('size');
    const sent = this.#sum('sent');
    const now = this.#clock.monotonic();
    return {
      files: this.#files.length,
      finished: this.#files.filter((file) => file.done).length,
      size,
      sent,
      bytesPerSecond: this.#meter.perSecond(now),
      msLeft: this.#meter.timeLeft(size - sent, now),
    };
  }

  #sum(key: 'size' | 'sent'): number {
    return this.#files.reduce((sum, file) => sum + file[key], 0);
  }
}
