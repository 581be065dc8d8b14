import type { Clock } from '../../base/clock.ts';
import { RateMeter } from '../../base/rate.ts';
import type { UploadProgress, UploadResult } from '../model.ts';

/** How far a batch is. Bytes of files that failed or were left out no longer count. */
export interface BatchSnapshot {
  readonly files: number;
  readonly finished: number;
  readonly size: number;
  readonly sent: number;
  readonly bytesPerSecond: number | undefined;
  readonly msLeft: number | undefined;
}

/** Adds up the progress of the files of one batch. Each call costs the same, however many files there are. */
export class BatchProgress {
  readonly #files: { size: number; sent: number; total: number; ended: number }[];
  readonly #clock: Clock;
  readonly #meter = new RateMeter();
  #total = 0;
  #ended = 0;
  #size = 0;
  #sent = 0;

  /** @param sizes bytes of each file, in the order in which the other methods count them. */
  constructor(sizes: readonly number[], clock: Clock) {
    this.#files = sizes.map(() => ({ size: 0, sent: 0, total: 1, ended: 0 }));
    this.#total = sizes.length;
    this.#clock = clock;
    for (const [index, size] of sizes.entries()) {
      this.#set(index, size, 0);
    }
  }

  update(index: number, progress: UploadProgress): void {
    this.#set(index, progress.size, progress.sent);
    this.#meter.add(this.#sent, this.#clock.monotonic());
  }

  /** Files of a folder: those found so far, and those that have ended. */
  count(index: number, total: number, ended: number): void {
    const file = this.#files[index];
    if (file) {
      this.#total += total - file.total;
      this.#ended += ended - file.ended;
      file.total = total;
      file.ended = ended;
    }
  }

  settle(index: number, result: UploadResult): void {
    const file = this.#files[index];
    const size = result.status === 'uploaded' || result.status === 'awaitingCommit' ? (file?.size ?? 0) : 0;
    this.#set(index, size, size);
    this.count(index, file?.total ?? 1, file?.total ?? 1);
  }

  snapshot(): BatchSnapshot {
    const now = this.#clock.monotonic();
    return {
      files: this.#total,
      finished: this.#ended,
      size: this.#size,
      sent: this.#sent,
      bytesPerSecond: this.#meter.perSecond(now),
      msLeft: this.#meter.timeLeft(this.#size - this.#sent, now),
    };
  }

  #set(index: number, size: number, sent: number): void {
    const file = this.#files[index];
    if (file) {
      this.#size += size - file.size;
      this.#sent += sent - file.sent;
      file.size = size;
      file.sent = sent;
    }
  }
}
