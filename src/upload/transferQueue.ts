import { WaitingLine } from '../base/queue.ts';

/** What decides about the turn of a transfer. */
export interface TransferKind {
  /** Whether it takes an upload session; a small file is one request. */
  readonly large: boolean;
}

interface Kind {
  running: number;
  readonly line: WaitingLine;
}

/**
 * A bounded number of transfers at a time. Small files do not queue behind large ones, which may take hours: they go
 * first and always have a place or the next one. A large one always has a place too, for it uses the line that small
 * files leave idle. With only one place, small files go first.
 */
export class TransferQueue {
  readonly #limit: () => number;
  readonly #small: Kind = { running: 0, line: new WaitingLine() };
  readonly #large: Kind = { running: 0, line: new WaitingLine() };
  /** Small files that were announced and have not ended. */
  #announced = 0;

  /** @param limit how many may run at once; asked whenever a place may be given away. */
  constructor(limit: () => number) {
    this.#limit = limit;
  }

  /** Rejects with the signal's reason when it is aborted before the task's turn; a task that has begun watches it itself. */
  async run<T>(task: () => Promise<T>, { large }: TransferKind, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const kind = large ? this.#large : this.#small;
    const turn = kind.line.wait(signal);
    this.#startWaiting();
    await turn;
    try {
      return await task();
    } finally {
      kind.running--;
      this.#startWaiting();
    }
  }

  /** Does what a small file needs before and after its own turn. Until it ends its place is kept free of large ones. */
  async announceSmall<T>(work: () => Promise<T>): Promise<T> {
    this.#announced++;
    try {
      return await work();
    } finally {
      this.#announced--;
      this.#startWaiting();
    }
  }

  #startWaiting(): void {
    const limit = Math.max(1, this.#limit());
    while (this.#small.running + this.#large.running < limit) {
      const kind = this.#nextKind(limit);
      if (kind === undefined) {
        return;
      }
      kind.running++;
      kind.line.next();
    }
  }

  #nextKind(limit: number): Kind | undefined {
    const smallWaits = this.#small.line.length > 0;
    const largeWaits = this.#large.line.length > 0;
    if (largeWaits && limit > 1 && this.#large.running === 0) {
      return this.#large;
    }
    if (smallWaits) {
      return this.#small;
    }
    const small = Math.max(this.#small.running, this.#announced);
    return largeWaits && small + this.#large.running < limit ? this.#large : undefined;
  }
}
