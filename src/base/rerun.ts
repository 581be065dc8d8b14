/** Does something again and again, never twice at a time; those who ask while it waits for its turn share one run. */
export class Rerun {
  readonly #work: () => Promise<void>;
  #current: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Settles as a run that began after this call. */
  request(): Promise<void> {
    this.#next ??= this.#after(this.#current);
    return this.#next;
  }

  async #after(before: Promise<void>): Promise<void> {
    await before.catch(() => {});
    this.#current = this.#next ?? before;
    this.#next = undefined;
    await this.#work();
  }
}
