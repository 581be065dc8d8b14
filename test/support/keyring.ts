import type { SecretStorage, SecretStorageChangeEvent } from 'vscode';
import { Emitter } from '../../src/base/event.ts';

/** A system's store of secrets, which can refuse to be read or written. */
export class Keyring implements SecretStorage {
  reads = true;
  writes = true;
  readonly texts = new Map<string, string>();
  readonly #changed = new Emitter<SecretStorageChangeEvent>();

  get onDidChange(): SecretStorage['onDidChange'] {
    return this.#changed.event;
  }

  async keys(): Promise<string[]> {
    return [...this.texts.keys()];
  }

  async get(key: string): Promise<string | undefined> {
    allow(this.reads);
    return this.texts.get(key);
  }

  async store(key: string, text: string): Promise<void> {
    allow(this.writes);
    this.texts.set(key, text);
    this.#changed.fire({ key });
  }

  async delete(key: string): Promise<void> {
    allow(this.writes);
    this.texts.delete(key);
    this.#changed.fire({ key });
  }
}

function allow(works: boolean): void {
  if (!works) {
    throw new Error('the keyring is locked');
  }
}
