import type { Clock } from '../../base/clock.ts';
import { RateMeter } from '../../base/rate.ts';
import { repeat } from '../../base/repeat.ts';
import type { FileCounts } from '../journal/record.ts';
import type { UploadProgress } from '../model.ts';
import type { TransferWait } from '../transfer/transfer.ts';

/** How an upload of this window goes at the moment. */
export interface LiveState {
  readonly progress?: UploadProgress;
  readonly bytesPerSecond?: number | undefined;
  readonly msLeft?: number | undefined;
  /** Why nothing is sent although it goes on by itself. */
  readonly wait?: TransferWait;
  /** Bytes of the local file that were compared with what was sent before. */
  readonly checking?: { readonly checked: number; readonly toCheck: number };
  /** Of a folder upload. */
  readonly files?: FileCounts;
}

/** Makes speed and time left of progress, anew every second: when nothing moves, the speed has to fall. */
export class LiveProgress {
  readonly #clock: Clock;
  readonly #show: (state: LiveState) => void;
  readonly #meter = new RateMeter();
  readonly #ended = new AbortController();
  #state: LiveState = {};

  constructor(clock: Clock, show: (state: LiveState) => void) {
    this.#clock = clock;
    this.#show = show;
    void repeat(clock, 1000, this.#ended.signal, () => this.#state.progress && this.progress(this.#state.progress));
  }

  progress(progress: UploadProgress): void {
    const now = this.#clock.monotonic();
    this.#meter.add(progress.sent, now);
    const { files, wait } = this.#state;
    this.#set({
      progress,
      bytesPerSecond: this.#meter.perSecond(now),
      msLeft: this.#meter.timeLeft(progress.size - progress.sent, now),
      ...(files && { files }),
      ...(wait && { wait }),
    });
  }

  /** Shown with the progress that follows. */
  counted(files: FileCounts): void {
    this.#state = { ...this.#state, files };
  }

  waiting(wait: TransferWait | undefined): void {
    const { wait: _before, ...others } = this.#state;
    this.#set(wait ? { ...others, wait } : others);
  }

  checking(checked: number, toCheck: number): void {
    this.#set({ ...this.#state, checking: { checked, toCheck } });
  }

  dispose(): void {
    this.#ended.abort();
  }

  #set(state: LiveState): void {
    // A body that was under way may still be read for a moment when its upload has ended.
    if (!this.#ended.signal.aborted) {
      this.#state = state;
      this.#show(state);
    }
  }
}
