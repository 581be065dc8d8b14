import { JointWork } from '../../base/jointWork.ts';

/** Something that is loaded when it is wanted, once for all who want it, and again after it was forgotten. */
export class Loaded<T> {
  readonly #load: (signal: AbortSignal) => Promise<T>;
  #work: JointWork<T> | undefined;
  #last: { readonly value: T } | undefined;
  #isFresh = false;

  constructor(load: (signal: AbortSignal) => Promise<T>) {
    this.#load = load;
  }

  /** What was loaded last, forgotten or not. */
  get known(): T | undefined {
    return this.#last?.value;
  }

  /** Rejects as the loading does, or with the signal's reason; then the next one loads anew. */
  async get(signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    if (this.#isFresh && this.#last !== undefined) {
      return this.#last.value;
    }
    const work = this.#work === undefined || this.#work.isAbandoned ? this.#begin() : this.#work;
    return work.wait(signal);
  }

  /** Who waits gets what is being loaded, whoever comes later does not. */
  forget(): void {
    this.#isFresh = false;
    this.#work = undefined;
  }

  #begin(): JointWork<T> {
    const work = new JointWork(async (signal) => {
      try {
        const value = await this.#load(signal);
        if (this.#work === work) {
          this.#last = { value };
          this.#isFresh = true;
        }
        return value;
      } finally {
        if (this.#work === work) {
          this.#work = undefined;
        }
      }
    });
    this.#work = work;
    return work;
  }
}
