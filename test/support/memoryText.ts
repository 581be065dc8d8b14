import type { TextStore } from '../../src/auth/ports.ts';

/** One text in memory: slow like a keyring, and failing when it is told to. */
export class MemoryText implements TextStore {
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

  async #answer(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.failing) {
      throw new Error('no keyring');
    }
  }
}
