/** Uploads that are being put on the list: the first of many go while the others are still written down. */
export class Enlisting {
  readonly #pending = new Map<string, Promise<void>>();

  /**
   * Settles as `write`.
   * @param write told what to call for each upload that is written down.
   */
  async run(ids: readonly string[], write: (written: (id: string) => void) => Promise<void>): Promise<void> {
    const ends = new Map(ids.map((id) => [id, Promise.withResolvers<void>()]));
    for (const [id, { promise }] of ends) {
      // Nobody may ask.
      promise.catch(() => {});
      this.#pending.set(id, promise);
    }
    try {
      await write((id) => {
        ends.get(id)?.resolve();
        this.#pending.delete(id);
      });
    } catch (error) {
      for (const { reject } of ends.values()) {
        reject(error);
      }
      throw error;
    } finally {
      for (const [id, { promise }] of ends) {
        if (this.#pending.get(id) === promise) {
          this.#pending.delete(id);
        }
      }
    }
  }

  /** Resolves when an upload is written down; rejects with what made that impossible. */
  async written(id: string): Promise<void> {
    await this.#pending.get(id);
  }

  /** Resolves when nothing is written any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#pending.values());
  }
}
