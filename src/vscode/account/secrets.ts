import type { SecretStorage } from 'vscode';
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
  /** What the storage held when it could be read or written last. */
  readonly #known = new Map<string, string | undefined>();
  /** What this window wrote last. */
  readonly #written = new Map<string, string | undefined>();
  /** What could not be read since. */
  readonly #unread = new Set<string>();

  constructor(storage: SecretStorage) {
    this.#storage = storage;
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

  /** Whether the system may still keep what a secret was before it was changed or deleted: a restart brings it back. */
  mayBeLeft(key: string): boolean {
    const wasEmpty = this.#known.has(key) && this.#known.get(key) === undefined;
    return this.#unread.has(key) || (this.#memory.has(key) && !wasEmpty);
  }

  /** Whether a secret is what this window wrote last. */
  async isOurs(key: string): Promise<boolean> {
    return this.#written.has(key) && (await this.#get(key)) === this.#written.get(key);
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
      const text = await this.#storage.get(key);
      this.#known.set(key, text);
      this.#unread.delete(key);
      return text;
    } catch {
      this.#unread.add(key);
      return this.#known.get(key);
    }
  }

  async #change(key: string, text: string | undefined, change: () => Thenable<void>): Promise<void> {
    this.#written.set(key, text);
    try {
      if (await this.#isAsKnown(key)) {
        await change();
        this.#memory.delete(key);
        this.#unread.delete(key);
        this.#known.set(key, text);
        return;
      }
    } catch {
      // Then it stays in memory as well.
    }
    this.#memory.set(key, text);
    this.#changed.fire(key);
  }

  /**
   * Whether a text that was made while the storage could not be used may go there: not over something that nobody
   * could read then, such as the other accounts. @throws when the storage still cannot be read.
   */
  async #isAsKnown(key: string): Promise<boolean> {
    if (!this.#memory.has(key) && !this.#unread.has(key)) {
      return true;
    }
    const now = await this.#storage.get(key);
    return now === undefined || (this.#known.has(key) ? now === this.#known.get(key) : !this.#unread.has(key));
  }
}

/** A pasted access token, as long as its account is known. What works for one account never gets the token of another. */
export function tokenEntry(secrets: Secrets, accountId: string): TextStore {
  return secrets.entry(tokenKey(accountId));
}

/** Under which name a pasted access token is kept. */
export function tokenKey(accountId: string): string {
  return `onedrive.accessToken/${accountId}`;
}
