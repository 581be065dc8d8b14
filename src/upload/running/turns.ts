import { orAborted } from '../../base/abort.ts';
import { WorkQueue } from '../../base/queue.ts';
import { largestSimpleUpload } from '../transfer/plan.ts';
import type { InTurn } from '../transfer/transfer.ts';
import { TransferQueue } from '../transferQueue.ts';

/**
 * Whose turn it is: a bounded number of uploads at a time, and never two for one target. A small file has its place only
 * while it is sent: what is written down before and after takes as long as a fast line, so that as many again are got
 * ready meanwhile.
 */
export class Turns {
  readonly #parallel: () => number;
  readonly #queue: TransferQueue;
  /** Small files that are sent, got ready or brought to their end. */
  readonly #small = new WorkQueue(1);
  /** For each target the end of the last upload that was begun for it. */
  readonly #targets = new Map<string, Promise<unknown>>();

  /** @param parallel how many may go on at once; asked whenever a place is given away. */
  constructor(parallel: () => number) {
    this.#parallel = parallel;
    this.#queue = new TransferQueue(parallel);
  }

  /**
   * Runs something in its turn. Rejects with the signal's reason when that is aborted before.
   * @param work sends with the function that it is given.
   */
  async take<T>(
    target: string,
    { size }: { readonly size: number },
    signal: AbortSignal,
    work: (inTurn: InTurn) => Promise<T>,
  ): Promise<T> {
    const before = this.#targets.get(target) ?? Promise.resolve();
    const running = (async () => {
      await orAborted(before, signal);
      if (size > largestSimpleUpload) {
        return this.#queue.run(() => work((send) => send()), { large: true }, signal);
      }
      return this.#queue.announceSmall(() => this.#takeSmall(signal, work));
    })();
    // One that gives up waiting does not end the wait of those behind it.
    const end = Promise.allSettled([before, running]).then(() => {
      if (this.#targets.get(target) === end) {
        this.#targets.delete(target);
      }
    });
    this.#targets.set(target, end);
    return running;
  }

  async #takeSmall<T>(signal: AbortSignal, work: (inTurn: InTurn) => Promise<T>): Promise<T> {
    this.#fit();
    try {
      return await this.#small.run(() => work((send) => this.#queue.run(send, { large: false }, signal)), signal);
    } finally {
      // The setting counts for those that wait already, too.
      this.#fit();
    }
  }

  #fit(): void {
    this.#small.limit = 2 * Math.max(1, this.#parallel());
  }
}
