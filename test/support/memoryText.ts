import type { SharedText } from '../../src/auth/ports.ts';

/** One text in memory: slow like a keyring, and failing when it is told to. Windows do not wait for each other. */
export class MemoryText implements SharedText {
  text: string | undefined;
  writes = 0;
  failing = false;

  constructor(text?: string) {
    this.text = text;
  }

  async get(): Promise<string | undefined> {
    await this.#answer();
    return this.text;
  }

  async store(text: string): Promise<void> {
    await this.#answer();
    this.writes++;
    this.text = text;
  }

  async delete(): Promise<void> {
    await this.#answer();
    this.writes++;
    this.text = undefined;
  }

  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  async #answer(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.failing) {
      throw new Error('no keyring');
    }
  }
}
