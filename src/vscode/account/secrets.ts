import type { SecretStorage } from 'vscode';
import { AccountBook } from '../../auth/accountBook.ts';
import type { TextStore } from '../../auth/ports.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Emitter } from '../../base/event.ts';
import type { Event } from '../../base/event.ts';

/** Names of what is kept in VS Code's SecretStorage. */
export const secretKeys = {
  /** Who has signed in; no tokens. */
  accounts: 'onedrive.accounts',
  /** Tokens of the accounts that signed in with our own client. */
  tokens: 'onedrive.tokens',
} as const;

/**
 * VS Code's SecretStorage; where it cannot be used, because the system has no keyring or it is locked, the memory of
 * this window.
 */
export class Secrets implements Disposable {
  readonly #storage: SecretStorage;
  readonly #changed = new Emitter<string>();
  readonly #subscription: Disposable;
  /** What could not be stored; `undefined`: what could not be deleted. */
  readonly #memory = new Map<string, string | undefined>();
  /** Who has signed in. One for the whole window: two would overwrite each other's changes. */
  readonly book: AccountBook;

  constructor(storage: SecretStorage) {
    this.#storage = storage;
    this.book = new AccountBook(this.entry(secretKeys.accounts));
    this.#subscription = storage.onDidChange(({ key }) => this.#changed.fire(key));
  }

  /** A secret was stored or deleted, here or in another window: its name. */
  get onDidChange(): Event<string> {
    return this.#changed.event;
  }

  /** Whether something is kept in memory only. */
  get isVolatile(): boolean {
    return this.#memory.size > 0;
  }

  entry(key: string): TextStore {
    return {
      get: () => this.#get(key),
      store: (text) => this.#change(key, text, () => this.#storage.store(key, text)),
      delete: () => this.#change(key, undefined, () => this.#storage.delete(key)),
    };
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #get(key: string): Promise<string | undefined> {
    if (this.#memory.has(key)) {
      return this.#memory.get(key);
    }
    try {
      return await this.#storage.get(key);
    } catch {
      return undefined;
    }
  }

  async #change(key: string, text: string | undefined, change: () => Thenable<void>): Promise<void> {
    try {
      await change();
      this.#memory.delete(key);
    } catch {
      this.#memory.set(key, text);
      this.#changed.fire(key);
    }
  }
}

/** A pasted access token, as long as its account is known. What works for one account never gets the token of another. */
export function tokenEntry(secrets: Secrets, accountId: string): TextStore {
  return secrets.entry(`onedrive.accessToken/${accountId}`);
}
