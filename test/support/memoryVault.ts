import type { TextStore } from '../../src/auth/ports.ts';

/** One text in memory, as a keyring shares it among windows. */
export class MemoryVault implements TextStore {
  text: string | undefined;
  writes = 0;
  fails = false;

  async get(): Promise<string | undefined> {
    return this.#later(() => this.text);
  }

  async store(text: string): Promise<void> {
    await this.#later(() => {
      this.writes++;
      this.text = text;
    });
  }

  async delete(): Promise<void> {
    await this.#later(() => {
      this.text = undefined;
    });
  }

  /** Keyrings answer from another process. */
  async #later<T>(work: () => T): Promise<T> {
    await new Promise(setImmediate);
    if (this.fails) {
      throw new Error('no keyring');
    }
    return work();
  }
}
