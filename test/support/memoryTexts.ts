import type { TextStore } from '../../src/upload/journal/ports.ts';

/** Texts in memory that can be made to fail or to hang, like a keyring. */
export class MemoryTexts implements TextStore {
  readonly texts = new Map<string, string>();
  mood: 'works' | 'fails' | 'hangs' = 'works';

  async get(key: string): Promise<string | undefined> {
    await this.#answer();
    return this.texts.get(key);
  }

  async store(key: string, text: string): Promise<void> {
    await this.#answer();
    this.texts.set(key, text);
  }

  async delete(key: string): Promise<void> {
    await this.#answer();
    this.texts.delete(key);
  }

  async keys(): Promise<readonly string[]> {
    await this.#answer();
    return [...this.texts.keys()];
  }

  async #answer(): Promise<void> {
    if (this.mood === 'fails') {
      throw new Error('no keyring for https://upload.example/secret?tempauth=abc');
    }
    await (this.mood === 'hangs' ? new Promise(() => {}) : Promise.resolve());
  }
}
