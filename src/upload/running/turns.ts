import { orAborted } from '../../base/abort.ts';
import { largestSimpleUpload } from '../transfer/plan.ts';
import { TransferQueue } from '../transferQueue.ts';

/** Whose turn it is: a bounded number of uploads at a time, and never two for one target. */
export class Turns {
  readonly #queue: TransferQueue;
  /** For each target the end of the last upload that was begun for it. */
  readonly #targets = new Map<string, Promise<unknown>>();

  /** @param parallel how many may go on at once; asked whenever a place is given away. */
  constructor(parallel: () => number) {
    this.#queue = new TransferQueue(parallel);
  }

  /** Runs something in its turn. Rejects with the signal's reason when that is aborted before. */
  async take<T>(
    target: string,
    { size }: { readonly size: number },
    signal: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T> {
    const before = this.#targets.get(target) ?? Promise.resolve();
    const running = (async () => {
      await orAborted(before, signal);
      return this.#queue.run(work, { large: size > largestSimpleUpload }, signal);
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
}
